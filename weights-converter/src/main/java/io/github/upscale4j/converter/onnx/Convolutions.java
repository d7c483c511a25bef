package io.github.upscale4j.converter.onnx;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.weights.Weights;
import java.util.ArrayList;
import java.util.List;

/** Convolutions and linear layers in ONNX's operators. */
final class Convolutions extends Steps {
    Convolutions(GraphWriter graph, Weights weights) {
        super(graph, weights);
    }

    void conv(Op.Conv conv, String in, String out) {
        int k = conv.kernel();
        String weight = conv.name() + ".weight";
        List<String> inputs = new ArrayList<>(List.of(in));
        inputs.add(graph.floats(weight, conv.weight(weights), conv.out(), conv.in(), k, k));
        if (!conv.bias().isEmpty()) {
            inputs.add(bias(conv));
        }
        int pad = k / 2;
        graph.node(
                "Conv",
                out,
                inputs,
                Attributes.ints("kernel_shape", k, k),
                Attributes.ints("pads", pad, pad, pad, pad));
    }

    void depthwise(Op.DepthwiseConv conv, String in, String out) {
        int k = conv.kernel();
        List<String> inputs = new ArrayList<>(List.of(in));
        inputs.add(graph.floats(conv.name() + ".weight", conv.weight(weights), conv.channels(), 1, k, k));
        if (conv.bias()) {
            inputs.add(graph.floats(conv.name() + ".bias", conv.bias(weights), conv.channels()));
        }
        int pad = k / 2;
        graph.node(
                "Conv",
                out,
                inputs,
                Attributes.of("group", conv.channels()),
                Attributes.ints("kernel_shape", k, k),
                Attributes.ints("pads", pad, pad, pad, pad));
    }

    void reduction(Op.DepthwiseReduction op, String in, String out) {
        int k = op.kernel();
        String weight = op.name() + ".weight";
        String bias = op.name() + ".bias";
        graph.node(
                "Conv",
                out,
                List.of(
                        in,
                        graph.floats(weight, weights.floats(weight, op.channels(), 1, k, k), op.channels(), 1, k, k),
                        graph.floats(bias, weights.floats(bias, op.channels()), op.channels())),
                Attributes.of("group", op.channels()),
                Attributes.ints("kernel_shape", k, k),
                Attributes.ints("strides", k, k));
    }

    private String bias(Op.Conv conv) {
        String name = conv.bias().size() == 1 ? conv.bias().get(0) : conv.name() + ".bias";
        return graph.floats(name, conv.bias(weights), conv.out());
    }

    /** Of values that are (batch, rows, columns, channels); all else here is of (batch, channels, rows, columns). */
    void linear(Op.Conv conv, String in, String out) {
        float[] weight = conv.weight(weights);
        float[] turned = new float[weight.length]; // (in, out)
        for (int o = 0; o < conv.out(); o++) {
            for (int i = 0; i < conv.in(); i++) {
                turned[i * conv.out() + o] = weight[o * conv.in() + i];
            }
        }
        String matrix = graph.floats(conv.name() + ".weight_turned", turned, conv.in(), conv.out());
        if (conv.bias().isEmpty()) {
            graph.node("MatMul", out, List.of(in, matrix));
        } else {
            graph.node("Add", out, List.of(graph.node("MatMul", out + "_sums", List.of(in, matrix)), bias(conv)));
        }
    }
}
