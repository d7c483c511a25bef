package io.github.upscale4j.converter.graph;

import io.github.upscale4j.converter.graph.Pending.Scores;
import io.github.upscale4j.net.Attention;
import io.github.upscale4j.net.NetBuilder.Channels;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.net.PositionBias;
import io.github.upscale4j.net.RelativeTable;
import io.github.upscale4j.net.Windows;
import io.github.upscale4j.weights.MalformedWeightsException;
import java.util.Arrays;

/** Shares of the keys of windows times their values: the end of attention, where it becomes an operation of the network. */
final class WindowAttending {
    private WindowAttending() {}

    static View attended(Scores scores, View values, GraphNode node, Lowering at) throws MalformedWeightsException {
        View query = scores.view();
        Layout layout = Layout.of(query);
        if (!scores.shares() || !layout.equals(Layout.of(values)) || !Attending.alike(query, values)) {
            throw Attending.foreign(node);
        }
        boolean shifted = query.rollRows() != 0 || query.rollColumns() != 0;
        if (query.rollRows() >= layout.height() || query.rollColumns() >= layout.width() || layout.grid() && shifted) {
            throw node.refuse(
                    "attends within " + (layout.grid() ? "grids" : "windows") + " of " + layout.height() + " x "
                            + layout.width() + " pixels that are shifted by " + query.rollRows() + " and "
                            + query.rollColumns()
                            + (layout.grid() ? "; grids are read unshifted" : "; less than their own size is read"));
        }
        int multiple = at.filling(query, layout, node);
        if (multiple == 1) {
            at.wishes.multiple(Wishes.behind(
                    layout.height(), query.node().up(), query.node().down()));
            at.wishes.multiple(Wishes.behind(
                    layout.width(), query.node().up(), query.node().down()));
        }
        float[] table = table(scores.bias(), layout);
        boolean squares = layout.isSquare()
                && !layout.grid()
                && multiple == 1
                && query.rollRows() == query.rollColumns()
                && shifted == scores.masked()
                && table != null;
        at.whole(query, node);
        return squares
                ? squares(scores, values, layout, table, node, at)
                : rectangles(scores, values, layout, multiple, node, at);
    }

    /** As in Swin: its own operation, of one map. */
    private static View squares(Scores scores, View values, Layout layout, float[] table, GraphNode node, Lowering at)
            throws MalformedWeightsException {
        View query = scores.view();
        Node qkv = joined(scores, values, layout, at);
        Tensors.Module module = at.tensors.module(node.named(name(qkv, node)), new Object());
        module.add("relative_position_bias_table", table, table.length / layout.heads(), layout.heads());
        Attention kind = kind(scores, module, node);
        return query.of(
                at.net.windowAttention(module.name, kind, qkv, layout.heads(), layout.height(), query.rollRows()));
    }

    private static View rectangles(Scores scores, View values, Layout layout, int multiple, GraphNode node, Lowering at)
            throws MalformedWeightsException {
        View query = scores.view();
        boolean shifted = query.rollRows() != 0 || query.rollColumns() != 0;
        if (shifted && !scores.masked() && multiple > 1) {
            throw node.refuse("lets windows of a map that is filled up go on at its other edge");
        }
        Windows windows = shifted && !scores.masked()
                ? Windows.round(layout.height(), layout.width(), query.rollRows(), query.rollColumns())
                : Windows.rectangles(layout.height(), layout.width(), query.rollRows(), query.rollColumns(), multiple);
        Parts parts = new Parts(query.node(), scores.keys().node(), values.node());
        if (!layout.grid()) {
            return query.of(cross(parts, windows, layout, scores.factors(), scores.bias(), scores, node, at));
        }
        int side = layout.height();
        Parts gathered = new Parts(
                at.net.grid(parts.query(), side, false),
                at.net.grid(parts.key(), side, false),
                at.net.grid(parts.value(), side, false));
        Node result = cross(gathered, windows, layout, scores.factors(), scores.bias(), scores, node, at);
        return query.of(at.net.grid(result, side, true));
    }

    /** Queries, keys and values. */
    record Parts(Node query, Node key, Node value) {}

    /**
     * Attention of windows.
     *
     * @param bias (heads, queries, keys); null if there is none
     * @param cosine the scores, if they may be of angles; null if not
     */
    static Node cross(
            Parts parts,
            Windows windows,
            Layout layout,
            double[] factors,
            double[] bias,
            Scores cosine,
            GraphNode node,
            Lowering at)
            throws MalformedWeightsException {
        int heads = layout.heads();
        Tensors.Module module = at.tensors.module(node, new Object());
        float[] table = windows.queries() == windows.keys() ? table(bias, layout) : null;
        PositionBias position;
        if (table != null) {
            module.add("relative_position_bias_table", table, table.length / heads, heads);
            position = new RelativeTable(module.name + ".relative_position_bias_table");
        } else {
            float[] all = new float[Arithmetic.elements(node, heads, windows.queries(), windows.keys())];
            for (int i = 0; bias != null && i < all.length; i++) {
                all[i] = (float) bias[i];
            }
            module.add("position_bias", all, heads, windows.queries(), windows.keys());
            position = new PairTable(module.name + ".position_bias");
        }
        boolean angles = cosine != null && cosine.cosine();
        Attention kind = angles ? kind(cosine, module, node) : Attention.SCALED_PRODUCT;
        Node query = angles ? parts.query() : scaled(parts.query(), factors, layout, at);
        return at.net.crossAttention(
                module.name,
                kind,
                position,
                windows,
                query.channels(),
                heads,
                channels(query),
                channels(parts.key()),
                channels(parts.value()));
    }

    /** A value, or the channels of the larger one that it is a part of. */
    static Channels channels(Node node) {
        return node.op() instanceof Op.Slice slice
                ? new Channels(node.inputs().get(0), slice.first())
                : new Channels(node, 0);
    }

    /** With {@code logit_scale} where it needs it. */
    private static Attention kind(Scores scores, Tensors.Module module, GraphNode node)
            throws MalformedWeightsException {
        if (!scores.cosine()) {
            return Attention.SCALED_PRODUCT;
        }
        float[] logarithms = new float[scores.factors().length];
        for (int h = 0; h < logarithms.length; h++) {
            logarithms[h] = (float) Math.log(scores.factors()[h]);
            if (!(scores.factors()[h] > 0 && scores.factors()[h] <= 100 * (1 + 1e-6))) {
                throw node.refuse("multiplies cosines with " + scores.factors()[h] + "; above 0 to 100 is read");
            }
        }
        module.add("logit_scale", logarithms, logarithms.length, 1, 1);
        return Attention.COSINE;
    }

    /** The linear layer's name, where it is called so as in the reference code. */
    private static String name(Node qkv, GraphNode node) {
        return qkv.op() instanceof Op.Conv conv && conv.name().endsWith(".qkv")
                ? conv.name().substring(0, conv.name().length() - ".qkv".length())
                : node.name();
    }

    private static double usual(Layout layout) {
        return 1 / Math.sqrt(layout.size());
    }

    private static boolean isUsual(Scores scores, Layout layout) {
        return scores.cosine() || isUsual(scores.factors(), layout);
    }

    private static boolean isUsual(double[] factors, Layout layout) {
        double usual = usual(layout);
        return Arrays.stream(factors).allMatch(factor -> Math.abs(factor - usual) <= 1e-6 * usual);
    }

    /** The queries, times by what the products are more or less than what our attention divides by. */
    private static Node scaled(Scores scores, Layout layout, Lowering at) {
        Node query = scores.view().node();
        return scores.cosine() ? query : scaled(query, scores.factors(), layout, at);
    }

    static Node scaled(Node query, double[] factors, Layout layout, Lowering at) {
        if (isUsual(factors, layout)) {
            return query;
        }
        float[] all = new float[query.channels()];
        for (int c = 0; c < all.length; c++) {
            all[c] = (float) (factors[c / layout.size()] / usual(layout));
        }
        return at.net.affine(all, new float[all.length], query);
    }

    /** Queries, keys and values as one map, which they mostly were. */
    private static Node joined(Scores scores, View values, Layout layout, Lowering at) {
        Node query = scores.view().node();
        Node key = scores.keys().node();
        Node value = values.node();
        int channels = query.channels();
        if (isUsual(scores, layout) && isSlice(query, 0) && isSlice(key, channels) && isSlice(value, 2 * channels)) {
            Node all = query.inputs().get(0);
            if (all == key.inputs().get(0) && all == value.inputs().get(0) && all.channels() == 3 * channels) {
                return all;
            }
        }
        return at.net.concat(scaled(scores, layout, at), key, value);
    }

    private static boolean isSlice(Node node, int first) {
        return node.op() instanceof Op.Slice slice && slice.first() == first;
    }

    /** (distances, heads) of a bias that is one number for each distance, query less key; null of another. */
    private static float[] table(double[] bias, Layout layout) {
        int heads = layout.heads();
        int pixels = layout.pixels();
        int wide = 2 * layout.width() - 1;
        float[] table = new float[(2 * layout.height() - 1) * wide * heads];
        if (bias == null) {
            return table;
        }
        boolean[] known = new boolean[table.length];
        for (int i = 0; i < bias.length; i++) {
            int query = i / pixels % pixels;
            int key = i % pixels;
            int rows = query / layout.width() - key / layout.width() + layout.height() - 1;
            int columns = query % layout.width() - key % layout.width() + layout.width() - 1;
            int entry = (rows * wide + columns) * heads + i / pixels / pixels;
            float number = (float) bias[i];
            if (known[entry] && table[entry] != number) {
                return null;
            }
            known[entry] = true;
            table[entry] = number;
        }
        return table;
    }
}
