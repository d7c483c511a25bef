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
        View keys = scores.keys();
        Layout layout = Layout.of(query);
        Layout shown = Layout.of(keys);
        if (!scores.likeness().shares() || !Attending.alike(keys, values) || !shown.equals(Layout.of(values))) {
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
        int[] multiples = at.filling(query, layout, node);
        boolean filled = multiples[0] > 1 || multiples[1] > 1;
        if (filled && !layout.equals(shown)) {
            throw node.refuse("fills up a map whose keys are of several pixels, or of another map");
        }
        if (!filled) {
            wish(layout, query.node(), at);
            wish(shown, keys.node(), at);
        }
        at.whole(query, node);
        at.whole(keys, node);
        Windows windows = windows(scores, layout, shown, multiples, node);
        Parts parts = new Parts(query.node(), keys.node(), values.node());
        if (windows.equals(Windows.squares(layout.height(), query.rollRows())) && !layout.grid()) {
            Node square = squares(parts, windows, layout, scores.likeness(), node, at);
            if (square != null) {
                return query.of(square);
            }
        }
        if (!layout.grid()) {
            return query.of(cross(parts, windows, layout, scores.likeness(), node, at));
        }
        int side = layout.height();
        Parts gathered = new Parts(
                at.net.grid(parts.query(), side, false),
                at.net.grid(parts.key(), side, false),
                at.net.grid(parts.value(), side, false));
        Node result = cross(gathered, windows, layout, scores.likeness(), node, at);
        return query.of(at.net.grid(result, side, true));
    }

    private static void wish(Layout layout, Node node, Lowering at) {
        at.wishes.multiple(Wishes.behind(layout.height(), node.up(), node.down()));
        at.wishes.multiple(Wishes.behind(layout.width(), node.up(), node.down()));
    }

    private static Windows windows(Scores scores, Layout layout, Layout shown, int[] multiples, GraphNode node)
            throws MalformedWeightsException {
        View query = scores.view();
        View keys = scores.keys();
        boolean round = (query.rollRows() != 0 || query.rollColumns() != 0) && !scores.masked();
        if (round && multiples[0] * multiples[1] > 1) {
            throw node.refuse("lets windows of a map that is filled up go on at its other edge");
        }
        boolean straddled = keys.rollRows() % shown.fold() != 0 || keys.rollColumns() % shown.fold() != 0;
        return new Windows(
                axis(layout.height(), query.rollRows(), shown.height(), keys.rollRows(), multiples[0]),
                axis(layout.width(), query.rollColumns(), shown.width(), keys.rollColumns(), multiples[1]),
                shown.fold(),
                round ? Windows.Edge.ROUND : straddled ? Windows.Edge.STRADDLED : Windows.Edge.CUT);
    }

    private static Windows.Axis axis(int size, int shift, int keys, int keyShift, int multiple) {
        return new Windows.Axis(size, shift, keys, keys, keyShift, multiple, 0);
    }

    /** As in Swin: its own operation, of one map; null if the bias is none of distances. */
    private static Node squares(
            Parts parts, Windows windows, Layout layout, Likeness likeness, GraphNode node, Lowering at)
            throws MalformedWeightsException {
        float[] table = table(windows, layout, likeness);
        if (table == null) {
            return null;
        }
        Parts scaled = scaled(parts, layout, likeness, at);
        Node qkv = scaled.joined(at);
        Tensors.Module module = at.tensors.module(node.named(name(qkv, node)), new Object());
        addRelative(module, table, layout.heads());
        Attention kind = kind(likeness, module, node);
        Windows.Axis rows = windows.rows();
        return at.net.windowAttention(module.name, kind, qkv, layout.heads(), rows.size(), rows.shift());
    }

    /** Queries, keys and values. */
    record Parts(Node query, Node key, Node value) {
        /** As one map, which they mostly were. */
        Node joined(Lowering at) {
            Channels first = channels(query);
            Channels second = channels(key);
            Channels third = channels(value);
            int channels = query.channels();
            boolean one = first.node() == second.node()
                    && first.node() == third.node()
                    && first.node().channels() == 3 * channels
                    && first.first() == 0
                    && second.first() == channels
                    && third.first() == 2 * channels;
            return one ? first.node() : at.net.concat(query, key, value);
        }
    }

    /** Attention of windows. */
    static Node cross(Parts parts, Windows windows, Layout layout, Likeness likeness, GraphNode node, Lowering at)
            throws MalformedWeightsException {
        Tensors.Module module = at.tensors.module(node, new Object());
        PositionBias position = position(windows, layout, likeness, module, node);
        Attention kind = kind(likeness, module, node);
        Parts scaled = scaled(parts, layout, likeness, at);
        return at.net.crossAttention(
                module.name,
                kind,
                position,
                windows,
                scaled.query().channels(),
                layout.heads(),
                channels(scaled.query()),
                channels(scaled.key()),
                channels(scaled.value()));
    }

    /** The bias as a number for each distance, if it is one; else for each pair. */
    private static PositionBias position(
            Windows windows, Layout layout, Likeness likeness, Tensors.Module module, GraphNode node)
            throws MalformedWeightsException {
        int heads = layout.heads();
        Distances distances = new Distances(windows);
        float[] table = table(windows, layout, likeness);
        if (table == null) {
            float[] all = Settling.floats(likeness.bias(), likeness.bias().length);
            module.add("position_bias", all, heads, windows.queries(), windows.keys());
            return new PairTable(module.name + ".position_bias");
        }
        if (!distances.areRelative()) {
            module.add("position_bias", table, heads, distances.count());
            return new DistanceTable(module.name + ".position_bias");
        }
        addRelative(module, table, heads);
        return new RelativeTable(module.name + ".relative_position_bias_table");
    }

    private static void addRelative(Tensors.Module module, float[] table, int heads) throws MalformedWeightsException {
        int distances = table.length / heads;
        float[] turned = new float[table.length]; // (distances, heads)
        for (int i = 0; i < turned.length; i++) {
            turned[i] = table[i % heads * distances + i / heads];
        }
        module.add("relative_position_bias_table", turned, distances, heads);
    }

    /** (heads, distances), zeros where there is no bias; null if it is none of distances. */
    private static float[] table(Windows windows, Layout layout, Likeness likeness) {
        float[] bias =
                likeness.bias() == null ? new float[0] : Settling.floats(likeness.bias(), likeness.bias().length);
        return new Distances(windows).table(bias, layout.heads());
    }

    /** A value, or the channels of the larger one that it is a part of. */
    static Channels channels(Node node) {
        return node.op() instanceof Op.Slice slice
                ? new Channels(node.inputs().get(0), slice.first())
                : new Channels(node, 0);
    }

    /** With {@code logit_scale} where it needs it. */
    private static Attention kind(Likeness likeness, Tensors.Module module, GraphNode node)
            throws MalformedWeightsException {
        if (!likeness.cosine()) {
            return Attention.SCALED_PRODUCT;
        }
        double[] factors = likeness.factors();
        float[] logarithms = new float[factors.length];
        for (int h = 0; h < logarithms.length; h++) {
            logarithms[h] = (float) Math.log(factors[h]);
            if (!(factors[h] > 0 && factors[h] <= 100 * (1 + 1e-6))) {
                throw node.refuse("multiplies cosines with " + factors[h] + "; above 0 to 100 is read");
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

    /** With queries times by what the products are more or less than what our attention divides by. */
    private static Parts scaled(Parts parts, Layout layout, Likeness likeness, Lowering at) {
        double usual = 1 / Math.sqrt(layout.size());
        double[] factors = likeness.factors();
        boolean isUsual = Arrays.stream(factors).allMatch(factor -> Math.abs(factor - usual) <= 1e-6 * usual);
        if (likeness.cosine() || isUsual) {
            return parts;
        }
        Node query = parts.query();
        float[] all = new float[query.channels()];
        for (int c = 0; c < all.length; c++) {
            all[c] = (float) (factors[c / layout.size()] / usual);
        }
        return new Parts(at.net.affine(all, new float[all.length], query), parts.key(), parts.value());
    }
}
