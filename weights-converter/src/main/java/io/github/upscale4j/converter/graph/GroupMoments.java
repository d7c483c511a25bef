package io.github.upscale4j.converter.graph;

import io.github.upscale4j.converter.graph.Atom.Axis;
import io.github.upscale4j.converter.graph.Pending.OfGroup;
import io.github.upscale4j.converter.graph.Pending.OfGroup.Step;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.weights.MalformedWeightsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Group and instance normalisation in steps: means and variances of groups of neighbouring channels over all pixels, and what
 * is made of them until it is a normalisation, whether of the map itself or of the factors and offsets of its channels.
 */
final class GroupMoments {
    private static final double EPSILON = 1e-5;

    private GroupMoments() {}

    /** A mean along the last axis of (1, groups, what is in one); null of anything else. */
    static Value mean(GraphNode node, Lowering at) throws MalformedWeightsException {
        Value value = at.value(node, 0);
        OfGroup square = value instanceof OfGroup known && known.step() == Step.SQUARE ? known : null;
        if (square == null && !(value instanceof View) || !node.op().equals("ReduceMean")) {
            return null;
        }
        View x = square == null ? (View) value : square.view();
        int[] axes = Axes.axes(node, at.constant(node, 1), x.rank());
        if (axes.length != 1 || axes[0] != x.rank() - 1 || x.rank() != 3 || groups(x) == 0 || at.isShort(x)) {
            return null;
        }
        int groups = groups(x);
        int[] dims = node.integer("keepdims", 1) == 0 ? new int[] {1, groups} : new int[] {1, groups, 1};
        return new OfGroup(square == null ? Step.MEAN : Step.VARIANCE, x, groups, 0, null, null, dims);
    }

    /** How many groups of neighbouring channels a view, (1, groups, what is in one), has; 0 of other views. */
    private static int groups(View x) {
        int groups = Atom.extent(x.axes().get(1));
        int channels = x.node().channels();
        List<Atom> within = Atom.merged(List.of(
                new Atom(Axis.CHANNEL, 1, channels / Math.max(1, groups)),
                new Atom(Axis.ROW, 1, x.rows()),
                new Atom(Axis.COLUMN, 1, x.columns())));
        boolean ours = x.axes().get(0).isEmpty()
                && channels % groups == 0
                && x.axes().get(1).equals(Atom.merged(List.of(new Atom(Axis.CHANNEL, channels / groups, groups))))
                && x.axes().get(2).equals(within);
        return ours ? groups : 0;
    }

    private static OfGroup step(OfGroup from, Step step, int[] dims) {
        return new OfGroup(step, from.view(), from.groups(), from.epsilon(), from.weight(), from.bias(), dims);
    }

    private static boolean is(Value value, Step step) {
        return value instanceof OfGroup moment && moment.step() == step;
    }

    /** The next step, of two values; null if they make none. */
    static Value pair(Value a, Value b, GraphNode node, Lowering at) throws MalformedWeightsException {
        if (!(a instanceof OfGroup) && !(b instanceof OfGroup)) {
            return null;
        }
        OfGroup x = a instanceof OfGroup known ? known : null;
        OfGroup y = b instanceof OfGroup known ? known : null;
        switch (node.op()) {
            case "Sub":
                if (is(b, Step.MEAN) && y.view().equals(a)) {
                    return step(y, Step.CENTRED, y.view().dims());
                }
                break;
            case "Mul", "Pow":
                if (is(a, Step.CENTRED) && a.equals(b)) {
                    return step(x, Step.SQUARE, x.dims());
                }
                boolean grouped = y != null && Arrays.equals(y.dims(), grouped(y));
                if (is(a, Step.MEAN)
                        && is(b, Step.FACTOR)
                        && grouped
                        && x.view().equals(y.view())) {
                    return step(y, Step.SHIFT, y.dims());
                }
                if (is(b, Step.FACTOR) && isOf(a, y) && Arrays.equals(y.dims(), each(y))) {
                    return step(y, Step.SCALED, ((View) a).dims());
                }
                break;
            case "Div":
                if (is(a, Step.CENTRED) && is(b, Step.DEVIATION) && x.view().equals(y.view())) {
                    return step(y, Step.NORMAL, x.dims());
                }
                break;
            case "Add":
                boolean same =
                        is(a, Step.SCALED) && is(b, Step.OFFSET) && x.view().equals(y.view());
                if (same && Arrays.equals(y.dims(), each(y))) {
                    return normalised(y, node, at);
                }
                break;
            default:
        }
        return null;
    }

    /** A normalisation of each channel of (1, channels, pixels), whose softmax may follow. */
    static Value normal(View x, Constant weight, Constant bias, GraphNode node) throws MalformedWeightsException {
        int channels = x.node().channels();
        if (weight.elements() != channels || bias.elements() != channels) {
            throw node.refuse("takes " + weight + " and " + bias + " for " + channels + " channels");
        }
        return new OfGroup(Step.NORMAL, x, channels, node.number("epsilon", EPSILON), weight, bias, x.dims());
    }

    /** The shape of one number a channel, in groups. */
    private static int[] grouped(OfGroup x) {
        return new int[] {1, x.groups(), x.view().node().channels() / x.groups()};
    }

    /** The shape of one number a channel, for a map. */
    private static int[] each(OfGroup x) {
        return new int[] {1, x.view().node().channels(), 1, 1};
    }

    /** Whether a value is the map as it is whose moments these are. */
    private static boolean isOf(Value value, OfGroup moments) {
        return value instanceof View view
                && view.isPlain()
                && view.node() == moments.view().node();
    }

    /** The next step, of a value and a constant; null if they make none. */
    static Value withConstant(Value value, Constant constant, boolean first, GraphNode node)
            throws MalformedWeightsException {
        if (!(value instanceof OfGroup x)) {
            return null;
        }
        int channels = x.view().node().channels();
        boolean each = constant.elements() == channels
                && constant.rank() > 1
                && constant.dim(constant.rank() - 2) == x.groups();
        boolean added = node.op().equals("Add");
        if (added && x.step() == Step.VARIANCE && constant.elements() == 1) {
            double epsilon = x.epsilon() + constant.first(node);
            return new OfGroup(Step.VARIANCE, x.view(), x.groups(), epsilon, null, null, x.dims());
        }
        if (node.op().equals("Pow") && constant.elements() == 1 && constant.first(node) == 2 && is(x, Step.CENTRED)) {
            return step(x, Step.SQUARE, x.dims());
        }
        if (node.op().equals("Div") && first && x.step() == Step.DEVIATION && each) {
            return new OfGroup(Step.FACTOR, x.view(), x.groups(), x.epsilon(), constant, null, grouped(x));
        }
        if (node.op().equals("Sub") && first && x.step() == Step.SHIFT && each && Arrays.equals(x.dims(), grouped(x))) {
            return new OfGroup(Step.OFFSET, x.view(), x.groups(), x.epsilon(), x.weight(), constant, x.dims());
        }
        boolean times = node.op().equals("Mul") && x.weight() == null;
        View seen =
                View.plain(x.view().node(), x.view().rows(), x.view().columns()).reshaped(x.dims());
        if (x.step() != Step.NORMAL || x.bias() != null || seen == null || !times && !added) {
            return null;
        }
        Constant numbers = Constant.floats(Settling.doubles(Pairs.channels(seen, constant, node), channels), channels);
        return times
                ? new OfGroup(Step.NORMAL, x.view(), x.groups(), x.epsilon(), numbers, null, x.dims())
                : new OfGroup(Step.NORMAL, x.view(), x.groups(), x.epsilon(), x.weight(), numbers, x.dims());
    }

    /** The deviation, of a variance; null of other values. */
    static Value deviation(Value value) {
        return is(value, Step.VARIANCE) ? step((OfGroup) value, Step.DEVIATION, ((OfGroup) value).dims()) : null;
    }

    /** In another shape, of what is one number a channel or a map. */
    static Value reshaped(OfGroup x, int[] dims, GraphNode node, Lowering at) throws MalformedWeightsException {
        if (x.step() == Step.MEAN) {
            return Rearranging.reshaped(at.view(x, node), dims, node);
        }
        if (x.step() != Step.FACTOR && x.step() != Step.OFFSET && x.step() != Step.NORMAL) {
            throw node.refuse("reshapes a step of a normalisation");
        }
        return step(x, x.step(), dims);
    }

    /** Factors and offsets as one value; null if the parts are others. */
    static Value joined(GraphNode node, Lowering at) throws MalformedWeightsException {
        boolean both = node.inputs().size() == 2
                && is(at.value(node, 0), Step.FACTOR)
                && is(at.value(node, 1), Step.OFFSET)
                && node.integer("axis", 0) == 1;
        if (!both) {
            return null;
        }
        OfGroup offset = (OfGroup) at.value(node, 1);
        int channels = offset.view().node().channels();
        return Arrays.equals(offset.dims(), new int[] {1, channels, 1, 1})
                ? step(offset, Step.LINE, new int[] {1, 2 * channels, 1, 1})
                : null;
    }

    /** The factors or the offsets again. */
    static Value cut(OfGroup line, Axes.Range range, GraphNode node) throws MalformedWeightsException {
        int channels = line.view().node().channels();
        boolean half = line.step() == Step.LINE
                && range.axis() == 1
                && range.step() == 1
                && range.end() - range.first() == channels
                && range.first() % channels == 0;
        if (!half) {
            throw node.refuse("cuts a step of a normalisation");
        }
        return step(line, range.first() == 0 ? Step.FACTOR : Step.OFFSET, new int[] {1, channels, 1, 1});
    }

    /** As a map: the mean of each channel, or the normalisation; null of steps that are none. */
    static View settled(OfGroup x, GraphNode node, Lowering at) throws MalformedWeightsException {
        View view = x.view();
        if (x.step() == Step.MEAN) {
            if (x.groups() != view.node().channels()) {
                return null;
            }
            List<List<Atom>> axes = new ArrayList<>(view.axes().subList(0, 2));
            if (x.dims().length > 2) {
                axes.add(List.of());
            }
            return new View(at.net.mean(view.node()), 1, 1, axes, 0, 0);
        }
        if (x.step() == Step.DEVIATION
                && x.epsilon() == 0
                && x.groups() == view.node().channels()) {
            View mean = settled(step(x, Step.MEAN, x.dims()), node, at);
            return mean.of(at.net.deviation(view.node()));
        }
        return x.step() == Step.NORMAL ? normalised(x, node, at) : null;
    }

    private static View normalised(OfGroup x, GraphNode node, Lowering at) throws MalformedWeightsException {
        View view = x.view();
        int channels = view.node().channels();
        if (!Functions.close(x.epsilon(), EPSILON)) {
            throw node.refuse("normalises with epsilon " + x.epsilon() + ", " + EPSILON + " is read");
        }
        Tensors.Module module = at.tensors.module(node, x.weight(), x.bias(), channels);
        add(module, "weight", x.weight(), channels, 1);
        add(module, "bias", x.bias(), channels, 0);
        Node result = at.net.groupNorm(module.name, x.groups(), view.node());
        View plain = View.plain(result, view.rows(), view.columns());
        View seen = x.step() == Step.NORMAL ? plain.reshaped(x.dims()) : plain;
        if (seen == null) {
            throw node.refuse("normalises a map whose axes lie otherwise");
        }
        return seen;
    }

    private static void add(Tensors.Module module, String what, Constant constant, int channels, double otherwise)
            throws MalformedWeightsException {
        if (constant != null) {
            module.add(what, constant, channels);
        } else {
            module.add(what, Settling.floats(new double[] {otherwise}, channels), channels);
        }
    }
}
