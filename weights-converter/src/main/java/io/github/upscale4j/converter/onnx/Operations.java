package io.github.upscale4j.converter.onnx;

import io.github.upscale4j.net.Activation;
import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.weights.Weights;
import java.util.ArrayList;
import java.util.List;

/** Every {@link Op} in ONNX's operators. */
final class Operations {
    private final Net net;
    private final Weights weights;
    private final GraphWriter graph;

    Operations(Net net, Weights weights, GraphWriter graph) {
        this.net = net;
        this.weights = weights;
        this.graph = graph;
    }

    void write() {
        graph.input(OnnxExport.INPUT, net.inputChannels(), "height", "width");
        graph.output(OnnxExport.OUTPUT, net.outputChannels(), side("height"), side("width"));
        net.nodes().forEach(this::write);
    }

    private String side(String input) {
        return net.scale() == 1 ? input : "output_" + input;
    }

    /** Names of weights end in {@code .weight} or {@code .bias}, so these are none. */
    private String name(Node node) {
        if (node == net.output()) {
            return OnnxExport.OUTPUT;
        }
        return node.op() instanceof Op.Input
                ? OnnxExport.INPUT
                : node.op().getClass().getSimpleName() + "_" + node.index();
    }

    private void write(Node node) {
        Op op = node.op();
        List<String> in = node.inputs().stream().map(this::name).toList();
        String out = name(node);
        if (op instanceof Op.Input) {
            if (node == net.output()) {
                graph.node("Identity", List.of(OnnxExport.INPUT), out);
            }
        } else if (op instanceof Op.Conv conv) {
            conv(conv, in.get(0), out);
        } else if (op instanceof Op.Activate activate) {
            activate(activate.activation(), in.get(0), out);
        } else if (op instanceof Op.Scale scale) {
            String factor = graph.floats(out + "_factor", new float[] {scale.factor()}, 1);
            graph.node("Mul", List.of(in.get(0), factor), out);
        } else if (op instanceof Op.Add) {
            graph.node("Add", in, out);
        } else if (op instanceof Op.Concat) {
            graph.node("Concat", in, out, Attributes.of("axis", 1));
        } else if (op instanceof Op.Copy) {
            graph.node("Identity", in, out);
        } else if (op instanceof Op.PixelShuffle shuffle) {
            graph.node(
                    "DepthToSpace",
                    in,
                    out,
                    Attributes.of("blocksize", shuffle.factor()),
                    Attributes.of("mode", "CRD")); // channels from c, i, j as in PyTorch; the default is i, j, c
        } else if (op instanceof Op.PixelUnshuffle unshuffle) {
            pixelUnshuffle(unshuffle.factor(), node.inputs().get(0).channels(), in.get(0), out);
        } else if (op instanceof Op.Nearest nearest) {
            nearest(nearest.factor(), in.get(0), out);
        } else {
            throw new UnsupportedOperationException("no ONNX operator for " + op + " at " + node);
        }
    }

    private void conv(Op.Conv conv, String in, String out) {
        int k = conv.kernel();
        String weight = conv.name() + ".weight";
        String bias = conv.name() + ".bias";
        List<String> inputs = new ArrayList<>(List.of(in));
        inputs.add(
                graph.floats(weight, weights.floats(weight, conv.out(), conv.in(), k, k), conv.out(), conv.in(), k, k));
        if (conv.bias()) {
            inputs.add(graph.floats(bias, weights.floats(bias, conv.out()), conv.out()));
        }
        int pad = k / 2;
        graph.node(
                "Conv",
                inputs,
                out,
                Attributes.ints("kernel_shape", k, k),
                Attributes.ints("pads", pad, pad, pad, pad));
    }

    private void activate(Activation activation, String in, String out) {
        if (activation instanceof Activation.Prelu prelu) {
            String name = prelu.name() + ".weight";
            float[] slopes = weights.floats(name);
            // broadcast against (batch, channels, height, width), from the right
            graph.node("PRelu", List.of(in, graph.floats(name, slopes, slopes.length, 1, 1)), out);
            return;
        }
        float slope = ((Activation.LeakyRelu) activation).slope();
        if (slope == 0) {
            graph.node("Relu", List.of(in), out);
        } else {
            graph.node("LeakyRelu", List.of(in), out, Attributes.of("alpha", slope));
        }
    }

    /** SpaceToDepth puts channel c of offset (i, j) at (i r + j) C + c; PyTorch's place for it is c r^2 + i r + j. */
    private void pixelUnshuffle(int r, int channels, String in, String out) {
        String mixed = channels == 1 ? out : out + "_mixed";
        graph.node("SpaceToDepth", List.of(in), mixed, Attributes.of("blocksize", r));
        if (channels > 1) {
            long[] from = new long[channels * r * r];
            for (int i = 0; i < from.length; i++) {
                from[i] = (long) i % (r * r) * channels + i / (r * r);
            }
            graph.node("Gather", List.of(mixed, graph.longs(out + "_order", from)), out, Attributes.of("axis", 1));
        }
    }

    private void nearest(int factor, String in, String out) {
        String scales = graph.floats("scales_" + factor, new float[] {1, 1, factor, factor}, 4);
        graph.node(
                "Resize",
                List.of(in, "", scales), // the second input, a region of interest, is for other modes
                out,
                Attributes.of("mode", "nearest"),
                Attributes.of("coordinate_transformation_mode", "asymmetric"),
                Attributes.of("nearest_mode", "floor"));
    }
}
