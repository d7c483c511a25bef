package io.github.upscale4j.converter.onnx;

import io.github.upscale4j.net.Activation;
import io.github.upscale4j.weights.Weights;
import java.util.List;

/** Activations in ONNX's operators. */
final class Activations extends Steps {
    Activations(GraphWriter graph, Weights weights) {
        super(graph, weights);
    }

    void write(Activation activation, String in, String out) {
        if (activation instanceof Activation.Gelu) {
            gelu(in, out);
            return;
        }
        if (activation instanceof Activation.Sigmoid) {
            graph.node("Sigmoid", out, in);
            return;
        }
        if (activation instanceof Activation.Silu) {
            graph.node("Mul", out, List.of(in, graph.node("Sigmoid", out + "_gate", in)));
            return;
        }
        if (activation instanceof Activation.Mish) {
            String soft = graph.node("Softplus", out + "_soft", in);
            graph.node("Mul", out, List.of(in, graph.node("Tanh", out + "_gate", soft)));
            return;
        }
        if (activation instanceof Activation.Tanh) {
            graph.node("Tanh", out, in);
            return;
        }
        if (activation instanceof Activation.Clamp clamp) {
            String low = graph.floats(out + "_low", new float[] {clamp.low()});
            String high = graph.floats(out + "_high", new float[] {clamp.high()});
            graph.node("Clip", out, List.of(in, low, high));
            return;
        }
        if (activation instanceof Activation.Prelu prelu) {
            String name = prelu.name() + ".weight";
            float[] slopes = weights.floats(name);
            // broadcast against (batch, channels, height, width), from the right
            graph.node("PRelu", out, List.of(in, graph.floats(name, slopes, slopes.length, 1, 1)));
            return;
        }
        float slope = ((Activation.LeakyRelu) activation).slope();
        if (slope == 0) {
            graph.node("Relu", out, in);
        } else {
            graph.node("LeakyRelu", out, in, Attributes.of("alpha", slope));
        }
    }

    /** In the form that runtimes know again. */
    private void gelu(String in, String out) {
        String part = graph.node("Div", out + "_part", List.of(in, graph.floats("sqrt_2", new float[] {1.4142135f})));
        String erf = graph.node("Erf", out + "_erf", part);
        String sum = graph.node("Add", out + "_sum", List.of(erf, graph.floats("one", new float[] {1})));
        String twice = graph.node("Mul", out + "_twice", List.of(in, sum));
        graph.node("Mul", out, List.of(twice, graph.floats("half", new float[] {0.5f})));
    }
}
