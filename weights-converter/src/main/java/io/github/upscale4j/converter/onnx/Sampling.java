package io.github.upscale4j.converter.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.weights.Weights;
import java.util.ArrayList;
import java.util.List;

/** {@link Op.Sample} by ONNX's {@code GridSample}, group by group. */
final class Sampling extends Steps {
    Sampling(GraphWriter graph, Weights weights) {
        super(graph, weights);
    }

    /** @param channels of the result */
    void write(Op.Sample op, int channels, String in, String offsets, String out) {
        int groups = op.groups();
        String laid = graph.node(
                "DepthToSpace",
                out + "_laid",
                offsets,
                Attributes.of("blocksize", op.factor()),
                Attributes.of("mode", "CRD"));
        String shape = node("Shape", out + "_shape", laid);
        String columns = places(op, shape, 3, in, new long[] {-1}, out + "_columns");
        String rows = places(op, shape, 2, in, new long[] {-1, 1}, out + "_rows");
        List<String> parts = new ArrayList<>();
        for (int group = 0; group < groups; group++) {
            String name = out + "_" + group;
            String x = position(channel(laid, group, group + 1, name + "_right"), columns, in, 3, name + "_x");
            String y = position(
                    channel(laid, groups + group, groups + group + 1, name + "_down"), rows, in, 2, name + "_y");
            String both = graph.node("Concat", name + "_both", List.of(x, y), Attributes.of("axis", 1));
            String grid = graph.node("Transpose", name + "_grid", both, Attributes.ints("perm", 0, 2, 3, 1));
            String values = channel(in, group * channels, (group + 1) * channels, name + "_values");
            parts.add(graph.node(
                    "GridSample",
                    name,
                    List.of(values, grid),
                    Attributes.of("mode", "bilinear"),
                    Attributes.of("padding_mode", "border"),
                    Attributes.of("align_corners", 0)));
        }
        graph.node("Sum", out, parts);
    }

    /** (i + 1/2) / factor for every column, or row, of the result. */
    private String places(Op.Sample op, String shape, long axis, String in, long[] form, String out) {
        String zero = scalar(0);
        String one = scalar(1);
        String size = node("Gather", out + "_size", shape, scalar(axis));
        AttributeProto toFloat = Attributes.of("to", 1L);
        String all = graph.node("Cast", out + "_all", node("Range", out + "_range", zero, size, one), toFloat);
        String middle = node("Add", out + "_middle", all, graph.floats("half", new float[] {0.5f}));
        String divided =
                node("Div", out + "_divided", middle, graph.floats("by_" + op.factor(), new float[] {op.factor()}));
        return node("Reshape", out, divided, graph.longs(out + "_form", form));
    }

    /** Twice the place, moved, by the input's size, less 1: from -1 to 1, as the operator counts. */
    private String position(String offset, String places, String in, long axis, String out) {
        AttributeProto toFloat = Attributes.of("to", 1L);
        String size = node("Gather", out + "_size", node("Shape", out + "_shape", in), scalar(axis));
        String moved = node("Add", out + "_moved", offset, places);
        String share = node("Div", out + "_share", moved, graph.node("Cast", out + "_float", size, toFloat));
        String twice = node("Mul", out + "_twice", share, graph.floats("two", new float[] {2}));
        return node("Sub", out, twice, graph.floats("one", new float[] {1}));
    }

    private String channel(String in, long first, long end, String out) {
        return node(
                "Slice",
                out,
                in,
                graph.longs(out + "_first", new long[] {first}),
                graph.longs(out + "_end", new long[] {end}),
                graph.longs(out + "_axis", new long[] {1}));
    }
}
