package io.github.upscale4j.converter.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.github.upscale4j.converter.graph.Distances;
import io.github.upscale4j.net.Attention;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.net.Windows;
import io.github.upscale4j.weights.Weights;
import java.util.List;

/**
 * {@link Op.WindowAttention} in ONNX's operators, as PyTorch's exporter would write it: the image is shifted round by the
 * windows' shift, cut into windows and heads by one transposition, and a mask keeps pixels from opposite edges apart.
 * Values are (batch, rows, columns, channels); sizes and mask are computed once for all attentions that share them.
 */
final class WindowAttention extends Steps {
    WindowAttention(GraphWriter graph, Weights weights) {
        super(graph, weights);
    }

    /**
     * @param rate what distinguishes sizes, as in {@code x1}: inputs of one rate are of one size
     * @param in queries, keys and values
     */
    void write(Op.WindowAttention op, String rate, String in, String out) {
        int window = op.window();
        int pixels = window * window;
        int size = op.channels() / op.heads();
        String sizes = sizes(rate, window, in);
        String shifted = roll(in, op.shift(), out + "_shifted");
        String cut = node(
                "Reshape",
                out + "_cut",
                shifted,
                concat(
                        sizes + "_cut_" + op.heads() + "_" + size,
                        sizes + "_batch",
                        sizes + "_rows",
                        longs(window),
                        sizes + "_columns",
                        longs(window),
                        longs(3),
                        longs(op.heads()),
                        longs(size)));
        String parts = transposed(cut, out + "_parts", 5, 0, 1, 3, 6, 2, 4, 7);
        String heads = node("Reshape", out + "_heads", parts, longs(0, 0, -1, op.heads(), pixels, size));
        String query = likeness(op, picked(heads, 0, out + "_query"), true, out);
        String key = likeness(op, picked(heads, 1, out + "_key"), false, out);
        String turned = transposed(key, out + "_turned", 0, 1, 2, 4, 3);
        String scores = node("MatMul", out + "_scores", query, turned);
        String biased = node("Add", out + "_biased", scores, bias(op, out));
        if (op.shift() > 0) {
            biased = node("Add", out + "_masked", biased, mask(rate, op, sizes));
        }
        String shares = softmax(biased, out + "_shares");
        String mixed = node("MatMul", out + "_mixed", shares, picked(heads, 2, out + "_value"));
        String windows = node(
                "Reshape",
                out + "_windows",
                mixed,
                concat(
                        sizes + "_windows_" + op.heads() + "_" + size,
                        sizes + "_batch",
                        sizes + "_rows",
                        sizes + "_columns",
                        longs(op.heads()),
                        longs(window),
                        longs(window),
                        longs(size)));
        String laid = transposed(windows, out + "_laid", 0, 1, 4, 2, 5, 3, 6);
        String joined = op.shift() == 0 ? out : out + "_joined";
        node(
                "Reshape",
                joined,
                laid,
                concat(
                        sizes + "_joined_" + op.channels(),
                        sizes + "_batch",
                        sizes + "_height",
                        sizes + "_width",
                        longs(op.channels())));
        roll(joined, -op.shift(), out);
    }

    /** Queries times the factors of their heads; for cosines, both of length 1. */
    private String likeness(Op.WindowAttention op, String in, boolean query, String out) {
        String value = in;
        if (op.attention() == Attention.COSINE) {
            value = unit(in);
        }
        if (query) {
            float[] factors = op.attention().factors(op, weights);
            value = node("Mul", in + "_scaled", value, graph.floats(out + "_factors", factors, factors.length, 1, 1));
        }
        return value;
    }

    private String bias(Op.WindowAttention op, String out) {
        float[] table = op.attention().bias(op, weights); // as Distances counts
        return gathered(table, op.heads(), new Distances(Windows.squares(op.window(), op.shift())), out);
    }

    /** Batch, height, width, and rows and columns of windows, each a vector of one number; the names' common part. */
    private String sizes(String rate, int window, String in) {
        String sizes = "sizes_" + rate + "_" + window;
        if (!graph.has(sizes)) {
            String shape = node("Shape", sizes, in);
            range(shape, 0, sizes + "_batch");
            range(shape, 1, sizes + "_height");
            range(shape, 2, sizes + "_width");
            node("Div", sizes + "_rows", sizes + "_height", longs(window));
            node("Div", sizes + "_columns", sizes + "_width", longs(window));
        }
        return sizes;
    }

    private void range(String shape, long at, String out) {
        graph.node("Slice", out, List.of(shape, longs(at), longs(at + 1)));
    }

    /** (windows, 1, pixels, pixels): 0 where two pixels of a shifted window were neighbours before, else hidden. */
    private String mask(String rate, Op.WindowAttention op, String sizes) {
        String mask = "mask_" + rate + "_" + op.window() + "_" + op.shift();
        if (graph.has(mask)) {
            return mask;
        }
        String rows = node("Reshape", mask + "_row", regions(op, sizes + "_height", mask + "_y"), longs(-1, 1));
        String threefold = node("Mul", mask + "_threefold", rows, longs(3));
        String region = node("Add", mask + "_region", threefold, regions(op, sizes + "_width", mask + "_x"));
        String cut = node(
                "Reshape",
                mask + "_cut",
                region,
                concat(mask + "_shape", sizes + "_rows", longs(op.window()), sizes + "_columns", longs(op.window())));
        String windows = transposed(cut, mask + "_windows", 0, 2, 1, 3);
        long pixels = (long) op.window() * op.window();
        String query = node("Reshape", mask + "_query", windows, longs(-1, 1, pixels, 1));
        String key = node("Reshape", mask + "_key", windows, longs(-1, 1, 1, pixels));
        String same = node("Equal", mask + "_same", query, key);
        return unlessHidden(same, mask);
    }

    /** For each row or column of the shifted image 0, or in the last windows 1 before and 2 after the image's old end. */
    private String regions(Op.WindowAttention op, String length, String out) {
        String end = node("Squeeze", out + "_end", length);
        String places = node("Range", out + "_places", scalar(0), end, scalar(1));
        String lastWindow = node("Sub", out + "_last", length, longs(op.window()));
        String oldEnd = node("Sub", out + "_old_end", length, longs(op.shift()));
        AttributeProto toLong = Attributes.of("to", 7L); // int64
        String inLast =
                graph.node("Cast", out + "_in_last", node("GreaterOrEqual", out + "_a", places, lastWindow), toLong);
        String after = graph.node("Cast", out + "_after", node("GreaterOrEqual", out + "_b", places, oldEnd), toLong);
        return node("Add", out, inLast, after);
    }

    /** Shifts the image round, up and to the left by {@code shift}, or down and to the right by what is negative. */
    private String roll(String in, int shift, String out) {
        if (shift == 0) {
            return in;
        }
        String y = out + "_y";
        turn(in, shift, 1, y);
        turn(y, shift, 2, out);
        return out;
    }

    private void turn(String in, int shift, long axis, String out) {
        String head = slice(in, 0, shift, axis, out + "_head");
        String tail = slice(in, shift, Integer.MAX_VALUE, axis, out + "_tail");
        graph.node("Concat", out, List.of(tail, head), Attributes.of("axis", axis));
    }
}
