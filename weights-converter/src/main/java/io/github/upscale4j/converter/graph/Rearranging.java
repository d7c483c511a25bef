package io.github.upscale4j.converter.graph;

import io.github.upscale4j.converter.graph.Atom.Axis;
import io.github.upscale4j.weights.MalformedWeightsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** What moves values without computing: reshaping, repeating, padding. */
final class Rearranging {
    private static final Set<String> LAYING = Set.of("Reshape", "Flatten", "Squeeze", "Unsqueeze", "Transpose");

    private Rearranging() {}

    static Value apply(GraphNode node, Lowering at) throws MalformedWeightsException {
        if (at.value(node, 0) instanceof Pending.Moved places && !node.op().equals("Concat")) {
            return Places.moved(places, node, at);
        }
        if (at.value(node, 0) instanceof Pending.Gathered gathered && LAYING.contains(node.op())) {
            return Gathering.moved(gathered, node, at);
        }
        return switch (node.op()) {
            case "Reshape", "Flatten", "Squeeze", "Unsqueeze" -> reshape(node, at);
            case "Transpose" -> {
                Value value = at.value(node, 0);
                yield transposed(value, Axes.order(node, Lowering.dims(node, value).length), node, at);
            }
            case "Expand", "Tile" -> expand(node, at);
            case "DepthToSpace" -> depthToSpace(node, at);
            case "SpaceToDepth" -> spaceToDepth(node, at);
            case "Slice" -> Cutting.slice(node, at);
            case "Gather" -> Cutting.gather(node, at);
            case "Concat" -> Cutting.concat(node, at);
            case "ScatterND" -> Cutting.overwritten(node, at);
            case "Pad" -> pad(node, at);
            default -> throw new AssertionError(node.op());
        };
    }

    static Value transposed(Value value, int[] order, GraphNode node, Lowering at) throws MalformedWeightsException {
        if (value instanceof Pending.Scores scores) {
            return Attending.transposed(scores, order, node);
        }
        if (value instanceof Pending.Sorted sorted) {
            return sorted.seen(sorted.view().transposed(order));
        }
        return value instanceof Pending.Unit unit
                ? new Pending.Unit(unit.view().transposed(order), unit.factors(), unit.along())
                : Settling.tidy(at.view(value, node).transposed(order), node, at);
    }

    private static Value reshape(GraphNode node, Lowering at) throws MalformedWeightsException {
        Value value = at.value(node, 0);
        if (value instanceof Pending.Scores scores && node.op().equals("Reshape")) {
            return Attending.reshaped(scores, at.required(node, 1).longs(), node, at);
        }
        int[] dims = Lowering.dims(node, value);
        int[] target = switch (node.op()) {
            case "Reshape" -> Axes.target(node, at.required(node, 1).longs(), dims);
            case "Flatten" -> Axes.flat(node, dims);
            case "Squeeze" -> Axes.squeezed(node, dims, at.constant(node, 1));
            default -> Axes.unsqueezed(node, dims, at.constant(node, 1));
        };
        if (Arrays.equals(dims, target)) {
            return value;
        }
        if (value instanceof Pending.OfGroup moment) {
            return GroupMoments.reshaped(moment, target, node, at);
        }
        if (value instanceof Pending.Rank rank) {
            return Ranking.reshaped(rank, target, node);
        }
        if (value instanceof Pending.Sorted sorted) {
            return sorted.seen(reshaped(sorted.view(), target, node));
        }
        if (value instanceof Pending.Unit unit) {
            return new Pending.Unit(reshaped(unit.view(), target, node), unit.factors(), unit.along());
        }
        if (value instanceof Pending.Reach reach) {
            return reach.with(reach.likeness().reshaped(target, node));
        }
        if (value instanceof Pending.Scores scores) {
            return scores.with(scores.likeness().reshaped(target, node));
        }
        return Settling.tidy(reshaped(at.view(value, node), target, node), node, at);
    }

    static View reshaped(View x, int[] target, GraphNode node) throws MalformedWeightsException {
        View changed = x.cut(target);
        if (changed == null) {
            throw node.refuse("makes " + Arrays.toString(target) + " of " + Arrays.toString(x.dims())
                    + ", which cuts through rows, columns or channels");
        }
        return changed;
    }

    /** Repeats what has one place along an axis. */
    private static Value expand(GraphNode node, Lowering at) throws MalformedWeightsException {
        Value value = at.value(node, 0);
        if (value instanceof Pending.Length) {
            return value; // a length for each vector, whatever it is repeated for
        }
        if (value instanceof Pending.Rank rank && node.op().equals("Expand")) {
            return Ranking.expanded(rank, Axes.ints(node, at.required(node, 1).longs()), node);
        }
        View x = at.view(value, node);
        int[] wanted = Axes.ints(node, at.required(node, 1).longs());
        int[] dims = x.dims();
        if (node.op().equals("Tile")) {
            if (wanted.length != dims.length) {
                throw node.refuse("repeats " + Arrays.toString(dims) + " along " + wanted.length + " axes");
            }
            for (int axis = 0; axis < dims.length; axis++) {
                wanted[axis] = Math.multiplyExact(wanted[axis], dims[axis]);
            }
        }
        int[] target = Arithmetic.broadcast(node, dims, wanted);
        List<List<Atom>> axes = new ArrayList<>();
        for (int axis = 0; axis < target.length; axis++) {
            int own = axis - target.length + dims.length;
            boolean repeated = own < 0 || dims[own] == 1;
            axes.add(
                    repeated
                            ? Atom.merged(List.of(new Atom(Axis.COPY, 0, target[axis])))
                            : x.axes().get(own));
        }
        return x.with(axes);
    }

    private static View depthToSpace(GraphNode node, Lowering at) throws MalformedWeightsException {
        View x = at.plain(node, 0);
        for (Step step : depthToSpace(node, x.dims())) {
            x = step.order() != null ? x.transposed(step.order()) : reshaped(x, step.dims(), node);
        }
        return Settling.plain(x, node, at);
    }

    /** A reshape to {@code dims}, or a transpose to {@code order}, whichever there is. */
    record Step(int[] dims, int[] order) {}

    /** What {@code DepthToSpace} does to (1, channels, rows, columns). */
    static List<Step> depthToSpace(GraphNode node, int[] dims) throws MalformedWeightsException {
        int size = blockSize(node);
        if (dims.length != 4) {
            throw node.refuse("takes " + Arrays.toString(dims) + " instead of (1, channels, rows, columns)");
        }
        int channels = dims[1] / (size * size);
        boolean crd = node.text("mode", "DCR").equals("CRD"); // channel, row, column, or channel last
        int[] cut = crd
                ? new int[] {dims[0], channels, size, size, dims[2], dims[3]}
                : new int[] {dims[0], size, size, channels, dims[2], dims[3]};
        int[] order = crd ? new int[] {0, 1, 4, 2, 5, 3} : new int[] {0, 3, 4, 1, 5, 2};
        int[] target = {dims[0], channels, Math.multiplyExact(dims[2], size), Math.multiplyExact(dims[3], size)};
        return List.of(new Step(cut, null), new Step(null, order), new Step(target, null));
    }

    private static View spaceToDepth(GraphNode node, Lowering at) throws MalformedWeightsException {
        View x = at.plain(node, 0);
        int size = blockSize(node);
        int channels = x.node().channels();
        int rows = x.rows() / size;
        int columns = x.columns() / size;
        if (rows * size != x.rows() || columns * size != x.columns()) {
            at.wishes.multiple(Wishes.behind(size, x.node().up(), x.node().down()));
            throw new UnfitException(x.rows() + " x " + x.columns() + " pixels are no cells of " + size + " x " + size);
        }
        View cut = reshaped(x, new int[] {1, channels, rows, size, columns, size}, node);
        int[] target = {1, Math.multiplyExact(channels, size * size), rows, columns};
        // ONNX puts the channel last; ncnn, as PyTorch, first
        boolean crd = node.text("mode", "DCR").equals("CRD");
        int[] order = crd ? new int[] {0, 1, 3, 5, 2, 4} : new int[] {0, 3, 5, 1, 2, 4};
        return Settling.tidy(reshaped(cut.transposed(order), target, node), node, at);
    }

    private static int blockSize(GraphNode node) throws MalformedWeightsException {
        long size = node.integer("blocksize", 0);
        if (size < 1 || size > 64) {
            throw node.refuse("has the block size " + size + ", from 1 to 64 are read");
        }
        return (int) size;
    }

    private static Value pad(GraphNode node, Lowering at) throws MalformedWeightsException {
        Value value = at.value(node, 0);
        int rank = Lowering.dims(node, value).length;
        Constant input = at.constant(node, 1);
        long[] given = input != null ? input.longs() : node.integers("pads");
        if (at.constant(node, 3) != null || given.length != 2 * rank) {
            throw node.refuse("has " + given.length + " pads for " + rank + " axes");
        }
        if (Arrays.stream(given).allMatch(pad -> pad == 0)) {
            return value;
        }
        Constant filler = at.constant(node, 2);
        double with = filler != null ? filler.first(node) : node.number("value", 0);
        View x = at.view(value, node);
        boolean cut = x.isPlain() && x.rank() == 4 && given[2] < 0 && given[2] > -x.rows();
        if (cut && Arrays.equals(given, new long[] {0, 0, given[2], given[2], 0, 0, given[2], given[2]})) {
            int lost = (int) -given[2];
            return at.whole(x, node).trimmed(lost, lost, 1, at);
        }
        int[] pads = Axes.ints(node, given);
        if (node.text("mode", "constant").equals("reflect") && x.isPlain()) {
            View reflected = reflected(x, pads, at);
            if (reflected != null) {
                return reflected;
            }
        }
        boolean zeros = node.text("mode", "constant").equals("constant") && with == 0;
        if (zeros && !x.isPlain()) {
            View filled = filled(x, pads);
            if (filled != null) {
                return filled;
            }
        }
        if (!zeros || !x.isPlain() || pads[0] + pads[1] + pads[4] + pads[5] != 0) {
            throw node.refuse("pads " + Arrays.toString(x.dims()) + " by " + Arrays.toString(given) + " ("
                    + node.text("mode", "constant") + "); only zeros before a convolution are read, and reflection that"
                    + " makes the picture a multiple of some size");
        }
        return new Pending.Padded(x, pads[2], pads[3], pads[6], pads[7]);
    }

    /** As many pixels on every side, of the picture also as many more below and on the right as it needs; or null. */
    private static View reflected(View x, int[] pads, Lowering at) {
        int border = pads[2];
        int rows = pads[6] - border;
        int columns = pads[7] - border;
        if (!isBordered(pads) || rows < 0 || columns < 0) {
            return null;
        }
        View whole = x;
        if (rows > 0 || columns > 0) {
            if (!at.isPicture(x)) {
                return null;
            }
            whole = at.extended(x, x.rows() + rows, x.columns() + columns);
        }
        return border == 0
                ? whole
                : View.plain(
                        at.net.reflect(whole.node(), border), whole.rows() + 2 * border, whole.columns() + 2 * border);
    }

    /** Whether rows and columns only are padded, with as many above as on the left. */
    private static boolean isBordered(int[] pads) {
        return pads.length == 8 && pads[0] + pads[1] + pads[4] + pads[5] == 0 && pads[2] == pads[3];
    }

    /** With zeros below all rows, and on the right of all columns; null if others are added. */
    private static View filled(View x, int[] pads) {
        int rows = 0;
        int columns = 0;
        for (int axis = 0; axis < x.rank(); axis++) {
            int more = pads[x.rank() + axis];
            boolean ofRows = x.axes().get(axis).equals(List.of(new Atom(Axis.ROW, 1, x.rows())));
            boolean ofColumns = x.axes().get(axis).equals(List.of(new Atom(Axis.COLUMN, 1, x.columns())));
            if (pads[axis] != 0 || more != 0 && !ofRows && !ofColumns) {
                return null;
            }
            rows += ofRows ? more : 0;
            columns += ofColumns ? more : 0;
        }
        return x.resized(x.rows() + rows, x.columns() + columns);
    }

    /** The picture extended by zeros below and on the right. */
    static View filled(Pending.Padded padded, Lowering at) {
        View x = padded.view();
        View larger = at.extended(x, x.rows() + padded.bottom(), x.columns() + padded.right());
        return larger.of(at.net.crop(larger.node()));
    }
}
