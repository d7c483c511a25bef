package io.github.upscale4j.converter.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.weights.Weights;

/**
 * Attention among channels in ONNX's operators: matrices of the channels of a head by pixels, which are those of the whole
 * image, of every so many of it, or of a window. Images are (batch, channels, rows, columns); their pixels are sorted by
 * {@code SpaceToDepth}, which gives (batch, pixels of a square x channels, rows, columns).
 */
final class ChannelAttention extends Steps {
    ChannelAttention(GraphWriter graph, Weights weights) {
        super(graph, weights);
    }

    /** {@link Op.ChannelSimilarity}: (batch, images, heads, queries, keys), from which only {@link #mix} makes an image again. */
    void similarity(Op.ChannelSimilarity op, String queries, String keys, String out) {
        String query =
                apart(slice(queries, op.queryAt(), (long) op.queryAt() + op.channels(), 1, out + "_q"), op.step());
        String key = apart(slice(keys, op.keyAt(), (long) op.keyAt() + op.channels(), 1, out + "_k"), op.step());
        int size = op.channels() / op.heads();
        similarity(
                node("Reshape", out + "_query", query, heads(op.step(), op.heads(), size)),
                node("Reshape", out + "_key", key, heads(op.step(), op.heads(), size)),
                op.temperature(weights),
                out);
    }

    /** {@link Op.ChannelMix} of an image and what {@link #similarity} gave. */
    void mix(Op.ChannelMix op, String values, String similarity, String out) {
        String value =
                apart(slice(values, op.valueAt(), (long) op.valueAt() + op.channels(), 1, out + "_v"), op.step());
        String matrix =
                node("Reshape", out + "_value", value, heads(op.step(), op.heads(), op.channels() / op.heads()));
        String mixed = node("MatMul", out + "_mixed", similarity, matrix);
        String image = op.step() == 1 ? out : out + "_apart";
        node("Reshape", image, mixed, node("Shape", out + "_shape", value));
        if (op.step() > 1) {
            graph.node("DepthToSpace", out, image, block(op.step()));
        }
    }

    /** {@link Op.WindowChannels} of an image whose sides are multiples of the window. */
    void windows(Op.WindowChannels op, String in, String out) {
        int pixels = op.window() * op.window();
        int size = op.channels() / op.heads();
        String image = apart(in, op.window());
        String flat = node("Reshape", out + "_flat", image, longs(0, 3L * pixels * op.channels(), -1));
        String each = transposed(flat, out + "_each", 0, 2, 1);
        String cut = node("Reshape", out + "_cut", each, longs(0, 0, pixels, 3, op.heads(), size));
        String parts = transposed(cut, out + "_parts", 3, 0, 1, 4, 5, 2);
        String shares = similarity(
                picked(parts, 0, out + "_query"),
                picked(parts, 1, out + "_key"),
                op.temperature(weights),
                out + "_shares");
        String mixed = node("MatMul", out + "_mixed", shares, picked(parts, 2, out + "_value"));
        String laid = transposed(mixed, out + "_laid", 0, 4, 2, 3, 1);
        String sides = node("Slice", out + "_sides", node("Shape", out + "_shape", image), longs(2), longs(4));
        String shape = concat(out + "_whole", longs(0, (long) pixels * op.channels()), sides);
        graph.node("DepthToSpace", out, node("Reshape", out + "_apart", laid, shape), block(op.window()));
    }

    /** The softmax of the cosines of matrices' rows, times the factors of their heads. */
    private String similarity(String query, String key, float[] temperature, String out) {
        long[] order = new long[] {0, 1, 2, 4, 3};
        String turned = transposed(unit(key), out + "_turned", order);
        String cosines = node("MatMul", out + "_cosines", unit(query), turned);
        String factors = graph.floats(out + "_factors", temperature, temperature.length, 1, 1);
        return softmax(node("Mul", out + "_scores", cosines, factors), out);
    }

    private String heads(int step, int heads, int size) {
        return longs(0, (long) step * step, heads, size, -1);
    }

    private String apart(String in, int block) {
        return block == 1 ? in : graph.node("SpaceToDepth", in + "_sorted_" + block, in, block(block));
    }

    private static AttributeProto block(int size) {
        return Attributes.of("blocksize", size);
    }
}
