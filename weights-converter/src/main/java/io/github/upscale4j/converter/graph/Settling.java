package io.github.upscale4j.converter.graph;

import io.github.upscale4j.converter.graph.Atom.Axis;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.weights.MalformedWeightsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Brings values to nodes of the network: pending ones to views, and views to feature maps as they are. */
final class Settling {
    /** Up to so many runs of channels are cut and joined; more are a convolution that moves them. */
    private static final int RUNS = 16;

    /** The most channels that a convolution moves; its weights are their square. */
    private static final int MOVED = 1024;

    private Settling() {}

    static View view(Value value, GraphNode node, Lowering at) throws MalformedWeightsException {
        if (value instanceof View view) {
            return view;
        }
        if (value instanceof Pending.Line line) {
            return line(line, at);
        }
        if (value instanceof Pending.Product product) {
            return Normalising.linear(product, null, at);
        }
        if (value instanceof Pending.Normal normal) {
            return Normalising.norm(normal, at);
        }
        if (value instanceof Pending.Part part) {
            return trimmed(part, node, at);
        }
        if (value instanceof Pending.Padded padded && padded.isEnd()) {
            return at.isPicture(padded.view())
                    ? Rearranging.filled(padded, at)
                    : padded.view()
                            .resized(
                                    padded.view().rows() + padded.bottom(),
                                    padded.view().columns() + padded.right());
        }
        if (value instanceof Pending.OfGroup moment) {
            View settled = GroupMoments.settled(moment, node, at);
            if (settled != null) {
                return settled;
            }
        }
        if (value instanceof Pending.Blend blend) {
            return TokenAttending.settled(blend, node, at);
        }
        if (value instanceof Pending.Gathered gathered) {
            View mirrored = Gathering.mirrored(gathered, at);
            if (mirrored != null) {
                return mirrored;
            }
            throw node.refuse("takes rows or columns that were picked one by one; attention, cells and mirrored"
                    + " pictures are read");
        }
        if (value instanceof Constant constant) {
            throw node.refuse("takes " + constant + " where a feature map is read");
        }
        throw node.refuse("takes a value that is only read as a step of " + purpose(value));
    }

    private static String purpose(Value value) {
        if (value instanceof Pending.Erf) {
            return "GELU";
        }
        if (value instanceof Pending.Softplus) {
            return "Mish";
        }
        if (value instanceof Pending.Moment) {
            return "a normalisation over the channels";
        }
        if (value instanceof Pending.OfGroup) {
            return "a normalisation of groups of channels";
        }
        if (value instanceof Pending.Moved) {
            return "the choice of pixels";
        }
        if (value instanceof Pending.Total) {
            return "a sum over all pixels";
        }
        if (value instanceof Pending.Rank || value instanceof Pending.Sorted) {
            return "attention among pixels of one category";
        }
        return value instanceof Pending.Padded ? "a convolution" : "attention";
    }

    private static View trimmed(Pending.Part part, GraphNode node, Lowering at) throws MalformedWeightsException {
        View view = part.view();
        int below = view.rows() - part.endRow();
        int beside = view.columns() - part.endColumn();
        if (part.isWhole()) {
            return view;
        }
        boolean upperLeft = part.firstRow() == 0 && part.firstColumn() == 0;
        boolean still = view.rollRows() == 0 && view.rollColumns() == 0;
        if (upperLeft && still && at.isOwn(view, part.endRow(), part.endColumn())) {
            return view.resized(part.endRow(), part.endColumn());
        }
        if (at.isWide(view) || !view.isPlain() || part.firstRow() != part.firstColumn() || below != beside) {
            throw node.refuse("takes rows " + part.firstRow() + " to " + part.endRow() + " and columns "
                    + part.firstColumn() + " to " + part.endColumn() + " of " + Arrays.toString(view.dims())
                    + "; as many rows as columns are cut off");
        }
        return at.whole(view, node).trimmed(part.firstRow(), below, 1, at);
    }

    static View line(Pending.Line line, Lowering at) {
        View view = line.view();
        boolean still = Arrays.stream(line.offsets()).allMatch(offset -> offset == 0);
        if (still && line.factors().length == 1) {
            float factor = (float) line.factors()[0];
            return factor == 1 ? view : view.of(at.net.scale(factor, view.node()));
        }
        int channels = view.node().channels();
        float[] factors = floats(line.factors(), channels);
        return view.of(at.net.affine(factors, floats(line.offsets(), channels), view.node()));
    }

    /** One for each channel, of one a channel or one for all. */
    static float[] floats(double[] values, int channels) {
        float[] floats = new float[channels];
        for (int c = 0; c < channels; c++) {
            floats[c] = (float) values[values.length == 1 ? 0 : c];
        }
        return floats;
    }

    /** As {@link #floats}, in double precision. */
    static double[] doubles(double[] values, int channels) {
        return IntStream.range(0, channels)
                .mapToDouble(c -> values[values.length == 1 ? 0 : c])
                .toArray();
    }

    /** As (1, channels, rows, columns), with what is left of reshaping done: shuffles of pixels and channels. */
    static View plain(View view, GraphNode node, Lowering at) throws MalformedWeightsException {
        if (view.isPlain()) {
            return view;
        }
        View plain =
                view.rank() == 4 && view.rollRows() == 0 && view.rollColumns() == 0 ? shuffled(view, node, at) : null;
        if (plain == null) {
            throw node.refuse("takes a feature map whose rows, columns and channels lie as " + view.axes() + " of "
                    + Arrays.toString(view.dims()) + "; only shuffles of pixels or channels are read there");
        }
        return plain;
    }

    /** Done at once if it is a shuffle of pixels with the channels in our order; else as it is. */
    static View tidy(View view, GraphNode node, Lowering at) throws MalformedWeightsException {
        if (view.rank() != 4 || view.isPlain() || !(isShuffle(view) || isUnshuffle(view))) {
            return view;
        }
        int[] order = isShuffle(view) ? shuffleOrder(view) : unshuffleOrder(view);
        boolean ours = order != null
                && Arrays.equals(order, IntStream.range(0, order.length).toArray());
        return ours ? plain(view, node, at) : view;
    }

    private static boolean isShuffle(View view) {
        return factor(view.axes().get(2), Axis.ROW, view.rows()) > 1
                && factor(view.axes().get(2), Axis.ROW, view.rows())
                        == factor(view.axes().get(3), Axis.COLUMN, view.columns());
    }

    /** By what an axis of all rows, then channels or copies, is longer than these; 0 if it is another. */
    private static int factor(List<Atom> axis, Axis kind, int size) {
        int from = size == 1 ? 0 : 1;
        if (from == 1 && (axis.isEmpty() || !axis.get(0).equals(new Atom(kind, 1, size))) || axis.size() != from + 1) {
            return 0;
        }
        Atom inner = axis.get(from);
        return inner.axis() == Axis.CHANNEL || inner.axis() == Axis.COPY ? inner.extent() : 0;
    }

    private static boolean isUnshuffle(View view) {
        int factor = view.rows() / Math.max(1, Atom.extent(view.axes().get(2)));
        return factor > 1
                && view.axes().get(2).equals(Atom.merged(List.of(new Atom(Axis.ROW, factor, view.rows() / factor))))
                && view.axes()
                        .get(3)
                        .equals(Atom.merged(List.of(new Atom(Axis.COLUMN, factor, view.columns() / factor))));
    }

    private static View shuffled(View view, GraphNode node, Lowering at) throws MalformedWeightsException {
        Node map = view.node();
        if (isShuffle(view)) {
            int factor = factor(view.axes().get(2), Axis.ROW, view.rows());
            int[] order = shuffleOrder(view);
            if (order == null || (long) view.rows() * factor > Integer.MAX_VALUE) {
                return null;
            }
            boolean copies = order.length == map.channels() * factor * factor
                    && IntStream.range(0, order.length).allMatch(i -> order[i] == i / (factor * factor));
            Node large =
                    copies ? at.net.nearest(map, factor) : at.net.pixelShuffle(picked(map, order, node, at), factor);
            return View.plain(large, view.rows() * factor, view.columns() * factor);
        }
        if (isUnshuffle(view)) {
            int factor = view.rows() / Atom.extent(view.axes().get(2));
            int[] order = unshuffleOrder(view);
            if (order == null) {
                return null;
            }
            Node unshuffled = at.net.pixelUnshuffle(at.whole(view, node).node(), factor);
            at.wishes.multiple(Wishes.behind(1, unshuffled.up(), unshuffled.down()));
            Node small = picked(unshuffled, order, node, at);
            return View.plain(small, view.rows() / factor, view.columns() / factor);
        }
        View grid = grid(view, node, at);
        if (grid != null) {
            return grid;
        }
        int[] order = order(view.axes().get(1), 1, view);
        View moved = order == null ? null : View.plain(map, view.rows(), view.columns());
        if (moved == null
                || !moved.axes().subList(2, 4).equals(view.axes().subList(2, 4))
                || !view.axes().get(0).isEmpty()) {
            return null;
        }
        return View.plain(picked(map, order, node, at), view.rows(), view.columns());
    }

    /** Rows and columns that were a table each and are read the other way: a grid's pixels side by side, or back; or null. */
    private static View grid(View view, GraphNode node, Lowering at) throws MalformedWeightsException {
        int[] rows = turned(view.axes().get(2), Axis.ROW, view.rows());
        int[] columns = turned(view.axes().get(3), Axis.COLUMN, view.columns());
        if (rows == null || columns == null || !view.axes().get(0).isEmpty() || !view.isChannels(1)) {
            return null;
        }
        boolean back = rows[0] == columns[0] && (rows[1] != columns[1] || rows[0] < rows[1]);
        if (!back && rows[1] != columns[1]) {
            return null;
        }
        int window = back ? rows[0] : rows[1];
        at.wishes.multiple(Wishes.behind(window, view.node().up(), view.node().down()));
        return View.plain(at.net.grid(at.whole(view, node).node(), window, back), view.rows(), view.columns());
    }

    /** The outer and the inner number of places of an axis that has all rows, those in neighbouring places far apart; or null. */
    private static int[] turned(List<Atom> axis, Axis kind, int length) {
        if (axis.size() != 2 || Atom.extent(axis) != length) {
            return null;
        }
        int outer = axis.get(0).extent();
        boolean turned = axis.equals(List.of(new Atom(kind, 1, outer), new Atom(kind, outer, length / outer)));
        return turned ? new int[] {outer, length / outer} : null;
    }

    /** Which channel of the map each channel before our pixel shuffle is. */
    private static int[] shuffleOrder(View view) {
        List<Atom> all = new ArrayList<>(view.axes().get(1));
        for (int axis = 2; axis < 4; axis++) {
            all.add(view.axes().get(axis).get(view.axes().get(axis).size() - 1));
        }
        return order(all, 1, view);
    }

    /** Which channel after our pixel unshuffle each channel of the tensor is. */
    private static int[] unshuffleOrder(View view) {
        return order(view.axes().get(1), view.rows() / Atom.extent(view.axes().get(2)), view);
    }

    /**
     * Which channel each index of an axis is, where it is made of channels, copies, and pixels within squares of {@code
     * factor}, which count as channels as our pixel unshuffle makes them; null if it is not, or leaves some out.
     */
    private static int[] order(List<Atom> axis, int factor, View view) {
        int square = factor * factor;
        long length = 1;
        long copies = 1;
        for (Atom atom : axis) {
            boolean within = atom.axis() == Axis.ROW || atom.axis() == Axis.COLUMN;
            if (atom.axis() == Axis.CELL || within && (long) atom.stride() * atom.extent() > factor) {
                return null;
            }
            length *= atom.extent();
            copies *= atom.axis() == Axis.COPY ? atom.extent() : 1;
            if (length > 1 << 16) {
                return null;
            }
        }
        if (length != copies * view.node().channels() * square) {
            return null;
        }
        int[] order = new int[(int) length];
        for (int i = 0; i < order.length; i++) {
            int rest = i;
            for (int k = axis.size() - 1; k >= 0; k--) {
                Atom atom = axis.get(k);
                int step = switch (atom.axis()) {
                    case CHANNEL -> atom.stride() * square;
                    case ROW -> atom.stride() * factor;
                    case COLUMN -> atom.stride();
                    case COPY, CELL -> 0;
                };
                order[i] += rest % atom.extent() * step;
                rest /= atom.extent();
            }
        }
        return order;
    }

    /** The channels of a map in another order, some perhaps left out or several times. */
    static Node picked(Node map, int[] order, GraphNode node, Lowering at) throws MalformedWeightsException {
        return picked(List.of(map), order, node, at);
    }

    /** As {@link #picked(Node, int[], GraphNode, Lowering)}, of several maps whose channels are counted one after the other. */
    static Node picked(List<Node> maps, int[] order, GraphNode node, Lowering at) throws MalformedWeightsException {
        int[] source = maps.stream()
                .flatMapToInt(map -> IntStream.generate(() -> maps.indexOf(map)).limit(map.channels()))
                .toArray();
        List<int[]> runs = new ArrayList<>(); // first channel, and one past the last
        for (int channel : order) {
            int[] last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
            if (last != null && last[1] == channel && source[channel] == source[last[0]]) {
                last[1]++;
            } else {
                runs.add(new int[] {channel, channel + 1});
            }
        }
        if (runs.size() > RUNS) {
            return moved(maps.size() == 1 ? maps.get(0) : at.net.concat(maps.toArray(Node[]::new)), order, node, at);
        }
        List<Node> parts = new ArrayList<>();
        for (int[] run : runs) {
            Node map = maps.get(source[run[0]]);
            int before = 0;
            for (int i = 0; i < source[run[0]]; i++) {
                before += maps.get(i).channels();
            }
            boolean whole = run[1] - run[0] == map.channels();
            parts.add(whole ? map : at.net.slice(map, run[0] - before, run[1] - before));
        }
        return parts.size() == 1 ? parts.get(0) : at.net.concat(parts.toArray(Node[]::new));
    }

    private static Node moved(Node map, int[] order, GraphNode node, Lowering at) throws MalformedWeightsException {
        if (order.length > MOVED || map.channels() > MOVED) {
            throw node.refuse("moves " + order.length + " channels, at most " + MOVED + " are read");
        }
        float[] weight = new float[order.length * map.channels()]; // (out, in)
        for (int i = 0; i < order.length; i++) {
            weight[i * map.channels() + order[i]] = 1;
        }
        Tensors.Module module = at.tensors.module(
                node,
                List.of("moved", map.channels(), IntStream.of(order).boxed().toList()));
        return at.net.conv(module.add("weight", weight, order.length, map.channels(), 1, 1).name, map);
    }
}
