package io.github.upscale4j.converter.graph;

import io.github.upscale4j.converter.graph.Pending.Gathered;
import io.github.upscale4j.converter.graph.Pending.Reach;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.net.Windows;
import io.github.upscale4j.weights.MalformedWeightsException;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;

/** Attention of windows to keys that were picked by tables: larger windows around them, or those of another edge. */
final class GatheredAttending {
    private GatheredAttending() {}

    /** Queries times keys, where one of them was picked; null if neither was. */
    static Value product(Value a, Value b, GraphNode node, Lowering at) throws MalformedWeightsException {
        if (a instanceof Reach reach) {
            return attended(reach, b, node, at);
        }
        if (!(a instanceof Gathered) && !(b instanceof Gathered)) {
            return null;
        }
        Gathered query = operand(a, at);
        Gathered keys = operand(b, at);
        Layout windows = query == null ? null : Layout.of(query.view());
        Layout shown = null;
        if (keys != null && keys.view().rank() > 2) {
            keys = keys.seen(keys.view().turned());
            keys = Gathering.straight(keys, Layout.of(keys.view()));
            shown = Layout.of(keys.view());
        }
        boolean fits = windows != null
                && shown != null
                && !windows.grid()
                && windows.meets(shown)
                && isUnit(query) == isUnit(keys)
                && (query.along() == null) == (keys.along() == null)
                && query.view().rows() / windows.height() == keys.view().rows() / shown.height()
                && query.view().columns() / windows.width() == keys.view().columns() / shown.width();
        if (!fits) {
            throw Attending.foreign(node);
        }
        int[] dims = query.view().dims();
        dims[dims.length - 1] = shown.keys();
        Likeness likeness = Likeness.of(query.factors(), keys.factors(), isUnit(query), windows, dims, node);
        return new Reach(query, keys, windows, shown, likeness, null);
    }

    private static Gathered operand(Value value, Lowering at) {
        if (value instanceof Pending.Line line && Attending.isScaled(line)) {
            return scaled(line.view(), line.factors(), null, at);
        }
        return value instanceof Pending.Unit unit
                ? scaled(unit.view(), unit.factors(), unit.along(), at)
                : Gathering.whole(value, at);
    }

    private static Gathered scaled(View view, double[] factors, List<Atom> along, Lowering at) {
        Gathered whole = Gathering.whole(view, at);
        return whole == null ? null : whole.times(factors, along);
    }

    /** Whether the vectors that are compared were divided by their lengths. */
    private static boolean isUnit(Gathered x) {
        return x.along() != null
                && x.along().equals(x.view().axes().get(x.view().rank() - 1));
    }

    /** Picked values, or scores, and a constant; null of others. */
    static Value pair(Value value, Constant constant, GraphNode node, Lowering at) throws MalformedWeightsException {
        boolean divides = node.op().equals("Div");
        boolean times = divides || node.op().equals("Mul");
        if (value instanceof Gathered gathered) {
            if (Gathering.isMirrored(gathered, at)) {
                return null;
            }
            if (!times) {
                throw node.refuse("changes what was picked by a table");
            }
            DoubleBinaryOperator operator = divides ? (x, y) -> x / y : (x, y) -> x * y;
            double[] factors = Pairs.channels(gathered.view(), constant, node);
            return gathered.times(Pairs.combined(gathered.factors(), factors, operator), gathered.along());
        }
        if (!(value instanceof Reach reach) || reach.likeness().shares()) {
            return null;
        }
        if (times && reach.likeness().bias() == null && reach.hidden() == null) {
            return reach.with(reach.likeness().times(constant, divides, node));
        }
        if (!node.op().equals("Add") && !node.op().equals("Sum")) {
            throw node.refuse("of scores is not read");
        }
        return Likeness.isEverywhere(constant)
                ? reach.with(reach.likeness().plus(constant, node))
                : masked(reach, constant, node);
    }

    private static Reach masked(Reach reach, Constant constant, GraphNode node) throws MalformedWeightsException {
        int[] dims = reach.likeness().dims();
        int rank = dims.length;
        int keys = dims[rank - 1];
        int[] steps = reach.likeness().steps(constant, node);
        double[] values = constant.values();
        int windows = 1;
        for (int axis = 0; axis < rank - 3; axis++) {
            windows *= dims[axis];
        }
        boolean[] hidden = new boolean[Arithmetic.elements(node, windows, keys)];
        for (int i = 0; i < hidden.length; i++) {
            int from = reach.likeness().place(steps, i / keys, 0, i % keys);
            hidden[i] = values[from] <= Likeness.HIDDEN;
            if (!hidden[i] && values[from] != 0) {
                throw node.refuse("adds " + constant + ", which is neither a bias nor a mask");
            }
        }
        if (steps[rank - 3] != 0 || steps[rank - 2] != 0 || reach.hidden() != null) {
            throw node.refuse("adds " + constant + ", which hides keys from some queries of a window only");
        }
        return new Reach(reach.query(), reach.keys(), reach.windows(), reach.shown(), reach.likeness(), hidden);
    }

    private static Value attended(Reach reach, Value b, GraphNode node, Lowering at) throws MalformedWeightsException {
        Gathered values = Gathering.whole(b, at);
        values = values == null ? null : Gathering.straight(values, Layout.of(values.view()));
        Gathered keys = reach.keys();
        boolean fits = reach.likeness().shares()
                && values != null
                && values.isPure()
                && reach.shown().equals(Layout.of(values.view()))
                && Arrays.equals(keys.rows(), values.rows())
                && Arrays.equals(keys.columns(), values.columns())
                && Attending.alike(keys.view(), values.view());
        if (!fits) {
            throw Attending.foreign(node);
        }
        Gathered query = reach.query();
        Layout windows = reach.windows();
        Layout shown = reach.shown();
        Node first = query.view().node();
        int[] own = at.sizes(first);
        int[] other = at.sizes(values.view().node());
        Hidden hidden = Hidden.of(
                reach, query.rows().length / windows.height(), query.columns().length / windows.width(), node);
        WindowTable rows = new WindowTable(
                query.rows(), windows.height(), keys.rows(), shown.height(), shown.fold(), hidden.rows(), at, node);
        WindowTable columns = new WindowTable(
                query.columns(),
                windows.width(),
                keys.columns(),
                shown.width(),
                shown.fold(),
                hidden.columns(),
                at,
                node);
        Windows.Edge down = rows.edge(other[0]);
        Windows.Edge across = columns.edge(other[1]);
        Windows.Edge edge = down.wraps() ? down : across;
        boolean mixed = down.wraps() && across.wraps() && down != across;
        if (mixed || edge == Windows.Edge.ROUND && (!rows.isWhole() || !columns.isWhole())) {
            throw Attending.foreign(node);
        }
        Windows cut = new Windows(
                rows.axis(first, true, own[0], other[0]),
                columns.axis(first, false, own[1], other[1]),
                shown.fold(),
                edge);
        Node result = WindowAttending.cross(
                new WindowAttending.Parts(
                        first, keys.view().node(), values.view().node()),
                cut,
                windows,
                reach.likeness(),
                node,
                at);
        View made = query.view().of(result);
        return Gathering.settled(new Gathered(made, query.rows(), query.columns()), at);
    }

    /** Which rows and which columns of keys are hidden in each window, where all that is hidden is of whole ones. */
    private record Hidden(boolean[] rows, boolean[] columns) {
        static Hidden of(Reach reach, int down, int across, GraphNode node) throws MalformedWeightsException {
            int high = reach.shown().keyRows();
            int wide = reach.shown().keyColumns();
            int keys = high * wide;
            boolean[] rows = new boolean[down * high];
            boolean[] columns = new boolean[across * wide];
            boolean[] hidden = reach.hidden();
            if (hidden == null) {
                return new Hidden(rows, columns);
            }
            Arrays.fill(rows, true);
            Arrays.fill(columns, true);
            for (int i = 0; i < hidden.length; i++) {
                if (!hidden[i]) {
                    rows[i / keys / across * high + i % keys / wide] = false;
                    columns[i / keys % across * wide + i % keys % wide] = false;
                }
            }
            for (int i = 0; i < hidden.length; i++) {
                boolean both = rows[i / keys / across * high + i % keys / wide]
                        || columns[i / keys % across * wide + i % keys % wide];
                if (both != hidden[i]) {
                    throw node.refuse("hides keys that are no whole rows and columns");
                }
            }
            return new Hidden(rows, columns);
        }
    }
}
