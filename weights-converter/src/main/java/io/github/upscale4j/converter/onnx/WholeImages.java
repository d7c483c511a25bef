package io.github.upscale4j.converter.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.weights.Weights;
import java.util.List;

/** Operations that see a whole image, or cut it, in ONNX's operators. Values are (batch, channels, rows, columns). */
final class WholeImages extends Steps {
    private static final AttributeProto PIXELS = Attributes.ints("axes", 2, 3);

    WholeImages(GraphWriter graph, Weights weights) {
        super(graph, weights);
    }

    /** @param like a value of the size that is asked for */
    void write(Op op, String in, String like, String out) {
        if (op instanceof Op.Deviation) {
            String difference =
                    node("Sub", out + "_difference", in, graph.node("ReduceMean", out + "_mean", in, PIXELS));
            String square = node("Mul", out + "_square", difference, difference);
            graph.node("Sqrt", out, graph.node("ReduceMean", out + "_variance", square, PIXELS));
        } else if (op instanceof Op.Normaliser normaliser) {
            normaliser(normaliser, in, out);
        } else if (op instanceof Op.MaxPool pool) {
            AttributeProto kernel = Attributes.ints("kernel_shape", pool.kernel(), pool.kernel());
            graph.node("MaxPool", out, in, kernel, Attributes.ints("strides", pool.stride(), pool.stride()));
        } else if (op instanceof Op.Trim trim) {
            long end = trim.after() == 0 ? Integer.MAX_VALUE : -trim.after();
            node(
                    "Slice",
                    out,
                    in,
                    longs(trim.before(), trim.before()),
                    longs(end, end),
                    longs(2, 3),
                    longs(trim.step(), trim.step()));
        } else if (op instanceof Op.Reflect reflect) {
            long p = reflect.pixels();
            graph.node("Pad", out, List.of(in, longs(0, 0, p, p, 0, 0, p, p)), Attributes.of("mode", "reflect"));
        } else if (op instanceof Op.Resize resize) {
            resize(resize.linear(), in, like, out);
        } else {
            throw new IllegalArgumentException("no ONNX operator for " + op);
        }
    }

    private void normaliser(Op.Normaliser op, String in, String out) {
        int groups = op.groups();
        int each = op.channels() / groups;
        String cut = node("Reshape", out + "_groups", in, longs(0, groups, -1));
        AttributeProto values = Attributes.ints("axes", 2);
        String mean = graph.node("ReduceMean", out + "_mean", cut, values);
        String difference = node("Sub", out + "_difference", cut, mean);
        String square = node("Mul", out + "_square", difference, difference);
        String variance = graph.node("ReduceMean", out + "_variance", square, values);
        String more = node(
                "Add", out + "_more", variance, graph.floats("epsilon_" + op.epsilon(), new float[] {op.epsilon()}));
        String deviation = graph.node("Sqrt", out + "_deviation", more);
        String factor = node("Div", out + "_factor", stored(op.name() + ".weight", groups, each), deviation);
        String shifted = node("Mul", out + "_shifted", mean, factor);
        String offset = node("Sub", out + "_offset", stored(op.name() + ".bias", groups, each), shifted);
        String channels = longs(-1, op.channels(), 1, 1);
        graph.node(
                "Concat",
                out,
                List.of(
                        node("Reshape", out + "_factors", factor, channels),
                        node("Reshape", out + "_offsets", offset, channels)),
                Attributes.of("axis", 1));
    }

    private String stored(String tensor, int groups, int each) {
        return graph.floats(tensor, weights.floats(tensor, groups * each), groups, each);
    }

    private void resize(boolean linear, String in, String like, String out) {
        String here = node("Slice", out + "_here", node("Shape", out + "_in", in), longs(0), longs(2));
        String there = node("Slice", out + "_there", node("Shape", out + "_like", like), longs(2), longs(4));
        String sizes = graph.node("Concat", out + "_sizes", List.of(here, there), Attributes.of("axis", 0));
        if (linear) {
            graph.node(
                    "Resize",
                    out,
                    List.of(in, "", "", sizes),
                    Attributes.of("mode", "linear"),
                    Attributes.of("coordinate_transformation_mode", "half_pixel"));
        } else {
            graph.node(
                    "Resize",
                    out,
                    List.of(in, "", "", sizes),
                    Attributes.of("mode", "nearest"),
                    Attributes.of("coordinate_transformation_mode", "asymmetric"),
                    Attributes.of("nearest_mode", "floor"));
        }
    }
}
