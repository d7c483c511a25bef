package io.github.upscale4j.converter.onnx;

import io.github.upscale4j.converter.graph.Distances;
import io.github.upscale4j.net.Attention;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.net.Windows;
import io.github.upscale4j.weights.Weights;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * {@link Op.CrossAttention} in ONNX's operators: the pixels of all windows are gathered, rows first, then columns, the same for
 * queries, keys and values; results outside the image are cut off. Values are (batch, rows, columns, channels); places and
 * masks are computed once for all attentions that share them.
 */
final class CrossAttention extends Steps {
    CrossAttention(GraphWriter graph, Weights weights) {
        super(graph, weights);
    }

    /**
     * @param sizes what distinguishes sizes: first the queries', then the keys' and values'
     * @param multiple what sides of the queries' images are multiples of
     * @param in queries, keys and values
     */
    void write(Op.CrossAttention op, List<String> sizes, int multiple, List<String> in, String out) {
        Windows windows = op.windows();
        String name = "windows_" + sizes.get(0) + "_" + sizes.get(1) + name(windows.rows()) + name(windows.columns())
                + "_" + windows.fold() + "_" + windows.edge().name().toLowerCase(Locale.ROOT);
        String queryRows = length(in.get(0), 1, sizes.get(0) + "_rows");
        String queryColumns = length(in.get(0), 2, sizes.get(0) + "_columns");
        String keyRows = length(in.get(1), 1, sizes.get(1) + "_rows");
        String keyColumns = length(in.get(1), 2, sizes.get(1) + "_columns");
        WindowPlaces rows = new WindowPlaces(graph, weights, windows.rows(), queryRows, name + "_y");
        WindowPlaces columns = new WindowPlaces(graph, weights, windows.columns(), queryColumns, name + "_x");

        String query = gathered(
                slice(in.get(0), op.queryAt(), (long) op.queryAt() + op.channels(), 3, out + "_q"),
                rows.queries(),
                columns.queries());
        query = heads(op, query, windows.queries(), out + "_query");
        boolean wraps = windows.edge().wraps();
        String keyRow = rows.keys(wraps, keyRows);
        String keyColumn = columns.keys(wraps, keyColumns);
        boolean zeros = !wraps && (rows.zeros() || columns.zeros());
        String key = part(op, in.get(1), op.keyAt(), zeros, keyRow, keyColumn, out + "_k");
        String value = part(op, in.get(2), op.valueAt(), zeros, keyRow, keyColumn, out + "_v");
        if (op.attention() == Attention.COSINE) {
            query = unit(query);
            key = unit(key);
        }
        float[] factors = op.attention().factors(op.name(), op.channels(), op.heads(), weights);
        String scaled =
                node("Mul", out + "_scaled", query, graph.floats(out + "_factors", factors, factors.length, 1, 1));
        String turned = transposed(key, out + "_turned", 0, 1, 2, 3, 5, 4);
        String scores = node("MatMul", out + "_scores", scaled, turned);
        float[] bias = op.bias().of(windows, op.heads(), weights);
        int pairs = op.heads() * windows.queries() * windows.keys();
        scores = node("Add", out + "_biased", scores, bias(op, Arrays.copyOf(bias, pairs), out));
        if (bias.length > pairs) {
            scores = node("Add", out + "_at_edges", scores, atEdges(op, bias, rows.cut(), out));
        }
        if (windows.edge() != Windows.Edge.ROUND && !(rows.complete(multiple) && columns.complete(multiple))) {
            int fold = windows.fold();
            String mask = mask(windows, rows.shown(fold, keyRows), columns.shown(fold, keyColumns), name);
            scores = node("Add", out + "_masked", scores, mask);
        }
        String mixed = node("MatMul", out + "_mixed", softmax(scores, out + "_shares"), value);
        joined(op, mixed, rows, columns, out);
    }

    private static String name(Windows.Axis axis) {
        return "_" + axis.size() + "_" + axis.shift() + "_" + axis.keys() + "_" + axis.keyStep() + "_" + axis.keyShift()
                + "_" + axis.multiple() + "_" + axis.margin();
    }

    /** (batch, windows, pixels, windows, pixels, channels) of (batch, rows, columns, channels). */
    private String gathered(String in, String rows, String columns) {
        String high = graph.node("Gather", in + "_rows", List.of(in, rows), Attributes.of("axis", 1));
        return graph.node("Gather", in + "_windows", List.of(high, columns), Attributes.of("axis", 3));
    }

    /** Keys or values as {@link #heads} gives them. */
    private String part(
            Op.CrossAttention op, String in, int first, boolean zeros, String rows, String columns, String out) {
        Windows windows = op.windows();
        String part = slice(in, first, (long) first + op.keyChannels(), 3, out);
        if (zeros) {
            part = node("Pad", out + "_bordered", part, longs(0, 0, 0, 0, 0, 1, 1, 0));
        }
        String gathered = gathered(part, rows, columns);
        int fold = windows.fold();
        if (fold > 1) {
            long[] cells = {0, 0, windows.keyRows(), fold, -1, windows.keyColumns(), fold, op.keyChannels()};
            String cut = node("Reshape", out + "_cells", gathered, longs(cells));
            String laid = transposed(cut, out + "_folded", 0, 1, 2, 4, 5, 3, 6, 7);
            gathered = node(
                    "Reshape",
                    out + "_whole",
                    laid,
                    longs(0, 0, windows.keyRows(), -1, windows.keyColumns(), op.channels()));
        }
        return heads(op, gathered, windows.keys(), out + "_heads");
    }

    /** (batch, windows down, windows across, heads, pixels, channels of a head) of what was {@link #gathered}. */
    private String heads(Op.CrossAttention op, String gathered, int pixels, String out) {
        String laid = transposed(gathered, out + "_laid", 0, 1, 3, 2, 4, 5);
        int size = op.channels() / op.heads();
        String cut = node("Reshape", out + "_cut", laid, longs(0, 0, 0, pixels, op.heads(), size));
        return transposed(cut, out, 0, 1, 2, 4, 3, 5);
    }

    /** (heads, queries, keys); where it depends on distances only, gathered from a number for each, which are far fewer. */
    private String bias(Op.CrossAttention op, float[] bias, String out) {
        Windows windows = op.windows();
        Distances distances = new Distances(windows);
        float[] table = distances.table(bias, op.heads());
        if (table == null) {
            return graph.floats(out + "_bias", bias, op.heads(), windows.queries(), windows.keys());
        }
        return gathered(table, op.heads(), distances, out);
    }

    /**
     * (windows down, 1, heads, queries, keys): what the bias is more in windows that the upper or lower edge cuts.
     *
     * @param bias of other windows, and then of these
     */
    private String atEdges(Op.CrossAttention op, float[] bias, String cut, String out) {
        float[] more = new float[bias.length / 2];
        for (int i = 0; i < more.length; i++) {
            more[i] = bias[more.length + i] - bias[i];
        }
        String there = node("Reshape", out + "_cut", cut, longs(-1, 1, 1, 1, 1));
        Windows windows = op.windows();
        return node(
                "Mul",
                out + "_edge_bias",
                there,
                graph.floats(out + "_more", more, op.heads(), windows.queries(), windows.keys()));
    }

    /** (windows down, windows across, 1, 1, keys): which keys of a window are there. */
    private String mask(Windows windows, String rows, String columns, String name) {
        String mask = name + "_mask";
        if (graph.has(mask)) {
            return mask;
        }
        String down = node("Reshape", mask + "_y", rows, longs(-1, 1, windows.keyRows(), 1));
        String across = node("Reshape", mask + "_x", columns, longs(1, -1, 1, windows.keyColumns()));
        String both = node("Add", mask + "_both", down, across);
        return node("Reshape", mask, both, longs(0, 0, 1, 1, windows.keys()));
    }

    /** The windows' pixels side by side again, without those that the first and last windows have lost to the edges. */
    private void joined(Op.CrossAttention op, String mixed, WindowPlaces rows, WindowPlaces columns, String out) {
        Windows windows = op.windows();
        int high = windows.rows().size();
        int wide = windows.columns().size();
        String cut = node("Reshape", out + "_pixels", mixed, longs(0, 0, 0, 0, high, wide, op.channels() / op.heads()));
        String laid = transposed(cut, out + "_laid", 0, 1, 4, 2, 5, 3, 6);
        String covered = concat(
                out + "_shape", longs(0), vector(rows.covered()), vector(columns.covered()), longs(op.channels()));
        // as many rows as there were, 0 for the batch as it is
        String all = node("Reshape", out + "_joined", laid, covered);
        node(
                "Slice",
                out,
                all,
                longs(rows.lost(), columns.lost()),
                concat(out + "_ends", vector(rows.end()), vector(columns.end())),
                longs(1, 2));
    }
}
