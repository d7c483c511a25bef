package io.github.upscale4j.converter.graph;

import io.github.upscale4j.converter.graph.Pending.Scores;
import io.github.upscale4j.weights.MalformedWeightsException;
import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;

/**
 * Attention within windows, as Swin transformers are exported: queries times keys, a bias that depends on the distance, a
 * mask where the picture was shifted round, softmax, times values.
 */
final class Attending {
    /** What is added to a score that must not count is below this. */
    static final double HIDDEN = -50;

    private Attending() {}

    /** Queries or keys, with what is done to them before they are multiplied; {@code unit}: the size of unit vectors, or 0. */
    private record Operand(View view, double[] factors, int unit) {}

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
        Value cosines = ChannelAttending.cosines(a, b, node, at);
        if (cosines != null) {
            return cosines;
        }
        Value reach = GatheredAttending.product(a, b, node, at);
        if (reach != null) {
            return reach;
        }
        Operand query = operand(a, node, at);
        Operand key = operand(b, node, at);
        if (key.view().rank() < 2 || query.unit() != key.unit()) {
            throw foreign(node);
        }
        View keys = key.view().turned();
        if (query.unit() == 0) {
            double[] products = Pairs.combined(query.factors(), key.factors(), (x, y) -> x * y);
            Value global = GlobalAttending.product(query.view(), keys, products, node, at);
            if (global != null) {
                return global;
            }
        }
        Layout windows = layout(query.view(), node);
        boolean cosine = query.unit() == windows.size();
        if (!windows.equals(layout(keys, node)) || !alike(query.view(), keys) || !cosine && query.unit() > 0) {
            throw foreign(node);
        }
        int[] dims = query.view().dims();
        dims[dims.length - 1] = windows.pixels();
        double[] factors = new double[windows.heads()];
        for (int h = 0; h < factors.length; h++) {
            factors[h] =
                    factor(query.factors(), h, windows.size(), node) * factor(key.factors(), h, windows.size(), node);
        }
        return new Scores(query.view(), keys, factors, cosine, null, false, false, dims);
    }

    static MalformedWeightsException foreign(GraphNode node) {
        return node.refuse(
                "multiplies two feature maps; only attention, within windows, among channels or to all pixels, is read");
    }

    private static Operand operand(Value value, GraphNode node, Lowering at) throws MalformedWeightsException {
        if (value instanceof Pending.Unit unit) {
            return new Operand(unit.view(), unit.factors(), unit.size());
        }
        if (value instanceof Pending.Line line && Arrays.stream(line.offsets()).allMatch(offset -> offset == 0)) {
            return new Operand(line.view(), line.factors(), 0);
        }
        return new Operand(at.view(value, node), new double[] {1}, 0);
    }

    /** Of all channels of a head, of one factor for all or one a channel. */
    static double factor(double[] factors, int head, int size, GraphNode node) throws MalformedWeightsException {
        if (factors.length == 1) {
            return factors[0];
        }
        double first = factors[head * size];
        for (int i = 0; i < size; i++) {
            if (factors[head * size + i] != first) {
                throw node.refuse("has factors that differ within a head");
            }
        }
        return first;
    }

    static boolean alike(View a, View b) {
        return a.axes().equals(b.axes()) && a.rollRows() == b.rollRows() && a.rollColumns() == b.rollColumns();
    }

    private static Layout layout(View x, GraphNode node) throws MalformedWeightsException {
        Layout layout = Layout.of(x);
        if (layout == null) {
            throw foreign(node);
        }
        return layout;
    }

    /** A constant added to scores: the bias, or the mask; null if the value is no scores. */
    static Value add(Value value, Constant constant, GraphNode node) throws MalformedWeightsException {
        if (!(value instanceof Scores scores) || scores.shares()) {
            return null;
        }
        Layout windows = layout(scores.view(), node);
        int pixels = windows.pixels();
        int[] dims = scores.dims();
        int[] broadcast = Arithmetic.broadcast(node, dims, constant.dims());
        boolean everywhere =
                IntStream.range(0, Math.max(0, constant.rank() - 3)).allMatch(i -> constant.dim(i) == 1);
        if (!Arrays.equals(broadcast, dims) || constant.rank() < 2) {
            throw node.refuse("adds " + constant + " to scores of " + Arrays.toString(dims));
        }
        double[] values = constant.values();
        if (everywhere) {
            int[] steps = Arithmetic.steps(constant.dims(), dims.length);
            double[] bias = new double[Arithmetic.elements(node, windows.heads(), pixels, pixels)];
            for (int i = 0; i < bias.length; i++) {
                bias[i] = (scores.bias() == null ? 0 : scores.bias()[i])
                        + values[
                                i / pixels / pixels * steps[dims.length - 3]
                                        + i / pixels % pixels * steps[dims.length - 2]
                                        + i % pixels * steps[dims.length - 1]];
            }
            return with(scores, scores.factors(), bias, scores.masked(), scores.shares(), dims);
        }
        if (constant.dim(constant.rank() - 3) != 1 || !masks(scores.view(), windows, values, pixels)) {
            throw node.refuse(
                    "adds " + constant + ", which is neither a bias of each distance nor the mask of a picture"
                            + " that was shifted round");
        }
        boolean shifted = scores.view().rollRows() != 0 || scores.view().rollColumns() != 0; // else it hides nothing
        return with(scores, scores.factors(), scores.bias(), shifted, scores.shares(), dims);
    }

    /** Whether the values, (windows, pixels, pixels), hide from each other just what shifting round has brought together. */
    private static boolean masks(View x, Layout windows, double[] values, int pixels) {
        int down = x.rows() / windows.height();
        int across = x.columns() / windows.width();
        if (windows.grid() || values.length != (long) down * across * pixels * pixels) {
            return false;
        }
        for (int i = 0; i < values.length; i++) {
            int at = i / pixels / pixels;
            int top = at / across * windows.height();
            int left = at % across * windows.width();
            int query = i / pixels % pixels;
            int key = i % pixels;
            boolean together = seam(top, query / windows.width(), x.rows(), x.rollRows())
                            == seam(top, key / windows.width(), x.rows(), x.rollRows())
                    && seam(left, query % windows.width(), x.columns(), x.rollColumns())
                            == seam(left, key % windows.width(), x.columns(), x.rollColumns());
            if (together ? values[i] != 0 : values[i] > HIDDEN) {
                return false;
            }
        }
        return true;
    }

    /** Whether a row lies past the one that was the last before shifting. */
    private static boolean seam(int first, int row, int rows, int roll) {
        return first + row >= rows - roll;
    }

    /** A constant times scores or unit vectors; null if the value is neither. */
    static Value multiply(Value value, Constant constant, boolean divide, GraphNode node)
            throws MalformedWeightsException {
        if (value instanceof Pending.Unit unit && !divide) {
            DoubleBinaryOperator times = (x, y) -> x * y;
            double[] factors = Pairs.channels(unit.view(), constant, node);
            return new Pending.Unit(unit.view(), Pairs.combined(unit.factors(), factors, times), unit.size());
        }
        if (value instanceof Pending.Global global) {
            return GlobalAttending.multiply(global, constant, divide, node);
        }
        if (value instanceof Pending.Cosines cosines && !cosines.shares()) {
            return ChannelAttending.multiply(cosines, constant, divide, node);
        }
        if (!(value instanceof Scores scores) || scores.bias() != null || scores.masked() || scores.shares()) {
            return null;
        }
        return with(scores, ofHeads(scores.factors(), constant, divide, node), null, false, false, scores.dims());
    }

    /** Factors of heads times, or by, those of a constant: one number, or one a head. */
    static double[] ofHeads(double[] old, Constant constant, boolean divide, GraphNode node)
            throws MalformedWeightsException {
        double[] given = constant.values();
        int own = constant.rank() - 3;
        boolean ofHeads = constant.elements() == old.length && own >= 0 && constant.dim(own) == old.length;
        if (given.length != 1 && !ofHeads) {
            throw node.refuse("multiplies scores with " + constant + "; one number a head is read");
        }
        double[] factors = new double[old.length];
        for (int h = 0; h < factors.length; h++) {
            double factor = given[given.length == 1 ? 0 : h];
            factors[h] = divide ? old[h] / factor : old[h] * factor;
        }
        return factors;
    }

    /** Refuses other forms of scores than those whose last three axes stay. */
    static void requireKept(int[] dims, int[] target, GraphNode node) throws MalformedWeightsException {
        boolean kept = target.length >= 3
                && Arrays.equals(
                        Arrays.copyOfRange(target, target.length - 3, target.length),
                        Arrays.copyOfRange(dims, dims.length - 3, dims.length));
        if (!kept) {
            throw node.refuse("makes " + Arrays.toString(target) + " of scores of " + Arrays.toString(dims)
                    + "; their last three axes have to stay");
        }
    }

    static Value reshaped(Scores scores, int[] target, GraphNode node) throws MalformedWeightsException {
        requireKept(scores.dims(), target, node);
        return with(scores, scores.factors(), scores.bias(), scores.masked(), scores.shares(), target);
    }

    static Value transposed(Scores scores, int[] order, GraphNode node) throws MalformedWeightsException {
        if (Arrays.equals(order, IntStream.range(0, order.length).toArray())) {
            return scores;
        }
        throw node.refuse("transposes scores");
    }

    static Value softmax(GraphNode node, Lowering at) throws MalformedWeightsException {
        if (at.value(node, 0) instanceof Pending.Global global) {
            return GlobalAttending.softmax(global, node);
        }
        if (at.value(node, 0) instanceof Pending.Reach reach) {
            return GatheredAttending.softmax(reach, node);
        }
        if (at.value(node, 0) instanceof Pending.Cosines cosines && !cosines.shares()) {
            int rank = cosines.dims().length;
            if (Axes.axis(node, node.integer("axis", -1), rank) == rank - 1) {
                return ChannelAttending.softmax(cosines);
            }
        }
        if (at.value(node, 0) instanceof Scores scores && !scores.shares()) {
            int rank = scores.dims().length;
            if (Axes.axis(node, node.integer("axis", -1), rank) == rank - 1) {
                return with(scores, scores.factors(), scores.bias(), scores.masked(), true, scores.dims());
            }
        }
        throw node.refuse("is read only over the keys of attention");
    }

    static Value length(GraphNode node, Lowering at) throws MalformedWeightsException {
        View x = at.view(node, 0);
        int[] axes = Axes.axes(node, at.constant(node, 1), x.rank());
        if (axes.length != 1 || axes[0] != x.rank() - 1 || node.integer("keepdims", 1) != 1) {
            throw node.refuse("is read only along the last axis");
        }
        return new Pending.Length(x);
    }

    /** Vectors divided by their lengths; null if the values are others. */
    static Value pair(Value a, Value b, GraphNode node) {
        boolean unit = node.op().equals("Div") && b instanceof Pending.Length length && a.equals(length.view());
        return unit ? new Pending.Unit((View) a, new double[] {1}, ((View) a).dims()[((View) a).rank() - 1]) : null;
    }

    private static Scores with(
            Scores old, double[] factors, double[] bias, boolean masked, boolean shares, int[] dims) {
        return new Scores(old.view(), old.keys(), factors, old.cosine(), bias, masked, shares, dims);
    }
}
