package io.github.upscale4j.converter.graph;

import io.github.upscale4j.converter.graph.Pending.Gathered;
import io.github.upscale4j.converter.graph.Pending.Reach;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.net.Windows;
import io.github.upscale4j.weights.MalformedWeightsException;
import java.util.Arrays;
import java.util.stream.IntStream;

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
        Value from = a;
        double[] factors = a instanceof Gathered known ? known.factors() : new double[] {1};
        if (a instanceof Pending.Line line && Arrays.stream(line.offsets()).allMatch(offset -> offset == 0)) {
            factors = line.factors();
            from = line.view();
        }
        Gathered query = Gathering.whole(from, at);
        Gathered keys = Gathering.whole(b, at);
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
                && !shown.grid()
                && windows.heads() == shown.heads()
                && windows.size() == shown.size()
                && query.view().rows() / windows.height() == keys.view().rows() / shown.height()
                && query.view().columns() / windows.width() == keys.view().columns() / shown.width();
        if (!fits) {
            throw Attending.foreign(node);
        }
        double[] all = new double[windows.heads()];
        for (int h = 0; h < all.length; h++) {
            all[h] = Attending.factor(factors, h, windows.size(), node)
                    * Attending.factor(keys.factors(), h, windows.size(), node);
        }
        int[] dims = query.view().dims();
        dims[dims.length - 1] = shown.pixels();
        return new Reach(query, keys, windows, shown, all, null, null, false, dims);
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
            double[] factors = Pairs.channels(gathered.view(), constant, node);
            return new Gathered(
                    gathered.view(),
                    gathered.rows(),
                    gathered.columns(),
                    Pairs.combined(gathered.factors(), factors, (x, y) -> divides ? x / y : x * y));
        }
        if (!(value instanceof Reach reach) || reach.shares()) {
            return null;
        }
        if (times && reach.bias() == null && reach.hidden() == null) {
            double[] factors = Attending.ofHeads(reach.factors(), constant, divides, node);
            return with(reach, factors, null, null, false, reach.dims());
        }
        if (!node.op().equals("Add") && !node.op().equals("Sum")) {
            throw node.refuse("of scores is not read");
        }
        return added(reach, constant, node);
    }

    private static Reach added(Reach reach, Constant constant, GraphNode node) throws MalformedWeightsException {
        int[] dims = reach.dims();
        int rank = dims.length;
        int queries = reach.windows().pixels();
        int keys = reach.shown().pixels();
        boolean everywhere =
                IntStream.range(0, Math.max(0, constant.rank() - 3)).allMatch(i -> constant.dim(i) == 1);
        if (!Arrays.equals(Arithmetic.broadcast(node, dims, constant.dims()), dims)) {
            throw node.refuse("adds " + constant + " to scores of " + Arrays.toString(dims));
        }
        int[] steps = Arithmetic.steps(constant.dims(), rank);
        double[] values = constant.values();
        if (everywhere) {
            double[] bias = new double[Arithmetic.elements(node, dims[rank - 3], queries, keys)];
            for (int i = 0; i < bias.length; i++) {
                bias[i] = (reach.bias() == null ? 0 : reach.bias()[i])
                        + values[
                                i / keys / queries * steps[rank - 3]
                                        + i / keys % queries * steps[rank - 2]
                                        + i % keys * steps[rank - 1]];
            }
            return with(reach, reach.factors(), bias, reach.hidden(), false, dims);
        }
        int windows = 1;
        for (int axis = 0; axis < rank - 3; axis++) {
            windows *= dims[axis];
        }
        boolean[] hidden = new boolean[Arithmetic.elements(node, windows, keys)];
        for (int i = 0; i < hidden.length; i++) {
            int rest = i / keys;
            int from = i % keys * steps[rank - 1];
            for (int axis = rank - 4; axis >= 0; axis--) {
                from += rest % dims[axis] * steps[axis];
                rest /= dims[axis];
            }
            hidden[i] = values[from] <= Attending.HIDDEN;
            if (!hidden[i] && values[from] != 0) {
                throw node.refuse("adds " + constant + ", which is neither a bias nor a mask");
            }
        }
        if (steps[rank - 3] != 0 || steps[rank - 2] != 0 || reach.hidden() != null) {
            throw node.refuse("adds " + constant + ", which hides keys from some queries of a window only");
        }
        return with(reach, reach.factors(), reach.bias(), hidden, false, dims);
    }

    private static Reach with(
            Reach old, double[] factors, double[] bias, boolean[] hidden, boolean shares, int[] dims) {
        return new Reach(old.query(), old.keys(), old.windows(), old.shown(), factors, bias, hidden, shares, dims);
    }

    /** With its windows along other axes. */
    static Value reshaped(Reach reach, int[] target, GraphNode node) throws MalformedWeightsException {
        Attending.requireKept(reach.dims(), target, node);
        return with(reach, reach.factors(), reach.bias(), reach.hidden(), reach.shares(), target);
    }

    static Value softmax(Reach reach, GraphNode node) throws MalformedWeightsException {
        int rank = reach.dims().length;
        if (reach.shares() || Axes.axis(node, node.integer("axis", -1), rank) != rank - 1) {
            throw node.refuse("is read only over the keys of attention");
        }
        return with(reach, reach.factors(), reach.bias(), reach.hidden(), true, reach.dims());
    }

    private static Value attended(Reach reach, Value b, GraphNode node, Lowering at) throws MalformedWeightsException {
        Gathered values = Gathering.whole(b, at);
        values = values == null ? null : Gathering.straight(values, Layout.of(values.view()));
        boolean fits = reach.shares()
                && values != null
                && Arrays.equals(values.factors(), new double[] {1})
                && reach.shown().equals(Layout.of(values.view()))
                && Arrays.equals(reach.keys().rows(), values.rows())
                && Arrays.equals(reach.keys().columns(), values.columns())
                && reach.keys().view().axes().equals(values.view().axes());
        if (!fits) {
            throw Attending.foreign(node);
        }
        Gathered query = reach.query();
        Layout windows = reach.windows();
        Layout shown = reach.shown();
        Node first = query.view().node();
        int down = query.rows().length / windows.height();
        int across = query.columns().length / windows.width();
        boolean[] rows = separate(reach, down, across, true, node);
        boolean[] columns = separate(reach, down, across, false, node);
        Windows.Axis ofRows = new WindowTable(
                        query.rows(), windows.height(), reach.keys().rows(), shown.height(), rows, at, node)
                .axis(at.sizes(first), at.sizes(values.view().node()), true);
        Windows.Axis ofColumns = new WindowTable(
                        query.columns(), windows.width(), reach.keys().columns(), shown.width(), columns, at, node)
                .axis(at.sizes(first), at.sizes(values.view().node()), false);
        Node result = WindowAttending.cross(
                new WindowAttending.Parts(
                        first, reach.keys().view().node(), values.view().node()),
                new Windows(ofRows, ofColumns, 1, Windows.Edge.CUT),
                windows,
                reach.factors(),
                reach.bias(),
                null,
                node,
                at);
        Gathered made = query.seen(query.view().of(result));
        return Gathering.settled(new Gathered(made.view(), made.rows(), made.columns(), new double[] {1}), at);
    }

    /** Which rows, or columns, of keys are hidden in each window, where all that is hidden is of whole rows or columns. */
    private static boolean[] separate(Reach reach, int down, int across, boolean rows, GraphNode node)
            throws MalformedWeightsException {
        int high = reach.shown().height();
        int wide = reach.shown().width();
        int keys = high * wide;
        boolean[] down1 = new boolean[down * high];
        boolean[] across1 = new boolean[across * wide];
        if (reach.hidden() == null) {
            return rows ? down1 : across1;
        }
        Arrays.fill(down1, true);
        Arrays.fill(across1, true);
        for (int i = 0; i < reach.hidden().length; i++) {
            int window = i / keys;
            if (!reach.hidden()[i]) {
                down1[window / across * high + i % keys / wide] = false;
                across1[window % across * wide + i % keys % wide] = false;
            }
        }
        for (int i = 0; i < reach.hidden().length; i++) {
            int window = i / keys;
            boolean hidden = down1[window / across * high + i % keys / wide]
                    || across1[window % across * wide + i % keys % wide];
            if (hidden != reach.hidden()[i]) {
                throw node.refuse("hides keys that are no whole rows and columns");
            }
        }
        return rows ? down1 : across1;
    }
}
