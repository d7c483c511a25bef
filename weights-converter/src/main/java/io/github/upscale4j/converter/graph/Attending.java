package io.github.upscale4j.converter.graph;

import io.github.upscale4j.converter.graph.Pending.Scores;
import io.github.upscale4j.weights.MalformedWeightsException;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;

/**
 * Attention within windows, as Swin transformers are exported: queries times keys, a bias that depends on the distance, a
 * mask where the picture was shifted round, softmax, times values.
 */
final class Attending {
    private Attending() {}

    /** Queries or keys, (..., vectors), with what is done to them before they are multiplied. */
    private record Operand(View view, double[] factors, boolean unit) {}

    static Value matMul(GraphNode node, Lowering at) throws MalformedWeightsException {
        return product(at.value(node, 0), at.value(node, 1), node, at);
    }

    /** Of two values that depend on the picture. */
    static Value product(Value a, Value b, GraphNode node, Lowering at) throws MalformedWeightsException {
        if (a instanceof Scores scores) {
            return WindowAttending.attended(scores, at.view(b, node), node, at);
        }
        if (a instanceof Pending.Global global) {
            return GlobalAttending.attended(global, at.view(b, node), node, at);
        }
        if (a instanceof Pending.Cosines cosines) {
            return ChannelAttending.attended(cosines, at.view(b, node), node, at);
        }
        Value other = ChannelAttending.cosines(a, b, node, at);
        other = other == null ? TokenAttending.product(a, b, node, at) : other;
        other = other == null ? Sorting.product(a, b, node, at) : other;
        other = other == null ? GatheredAttending.product(a, b, node, at) : other;
        if (other != null) {
            return other;
        }
        Operand query = operand(a, 1, node, at);
        Operand key = operand(b, 2, node, at);
        if (query.unit() != key.unit()) {
            throw foreign(node);
        }
        View keys = key.view().turned();
        if (!query.unit()) {
            double[] products = Pairs.combined(query.factors(), key.factors(), (x, y) -> x * y);
            Value global = GlobalAttending.product(query.view(), keys, products, node, at);
            if (global != null) {
                return global;
            }
        }
        Layout windows = layout(query.view(), node);
        Layout shown = layout(keys, node);
        if (!meet(query.view(), windows, keys, shown)) {
            throw foreign(node);
        }
        int[] dims = query.view().dims();
        dims[dims.length - 1] = shown.keys();
        Likeness likeness = Likeness.of(query.factors(), key.factors(), query.unit(), windows, dims, node);
        return new Scores(query.view(), keys, likeness, false);
    }

    static MalformedWeightsException foreign(GraphNode node) {
        return node.refuse(
                "multiplies two feature maps; only attention, within windows, among channels or to all pixels, is read");
    }

    /** @param axis of the vectors, from the end */
    private static Operand operand(Value value, int axis, GraphNode node, Lowering at)
            throws MalformedWeightsException {
        Operand operand = new Operand(null, new double[] {1}, false);
        if (value instanceof Pending.Unit unit) {
            operand = new Operand(unit.view(), unit.factors(), true);
        } else if (value instanceof Pending.Line line && isScaled(line)) {
            operand = new Operand(line.view(), line.factors(), false);
        } else {
            operand = new Operand(at.view(value, node), new double[] {1}, false);
        }
        int rank = operand.view().rank();
        if (rank < 2 || value instanceof Pending.Unit unit && !unit.lies(unit.view(), rank - axis)) {
            throw foreign(node);
        }
        return operand;
    }

    static boolean isScaled(Pending.Line line) {
        return Arrays.stream(line.offsets()).allMatch(offset -> offset == 0);
    }

    /** Whether the windows of one view are those of the other, shifted by the same part of a window. */
    private static boolean meet(View query, Layout windows, View keys, Layout shown) {
        int rank = query.rank();
        return windows.meets(shown)
                && rank == keys.rank()
                && Arrays.equals(Arrays.copyOf(query.dims(), rank - 3), Arrays.copyOf(keys.dims(), rank - 3))
                && (windows.grid() || isSamePart(query.rows(), windows.height(), keys.rows(), shown.height()))
                && (windows.grid() || isSamePart(query.columns(), windows.width(), keys.columns(), shown.width()))
                && isSamePart(query.rollRows(), windows.height(), keys.rollRows(), shown.height())
                && isSamePart(query.rollColumns(), windows.width(), keys.rollColumns(), shown.width());
    }

    private static boolean isSamePart(int own, int size, int other, int otherSize) {
        return (long) own * otherSize == (long) other * size;
    }

    static boolean alike(View a, View b) {
        return a.axes().equals(b.axes())
                && a.cell().equals(b.cell())
                && a.rollRows() == b.rollRows()
                && a.rollColumns() == b.rollColumns();
    }

    private static Layout layout(View x, GraphNode node) throws MalformedWeightsException {
        Layout layout = Layout.of(x);
        if (layout == null) {
            throw foreign(node);
        }
        return layout;
    }

    /** A constant added to scores: the bias, or the mask; null if the value is no scores. */
    static Value add(Value value, Constant constant, GraphNode node, Lowering at) throws MalformedWeightsException {
        if (!(value instanceof Scores scores) || scores.likeness().shares()) {
            return null;
        }
        if (Likeness.isEverywhere(constant)) {
            return scores.with(scores.likeness().plus(constant, node));
        }
        int[] steps = scores.likeness().steps(constant, node);
        if (steps[steps.length - 3] != 0 || !masks(scores, constant, steps, node)) {
            int[] dims = scores.likeness().dims();
            wishForWindows(scores, constant.elements() / dims[dims.length - 1] / dims[dims.length - 2], at);
            throw node.refuse(
                    "adds " + constant + ", which is neither a bias of each distance nor the mask of a picture"
                            + " that was shifted round");
        }
        boolean shifted = scores.view().rollRows() != 0 || scores.view().rollColumns() != 0; // else it hides nothing
        return new Scores(scores.view(), scores.keys(), scores.likeness(), shifted);
    }

    /** Takes note that the graph is for pictures of so many windows, those of one shape likelier than others. */
    private static void wishForWindows(Scores scores, long windows, Lowering at) {
        Layout layout = Layout.of(scores.view());
        for (int sides = (int) Math.sqrt(windows); sides > 0; sides--) {
            if (windows % sides == 0 && windows <= Integer.MAX_VALUE) {
                double less = sides;
                double more = (double) windows / sides;
                at.only(scores.view().node(), less * layout.height(), more * layout.width());
                at.only(scores.view().node(), more * layout.height(), less * layout.width());
            }
        }
    }

    /** Scores in another shape, of which the last three axes stay. */
    static Scores reshaped(Scores scores, long[] wanted, GraphNode node, Lowering at) throws MalformedWeightsException {
        int[] dims = scores.likeness().dims();
        int rank = wanted.length;
        try {
            return scores.with(scores.likeness().reshaped(Axes.target(node, wanted, dims), node));
        } catch (UnfitException e) {
            boolean ofWindows = rank > 3 && dims.length > 3 && wanted[rank - 4] > 0;
            for (int i = 1; i <= 3 && ofWindows; i++) {
                ofWindows = wanted[rank - i] == dims[dims.length - i];
            }
            if (ofWindows) {
                wishForWindows(scores, wanted[rank - 4], at);
            }
            throw e;
        }
    }

    /** Whether the constant, (windows, queries, keys), hides from each other just what shifting round has brought together. */
    private static boolean masks(Scores scores, Constant constant, int[] steps, GraphNode node)
            throws MalformedWeightsException {
        View x = scores.view();
        View y = scores.keys();
        Layout windows = layout(x, node);
        Layout shown = layout(y, node);
        if (windows.grid()) {
            return false;
        }
        int across = x.columns() / windows.width();
        int queries = windows.keys();
        int keys = shown.keys();
        int all = x.rows() / windows.height() * across;
        double[] values = constant.values();
        int last = shown.fold() - 1; // of the pixels that make a key, it decides
        for (int i = 0; i < Arithmetic.elements(node, all, queries, keys); i++) {
            int window = i / keys / queries;
            int query = i / keys % queries;
            int keyRow = i % keys / shown.keyColumns() * shown.fold() + last;
            int keyColumn = i % keys % shown.keyColumns() * shown.fold() + last;
            int down = window / across;
            int right = window % across;
            boolean together = seam(down * windows.height() + query / windows.width(), x.rows(), x.rollRows())
                            == seam(down * shown.height() + keyRow, y.rows(), y.rollRows())
                    && seam(right * windows.width() + query % windows.width(), x.columns(), x.rollColumns())
                            == seam(right * shown.width() + keyColumn, y.columns(), y.rollColumns());
            double value = values[scores.likeness().place(steps, window, query, i % keys)];
            if (together ? value != 0 : value > Likeness.HIDDEN) {
                return false;
            }
        }
        return true;
    }

    /** Whether a row lies past the one that was the last before shifting. */
    private static boolean seam(int row, int rows, int roll) {
        return row >= rows - roll;
    }

    /** A constant times scores or unit vectors; null if the value is neither. */
    static Value multiply(Value value, Constant constant, boolean divide, GraphNode node)
            throws MalformedWeightsException {
        if (value instanceof Pending.Unit unit && !divide) {
            DoubleBinaryOperator times = (x, y) -> x * y;
            double[] factors = Pairs.channels(unit.view(), constant, node);
            return new Pending.Unit(unit.view(), Pairs.combined(unit.factors(), factors, times), unit.along());
        }
        if (value instanceof Pending.Global global) {
            return GlobalAttending.multiply(global, constant, divide, node);
        }
        if (value instanceof Pending.Affinity affinity) {
            return TokenAttending.multiply(affinity, constant, divide, node);
        }
        if (value instanceof Pending.Alike alike
                && !alike.likeness().shares()
                && alike.likeness().bias() == null) {
            return new Pending.Alike(
                    alike.query(),
                    alike.keys(),
                    alike.groups(),
                    alike.likeness().times(constant, divide, node));
        }
        if (value instanceof Pending.Sorted sorted) {
            double[] factors = Pairs.channels(sorted.view(), constant, node);
            DoubleBinaryOperator operator = divide ? (x, y) -> x / y : (x, y) -> x * y;
            return new Pending.Sorted(
                    sorted.view(), sorted.order(), sorted.table(), Pairs.combined(sorted.factors(), factors, operator));
        }
        if (value instanceof Pending.Cosines cosines && !cosines.shares()) {
            return ChannelAttending.multiply(cosines, constant, divide, node);
        }
        if (!(value instanceof Scores scores)
                || scores.likeness().bias() != null
                || scores.masked()
                || scores.likeness().shares()) {
            return null;
        }
        return scores.with(scores.likeness().times(constant, divide, node));
    }

    static Value transposed(Scores scores, int[] order, GraphNode node) throws MalformedWeightsException {
        if (Arrays.equals(order, IntStream.range(0, order.length).toArray())) {
            return scores;
        }
        throw node.refuse("transposes scores");
    }

    static Value softmax(GraphNode node, Lowering at) throws MalformedWeightsException {
        Value value = at.value(node, 0);
        if (value instanceof Pending.Global global) {
            return GlobalAttending.softmax(global, node);
        }
        if (value instanceof Pending.Reach reach) {
            return reach.with(reach.likeness().softmax(node));
        }
        if (value instanceof Pending.Cosines cosines) {
            return ChannelAttending.softmax(cosines, node);
        }
        if (value instanceof Scores scores) {
            return scores.with(scores.likeness().softmax(node));
        }
        if (value instanceof Pending.Alike alike) {
            return new Pending.Alike(
                    alike.query(),
                    alike.keys(),
                    alike.groups(),
                    alike.likeness().softmax(node));
        }
        if (value instanceof Pending.Affinity affinity) {
            return TokenAttending.softmax(affinity, node, at);
        }
        Value chosen = TokenAttending.chosen(value, node);
        if (chosen != null) {
            return chosen;
        }
        throw node.refuse("is read only over the keys of attention");
    }

    static Value length(GraphNode node, Lowering at) throws MalformedWeightsException {
        Value x = at.value(node, 0);
        if (!(x instanceof Pending.Gathered picked) || !picked.isPure()) {
            x = at.view(x, node);
        }
        View view = x instanceof Pending.Gathered picked ? picked.view() : (View) x;
        int[] axes = Axes.axes(node, at.constant(node, 1), view.rank());
        if (axes.length != 1 || axes[0] != view.rank() - 1 || node.integer("keepdims", 1) != 1) {
            throw node.refuse("is read only along the last axis");
        }
        return new Pending.Length(x, view);
    }

    /** Vectors divided by their lengths; null if the values are others. */
    static Value pair(Value a, Value b, GraphNode node) {
        if (!node.op().equals("Div") || !(b instanceof Pending.Length length) || !a.equals(length.of())) {
            return null;
        }
        List<Atom> along = length.view().axes().get(length.view().rank() - 1);
        double[] once = {1};
        return a instanceof Pending.Gathered picked
                ? picked.times(once, along)
                : new Pending.Unit(length.view(), once, along);
    }
}
