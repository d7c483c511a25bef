package io.github.upscale4j.converter.onnx;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.weights.Weights;
import java.util.List;

/** {@link Op.GlobalAttention} in ONNX's operators. Values are (batch, rows, columns, channels). */
final class GlobalAttention extends Steps {
    GlobalAttention(GraphWriter graph, Weights weights) {
        super(graph, weights);
    }

    /** @param in queries, keys and values */
    void write(Op.GlobalAttention op, List<String> in, String out) {
        int keySize = op.keyChannels() / op.heads();
        String query = heads(in.get(0), op.heads(), keySize, out + "_query", 0, 2, 1, 3);
        String key = heads(in.get(1), op.heads(), keySize, out + "_key", 0, 2, 3, 1);
        String value = heads(in.get(2), op.heads(), op.channels() / op.heads(), out + "_value", 0, 2, 1, 3);
        String factor = graph.floats(out + "_factor", new float[] {op.factor()}, 1);
        String scores = node("MatMul", out + "_scores", node("Mul", out + "_scaled", query, factor), key);
        String mixed = node("MatMul", out + "_mixed", softmax(scores, out + "_shares"), value);
        String laid = transposed(mixed, out + "_laid", 0, 2, 1, 3);
        node("Reshape", out, laid, shape(in.get(0), 3, out + "_shape", op.channels()));
    }

    /** (batch, pixels, heads, channels of a head) in another order. */
    private String heads(String in, int heads, int size, String out, long... order) {
        return transposed(node("Reshape", out + "_cut", in, longs(0, -1, heads, size)), out, order);
    }
}
