package io.github.upscale4j.converter.graph;

import io.github.upscale4j.converter.graph.Atom.Axis;
import io.github.upscale4j.converter.graph.Pending.Scores;
import io.github.upscale4j.net.Attention;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.weights.MalformedWeightsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;

/**
 * Attention within windows, as Swin transformers are exported: queries times keys, a bias that depends on the distance, a
 * mask where the picture was shifted round, softmax, times values.
 */
final class Attending {
    /** What is added to a score that must not count is below this. */
    private static final double HIDDEN = -50;

    private Attending() {}

    /** Queries or keys, with what is done to them before they are multiplied; {@code unit}: the size of unit vectors, or 0. */
    private record Operand(View view, double[] factors, int unit) {}

    /** How the axes (windows..., heads, pixels, channels of a head) lie in a map. */
    private record Windows(int window, int heads, int size) {}

    static Value matMul(GraphNode node, Lowering at) throws MalformedWeightsException {
        Value a = at.value(node, 0);
        if (a instanceof Scores scores) {
            return attended(scores, at.view(node, 1), node, at);
        }
        Operand query = operand(a, node, at);
        Operand key = operand(at.value(node, 1), node, at);
        int rank = key.view().rank();
        if (rank < 2 || query.unit() != key.unit()) {
            throw foreign(node);
        }
        int[] order = IntStream.range(0, rank).toArray();
        order[rank - 2] = rank - 1;
        order[rank - 1] = rank - 2;
        View keys = key.view().transposed(order);
        Windows windows = windows(query.view(), node);
        boolean cosine = query.unit() == windows.size();
        if (!windows.equals(windows(keys, node)) || !alike(query.view(), keys) || !cosine && query.unit() > 0) {
            throw foreign(node);
        }
        int[] dims = query.view().dims();
        dims[rank - 1] = windows.window() * windows.window();
        double[] factors = new double[windows.heads()];
        for (int h = 0; h < factors.length; h++) {
            factors[h] = factor(query, h, windows, node) * factor(key, h, windows, node);
        }
        return new Scores(query.view(), keys, factors, cosine, null, false, false, dims);
    }

    private static MalformedWeightsException foreign(GraphNode node) {
        return node.refuse("multiplies two feature maps; only attention within square windows is read");
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

    private static double factor(Operand operand, int head, Windows windows, GraphNode node)
            throws MalformedWeightsException {
        double[] factors = operand.factors();
        if (factors.length == 1) {
            return factors[0];
        }
        double first = factors[head * windows.size()];
        for (int i = 0; i < windows.size(); i++) {
            if (factors[head * windows.size() + i] != first) {
                throw node.refuse("has factors that differ within a head");
            }
        }
        return first;
    }

    private static boolean alike(View a, View b) {
        return a.axes().equals(b.axes()) && a.rollRows() == b.rollRows() && a.rollColumns() == b.rollColumns();
    }

    private static Windows windows(View x, GraphNode node) throws MalformedWeightsException {
        int rank = x.rank();
        if (rank < 3) {
            throw foreign(node);
        }
        int[] dims = x.dims();
        int size = dims[rank - 1];
        int heads = dims[rank - 3];
        List<Atom> pixels = x.axes().get(rank - 2);
        int window = pixels.isEmpty() ? 1 : pixels.get(0).extent();
        List<Atom> leading = new ArrayList<>();
        x.axes().subList(0, rank - 3).forEach(leading::addAll);
        boolean ours = x.rows() % window == 0
                && x.columns() % window == 0
                && (long) heads * size == x.node().channels()
                && pixels.equals(merged(new Atom(Axis.ROW, 1, window), new Atom(Axis.COLUMN, 1, window)))
                && Atom.merged(leading)
                        .equals(merged(
                                new Atom(Axis.ROW, window, x.rows() / window),
                                new Atom(Axis.COLUMN, window, x.columns() / window)))
                && x.axes().get(rank - 3).equals(merged(new Atom(Axis.CHANNEL, size, heads)))
                && x.axes().get(rank - 1).equals(merged(new Atom(Axis.CHANNEL, 1, size)));
        if (!ours) {
            throw foreign(node);
        }
        return new Windows(window, heads, size);
    }

    private static List<Atom> merged(Atom... atoms) {
        return Atom.merged(List.of(atoms));
    }

    /** A constant added to scores: the bias, or the mask; null if the value is no scores. */
    static Value add(Value value, Constant constant, GraphNode node) throws MalformedWeightsException {
        if (!(value instanceof Scores scores) || scores.shares()) {
            return null;
        }
        Windows windows = windows(scores.view(), node);
        int pixels = windows.window() * windows.window();
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
    private static boolean masks(View x, Windows windows, double[] values, int pixels) {
        int down = x.rows() / windows.window();
        int across = x.columns() / windows.window();
        if (values.length != (long) down * across * pixels * pixels) {
            return false;
        }
        for (int i = 0; i < values.length; i++) {
            int at = i / pixels / pixels;
            int top = at / across * windows.window();
            int left = at % across * windows.window();
            int query = i / pixels % pixels;
            int key = i % pixels;
            boolean together = seam(top, query / windows.window(), x.rows(), x.rollRows())
                            == seam(top, key / windows.window(), x.rows(), x.rollRows())
                    && seam(left, query % windows.window(), x.columns(), x.rollColumns())
                            == seam(left, key % windows.window(), x.columns(), x.rollColumns());
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
        if (!(value instanceof Scores scores) || scores.bias() != null || scores.masked() || scores.shares()) {
            return null;
        }
        int heads = scores.factors().length;
        double[] given = constant.values();
        int own = constant.rank() - 3;
        boolean ofHeads = constant.elements() == heads && own >= 0 && constant.dim(own) == heads;
        if (given.length != 1 && !ofHeads) {
            throw node.refuse("multiplies scores with " + constant + "; one number a head is read");
        }
        double[] factors = new double[heads];
        for (int h = 0; h < heads; h++) {
            double factor = given[given.length == 1 ? 0 : h];
            factors[h] = divide ? scores.factors()[h] / factor : scores.factors()[h] * factor;
        }
        return with(scores, factors, null, false, false, scores.dims());
    }

    static Value reshaped(Scores scores, int[] target, GraphNode node) throws MalformedWeightsException {
        int[] dims = scores.dims();
        boolean kept = target.length >= 3
                && Arrays.equals(
                        Arrays.copyOfRange(target, target.length - 3, target.length),
                        Arrays.copyOfRange(dims, dims.length - 3, dims.length));
        if (!kept) {
            throw node.refuse("makes " + Arrays.toString(target) + " of scores of " + Arrays.toString(dims));
        }
        return with(scores, scores.factors(), scores.bias(), scores.masked(), scores.shares(), target);
    }

    static Value transposed(Scores scores, GraphNode node) throws MalformedWeightsException {
        int[] order = Axes.order(node, scores.dims().length);
        if (Arrays.equals(order, IntStream.range(0, order.length).toArray())) {
            return scores;
        }
        throw node.refuse("transposes scores");
    }

    static Value softmax(GraphNode node, Lowering at) throws MalformedWeightsException {
        if (at.value(node, 0) instanceof Scores scores && !scores.shares()) {
            int rank = scores.dims().length;
            if (Axes.axis(node, node.integer("axis", -1), rank) == rank - 1) {
                return with(scores, scores.factors(), scores.bias(), scores.masked(), true, scores.dims());
            }
        }
        throw node.refuse("is read only over the keys of attention within windows");
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

    private static View attended(Scores scores, View values, GraphNode node, Lowering at)
            throws MalformedWeightsException {
        View query = scores.view();
        Windows windows = windows(query, node);
        boolean shifted = query.rollRows() != 0 || query.rollColumns() != 0;
        if (!scores.shares() || !windows.equals(windows(values, node)) || !alike(query, values)) {
            throw foreign(node);
        }
        if (query.rollRows() != query.rollColumns()
                || query.rollRows() >= windows.window()
                || shifted != scores.masked()) {
            throw node.refuse("attends within windows that are shifted by " + query.rollRows() + " and "
                    + query.rollColumns() + (scores.masked() ? " with a mask" : " without a mask")
                    + "; only Swin's shifts, with its mask, are read");
        }
        at.wishes.multiple(
                Wishes.behind(windows.window(), query.node().up(), query.node().down()));
        Node qkv = joined(scores, values, windows, at);
        Tensors.Module module = at.tensors.module(node.named(name(qkv, node)), new Object());
        module.add("relative_position_bias_table", table(scores, windows, node), distances(windows), windows.heads());
        if (scores.cosine()) {
            float[] logarithms = new float[windows.heads()];
            for (int h = 0; h < logarithms.length; h++) {
                logarithms[h] = (float) Math.log(scores.factors()[h]);
                if (!(scores.factors()[h] > 0 && scores.factors()[h] <= 100 * (1 + 1e-6))) {
                    throw node.refuse("multiplies cosines with " + scores.factors()[h] + "; above 0 to 100 is read");
                }
            }
            module.add("logit_scale", logarithms, logarithms.length, 1, 1);
        }
        Attention kind = scores.cosine() ? Attention.COSINE : Attention.SCALED_PRODUCT;
        return query.of(
                at.net.windowAttention(module.name, kind, qkv, windows.heads(), windows.window(), query.rollRows()));
    }

    private static int distances(Windows windows) {
        return (2 * windows.window() - 1) * (2 * windows.window() - 1);
    }

    /** The linear layer's name, where it is called so as in the reference code. */
    private static String name(Node qkv, GraphNode node) {
        return qkv.op() instanceof Op.Conv conv && conv.name().endsWith(".qkv")
                ? conv.name().substring(0, conv.name().length() - ".qkv".length())
                : node.name();
    }

    /** Queries, keys and values as one map, which they mostly were. */
    private static Node joined(Scores scores, View values, Windows windows, Lowering at) {
        Node query = scores.view().node();
        Node key = scores.keys().node();
        Node value = values.node();
        double usual = 1 / Math.sqrt(windows.size());
        boolean scaled = scores.cosine()
                || Arrays.stream(scores.factors()).allMatch(factor -> Math.abs(factor - usual) <= 1e-6 * usual);
        int channels = query.channels();
        if (scaled && isSlice(query, 0) && isSlice(key, channels) && isSlice(value, 2 * channels)) {
            Node all = query.inputs().get(0);
            if (all == key.inputs().get(0) && all == value.inputs().get(0) && all.channels() == 3 * channels) {
                return all;
            }
        }
        if (!scaled) {
            float[] factors = new float[channels];
            for (int c = 0; c < channels; c++) {
                factors[c] = (float) (scores.factors()[c / windows.size()] / usual);
            }
            query = at.net.affine(factors, new float[channels], query);
        }
        return at.net.concat(query, key, value);
    }

    private static boolean isSlice(Node node, int first) {
        return node.op() instanceof Op.Slice slice && slice.first() == first;
    }

    /** (distances, heads) of a bias that is one number for each distance. */
    private static float[] table(Scores scores, Windows windows, GraphNode node) throws MalformedWeightsException {
        int heads = windows.heads();
        int pixels = windows.window() * windows.window();
        float[] table = new float[distances(windows) * heads];
        if (scores.bias() == null) {
            return table;
        }
        Op.WindowAttention places =
                new Op.WindowAttention("", Attention.SCALED_PRODUCT, heads, heads, windows.window(), 0);
        boolean[] known = new boolean[table.length];
        for (int i = 0; i < scores.bias().length; i++) {
            int entry = places.distance(i / pixels % pixels, i % pixels) * heads + i / pixels / pixels;
            float bias = (float) scores.bias()[i];
            if (known[entry] && table[entry] != bias) {
                throw node.refuse("adds a bias that is not one number for each distance");
            }
            known[entry] = true;
            table[entry] = bias;
        }
        return table;
    }
}
