package io.github.upscale4j.converter.onnx;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.weights.Weights;
import java.util.List;

/**
 * Pixels and a dictionary of tokens in ONNX's operators. Images are (batch, rows, columns, channels); dictionaries (batch,
 * tokens, channels), with a batch of 1 as long as they are the same for all images.
 */
final class TokenAttention extends Steps {
    TokenAttention(GraphWriter graph, Weights weights) {
        super(graph, weights);
    }

    /** Whether the value is a dictionary. */
    static boolean dictionary(Op op) {
        return op instanceof Op.Tokens || op instanceof Op.TokenLinear || op instanceof Op.TokenUpdate;
    }

    /** {@link Op.Tokens}. */
    void tokens(Op.Tokens op, String out) {
        float[] values = weights.floats(op.name(), op.tokens(), op.channels());
        graph.node("Identity", out, graph.floats(op.name(), values, 1, op.tokens(), op.channels()));
    }

    /** {@link Op.TokenLinear}: a matrix product with the weights as stored, and the bias. */
    void linear(Op.TokenLinear op, String tokens, String out) {
        String name = op.name() + ".weight";
        String weight = graph.floats(name, weights.floats(name, op.out(), op.in()), op.out(), op.in());
        String turned = transposed(weight, out + "_turned", 1, 0);
        String bias = graph.floats(op.name() + ".bias", weights.floats(op.name() + ".bias", op.out()), op.out());
        node("Add", out, node("MatMul", out + "_sums", tokens, turned), bias);
    }

    /** {@link Op.TokenSimilarity}: (batch, rows, columns, tokens). */
    void similarity(Op.TokenSimilarity op, String image, String tokens, String out) {
        String turned = transposed(unit(tokens), out + "_turned", 0, 2, 1);
        String cosines = node("MatMul", out + "_cosines", unit(image), row(turned, out + "_keys"));
        String factors = graph.floats(out + "_factors", op.factors(weights), op.tokens());
        softmax(node("Mul", out + "_scores", cosines, factors), out);
    }

    /** {@link Op.TokenMix}. */
    void mix(String similarity, String tokens, String out) {
        node("MatMul", out, similarity, row(tokens, out + "_values"));
    }

    /** {@link Op.NearestCode}: of {@code |x|^2 - 2 x e + |e|^2}, what depends on the code. */
    void nearest(Op.NearestCode op, String image, String out) {
        float[] values = op.values(weights);
        float[] turned = new float[values.length]; // (channel, code)
        float[] squares = new float[op.codes()];
        for (int i = 0; i < values.length; i++) {
            turned[i % op.channels() * op.codes() + i / op.channels()] = -2 * values[i];
            squares[i / op.channels()] += values[i] * values[i];
        }
        String products = node(
                "MatMul", out + "_products", image, graph.floats(out + "_turned", turned, op.channels(), op.codes()));
        String distances =
                node("Add", out + "_distances", products, graph.floats(out + "_squares", squares, op.codes()));
        String nearest = graph.node(
                "ArgMin",
                out + "_nearest",
                List.of(distances),
                Attributes.of("axis", -1),
                Attributes.of("keepdims", 0));
        node("Gather", out, graph.floats(op.name(), values, op.codes(), op.channels()), nearest);
    }

    /** {@link Op.TokenUpdate}. */
    void update(Op.TokenUpdate op, String old, String similarity, String image, String out) {
        String flat = node("Reshape", out + "_flat", similarity, longs(0, -1, op.tokens()));
        String shares = transposed(flat, out + "_by_token", 0, 2, 1); // (batch, tokens, pixels)
        String mean = graph.node("ReduceMean", out + "_mean", shares, Attributes.ints("axes", -1));
        String difference = node("Sub", out + "_difference", shares, mean);
        String square = node("Mul", out + "_square", difference, difference);
        String variance = graph.node("ReduceMean", out + "_variance", square, Attributes.ints("axes", -1));
        float epsilon = (float) Op.TokenUpdate.EPSILON;
        String more = node("Add", out + "_more", variance, graph.floats("epsilon_" + epsilon, new float[] {epsilon}));
        String normal = node("Div", out + "_normal", difference, graph.node("Sqrt", out + "_deviation", more));
        String factors = column(op.name() + ".norm3.weight", op.tokens());
        String chosen = softmax(node("Mul", out + "_scores", normal, factors), out + "_chosen");
        String pixels = node("Reshape", out + "_pixels", image, longs(0, -1, op.channels()));
        String fresh = node("MatMul", out + "_fresh", chosen, pixels);
        String share = graph.node("Sigmoid", out + "_share", column(op.name() + ".sigma", op.tokens()));
        String step = node("Mul", out + "_step", share, node("Sub", out + "_back", old, fresh));
        node("Add", out, fresh, step);
    }

    private String column(String tensor, int tokens) {
        return graph.floats(tensor, weights.floats(tensor), tokens, 1);
    }

    /** A matrix of every image that meets each row of its pixels. */
    private String row(String in, String out) {
        return graph.node("Unsqueeze", out, List.of(in, longs(1)));
    }
}
