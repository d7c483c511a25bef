package io.github.upscale4j.converter.graph;

import io.github.upscale4j.net.Activation;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.weights.MalformedWeightsException;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;

/** Operations of two values, of which one may be a constant. */
final class Pairs {
    private Pairs() {}

    static Value apply(GraphNode node, Lowering at) throws MalformedWeightsException {
        if (node.inputs().size() == 1 && node.op().equals("Sum")) {
            return at.value(node, 0);
        }
        Value result = pair(at.value(node, 0), at.value(node, 1), node, at);
        for (int i = 2; i < node.inputs().size(); i++) {
            if (!node.op().equals("Sum")) {
                throw node.refuse("has " + node.inputs().size() + " inputs, 2 are read");
            }
            result = pair(result, at.value(node, i), node, at);
        }
        return result;
    }

    private static Value pair(Value a, Value b, GraphNode node, Lowering at) throws MalformedWeightsException {
        Value tokens = TokenAttending.pair(a, b, node, at);
        if (tokens != null) {
            return tokens;
        }
        if (b instanceof Constant constant) {
            return withConstant(a, constant, node, at);
        }
        if (a instanceof Constant constant) {
            return fromConstant(constant, b, node, at);
        }
        Value ofGroup = GroupMoments.pair(a, b, node, at);
        if (ofGroup != null) {
            return ofGroup;
        }
        Value x = operand(a, b, node, at);
        Value y = operand(b, a, node, at);
        Value form = Normalising.pair(x, y, node);
        form = form == null ? Attending.pair(x, y, node) : form;
        form = form == null && node.op().equals("Mul") ? activation(x, y, at) : form;
        return form == null ? maps(at.view(x, node), at.view(y, node), node, at) : form;
    }

    /** A value as the map that a step of a form was made from, if the other operand is one. */
    private static Value operand(Value value, Value other, GraphNode node, Lowering at)
            throws MalformedWeightsException {
        boolean pending =
                value instanceof Pending.Product || value instanceof Pending.Normal || value instanceof Pending.Blend;
        boolean line =
                value instanceof Pending.Line && (other instanceof Pending.Moment || other instanceof Pending.Length);
        return pending || line ? at.view(value, node) : value;
    }

    private static View maps(View a, View b, GraphNode node, Lowering at) throws MalformedWeightsException {
        View x = a;
        View y = b;
        if (covers(x, y)) {
            return x.padded(y.rank()).of(combined(x.node(), y.node(), node, at));
        }
        if (covers(y, x)) {
            return y.padded(x.rank()).of(combined(x.node(), y.node(), node, at));
        }
        if (!x.fits(y)) {
            x = Settling.plain(x, node, at);
            y = Settling.plain(y, node, at);
            if (!x.isPixel() && !y.isPixel()) {
                x.requireSize(y, node);
            }
        }
        int channels = Math.max(x.node().channels(), y.node().channels());
        Node result = combined(x.node(), y.node(), node, at);
        boolean same = x.rows() == y.rows()
                && x.columns() == y.columns()
                && channels == x.node().channels();
        return same
                ? x.of(result)
                : View.plain(result, Math.max(x.rows(), y.rows()), Math.max(x.columns(), y.columns()));
    }

    /** Whether {@code y} is broadcast to {@code x}: it is the same where it is more than one place. */
    private static boolean covers(View x, View y) {
        boolean still = x.rows() == y.rows()
                && x.columns() == y.columns()
                && x.rollRows() == y.rollRows()
                && x.rollColumns() == y.rollColumns()
                && (y.cell().isEmpty() || y.cell().equals(x.cell()))
                && x.node().extent().equals(y.node().extent());
        if (!still && !y.isPixel()) {
            return false;
        }
        for (int i = 1; i <= y.rank(); i++) {
            List<Atom> other = y.axes().get(y.rank() - i);
            boolean same = i <= x.rank() && x.axes().get(x.rank() - i).equals(other);
            if (!same && !other.isEmpty()) {
                return false;
            }
        }
        return y.node().channels() == 1 || y.channelAtoms().equals(x.channelAtoms());
    }

    private static Node combined(Node a, Node b, GraphNode node, Lowering at) throws MalformedWeightsException {
        int channels = Math.max(a.channels(), b.channels());
        Node one = spread(a, channels, at);
        Node other = spread(b, channels, at);
        return switch (node.op()) {
            case "Add", "Sum" -> at.net.add(one, other);
            case "Sub" -> at.net.add(one, at.net.scale(-1, other));
            case "Mul" -> product(one, other, at);
            // max(a, b) = b + relu(a - b)
            case "Max" -> at.net.add(other, at.net.relu(at.net.add(one, at.net.scale(-1, other))));
            case "Min" -> at.net.add(one, at.net.scale(-1, at.net.relu(at.net.add(one, at.net.scale(-1, other)))));
            default -> throw node.refuse("of two feature maps is not read");
        };
    }

    /** A value times its sigmoid is an activation of its own. */
    private static Node product(Node a, Node b, Lowering at) {
        return isSigmoid(b, a) ? at.net.silu(a) : isSigmoid(a, b) ? at.net.silu(b) : at.net.multiply(a, b);
    }

    private static boolean isSigmoid(Node node, Node of) {
        return node.op() instanceof Op.Activate activate
                && activate.activation() instanceof Activation.Sigmoid
                && node.inputs().get(0) == of;
    }

    /** A map of one channel as one of many, all alike. */
    private static Node spread(Node map, int channels, Lowering at) {
        if (map.channels() != 1 || channels == 1) {
            return map;
        }
        Node[] copies = new Node[channels];
        Arrays.fill(copies, map);
        return at.net.concat(copies);
    }

    /** {@code (1 + erf(x / sqrt 2)) factor} times {@code x}, in any order; or Mish, {@code x tanh(log(1 + exp(x)))}. */
    private static Value activation(Value a, Value b, Lowering at) {
        if (b instanceof Pending.Softplus gate && gate.tanh() && gate.view().equals(a)) {
            return gate.view().of(at.net.mish(gate.view().node()));
        }
        if (b instanceof Pending.Erf && !(a instanceof Pending.Erf)) {
            return activation(b, a, at);
        }
        if (!(a instanceof Pending.Erf erf) || !Functions.close(erf.offset(), erf.factor())) {
            return null;
        }
        View x = erf.view();
        double factor = 2 * erf.factor();
        if (b instanceof Pending.Line line
                && line.factors().length == 1
                && Arrays.equals(line.offsets(), new double[1])) {
            factor *= line.factors()[0];
            b = line.view();
        }
        return x.equals(b) ? new Pending.Line(x.of(at.net.gelu(x.node())), new double[] {factor}, new double[1]) : null;
    }

    private static Value withConstant(Value a, Constant constant, GraphNode node, Lowering at)
            throws MalformedWeightsException {
        Value ofGroup = GroupMoments.withConstant(a, constant, false, node);
        if (ofGroup != null) {
            return ofGroup;
        }
        Value ranked = Ranking.withConstant(a, constant, node);
        if (ranked != null) {
            return ranked;
        }
        Value kept = GatheredAttending.pair(a, constant, node, at);
        if (kept != null) {
            return kept;
        }
        Value places = Places.pair(a, constant, node, at);
        if (places != null) {
            return places;
        }
        if (a instanceof Pending.Erf erf && constant.elements() == 1) {
            Value next = erf(erf, constant.first(node), node.op());
            if (next != null) {
                return next;
            }
        }
        switch (node.op()) {
            case "Add", "Sum":
                Value added = Normalising.add(a, constant, node, at);
                added = added == null ? Attending.add(a, constant, node, at) : added;
                return added != null ? added : line(a, node, at, null, constant, Double::sum);
            case "Sub":
                return line(a, node, at, null, constant, (x, y) -> x - y);
            case "Mul":
                Value times = Normalising.multiply(a, constant);
                times = times == null ? Attending.multiply(a, constant, false, node) : times;
                return times != null ? times : line(a, node, at, constant, constant, (x, y) -> x * y);
            case "Div":
                Value divided = Attending.multiply(a, constant, true, node);
                return divided != null ? divided : line(a, node, at, constant, constant, (x, y) -> x / y);
            case "Pow":
                return power(a, constant, node, at);
            default:
                return limit(a, constant, node, at);
        }
    }

    private static Value erf(Pending.Erf erf, double number, String op) {
        return switch (op) {
            case "Add" -> new Pending.Erf(erf.view(), erf.factor(), erf.offset() + number);
            case "Mul" -> new Pending.Erf(erf.view(), erf.factor() * number, erf.offset() * number);
            case "Div" -> new Pending.Erf(erf.view(), erf.factor() / number, erf.offset() / number);
            default -> null;
        };
    }

    private static Value fromConstant(Constant constant, Value b, GraphNode node, Lowering at)
            throws MalformedWeightsException {
        Value ofGroup = GroupMoments.withConstant(b, constant, true, node);
        if (ofGroup != null) {
            return ofGroup;
        }
        return switch (node.op()) {
            case "Add", "Sum", "Mul", "Max", "Min" -> withConstant(b, constant, node, at);
            case "Sub" -> line(line(b, node, at, -1, 0), node, at, null, constant, Double::sum);
            default -> throw node.refuse("of a constant by a feature map is not read");
        };
    }

    private static Value power(Value a, Constant exponent, GraphNode node, Lowering at)
            throws MalformedWeightsException {
        double power = exponent.isUniform() ? exponent.first(node) : Double.NaN;
        if (power == 2) {
            Value square = Normalising.pair(a, a, node);
            if (square != null) {
                return square;
            }
        }
        if (power == 0.5) {
            return Normalising.deviation(node, at);
        }
        if (power != 1 && power != 2 && power != 3) {
            throw node.refuse("is read with the exponents 1/2, 1, 2 and 3 only");
        }
        View x = at.view(a, node);
        Node result = x.node();
        for (int i = 1; i < power; i++) {
            result = at.net.multiply(result, x.node());
        }
        return x.of(result);
    }

    private static Value limit(Value a, Constant constant, GraphNode node, Lowering at)
            throws MalformedWeightsException {
        if (a instanceof Pending.Length length && node.op().equals("Max")) {
            return length; // kept from 0, by which it is a divisor
        }
        if (!constant.isUniform()) {
            throw node.refuse("with more than one number is not read");
        }
        float end = (float) constant.first(node);
        View x = at.view(a, node);
        return x.of(
                node.op().equals("Max")
                        ? at.net.clamp(end, Float.POSITIVE_INFINITY, x.node())
                        : at.net.clamp(Float.NEGATIVE_INFINITY, end, x.node()));
    }

    static Pending.Line line(Value value, GraphNode node, Lowering at, double factor, double offset)
            throws MalformedWeightsException {
        Constant times = Constant.of(factor);
        Pending.Line line = line(value, node, at, times, times, (x, y) -> x * y);
        return offset == 0 ? line : line(line, node, at, null, Constant.of(offset), Double::sum);
    }

    /**
     * A value and a constant as a line.
     *
     * @param factor what the value's factor is combined with; null if it stays
     * @param offset what its offset is combined with
     */
    private static Pending.Line line(
            Value value, GraphNode node, Lowering at, Constant factor, Constant offset, DoubleBinaryOperator operator)
            throws MalformedWeightsException {
        Pending.Line line = value instanceof Pending.Line known
                ? known
                : new Pending.Line(at.view(value, node), new double[] {1}, new double[] {0});
        View view = line.view();
        double[] factors =
                factor == null ? line.factors() : combined(line.factors(), channels(view, factor, node), operator);
        return new Pending.Line(view, factors, combined(line.offsets(), channels(view, offset, node), operator));
    }

    static double[] combined(double[] a, double[] b, DoubleBinaryOperator operator) {
        double[] result = new double[Math.max(a.length, b.length)];
        for (int i = 0; i < result.length; i++) {
            result[i] = operator.applyAsDouble(a[a.length == 1 ? 0 : i], b[b.length == 1 ? 0 : i]);
        }
        return result;
    }

    /** A constant, broadcast against a view, as one number for each channel of the map, or one for all. */
    static double[] channels(View view, Constant constant, GraphNode node) throws MalformedWeightsException {
        if (constant.isUniform() && (constant.elements() == 1 || fits(view, constant))) {
            return new double[] {constant.first(node)};
        }
        if (!fits(view, constant)) {
            throw node.refuse("takes " + constant + ", which is not broadcast to " + Arrays.toString(view.dims()));
        }
        int missing = view.rank() - constant.rank();
        int[] index = new int[view.node().channels()];
        for (int axis = 0; axis < constant.rank(); axis++) {
            if (constant.dim(axis) == 1) {
                continue;
            }
            boolean ofChannels =
                    view.axes().get(axis + missing).stream().allMatch(atom -> atom.axis() == Atom.Axis.CHANNEL);
            if (!ofChannels) {
                throw node.refuse("takes " + constant + ", which differs from pixel to pixel: only numbers for whole"
                        + " channels are read");
            }
            int[] own = view.indexOfChannels(axis + missing);
            for (int c = 0; c < index.length; c++) {
                index[c] = index[c] * constant.dim(axis) + own[c];
            }
        }
        double[] values = constant.values();
        return Arrays.stream(index).mapToDouble(i -> values[i]).toArray();
    }

    /** Whether a constant differs from pixel to pixel, not from channel to channel only. */
    static boolean isOfPixels(View view, Constant constant) throws MalformedWeightsException {
        if (!fits(view, constant) || constant.isUniform()) {
            return false;
        }
        int missing = view.rank() - constant.rank();
        for (int axis = 0; axis < constant.rank(); axis++) {
            boolean ofChannels =
                    view.axes().get(axis + missing).stream().allMatch(atom -> atom.axis() == Atom.Axis.CHANNEL);
            if (constant.dim(axis) != 1 && !ofChannels) {
                return true;
            }
        }
        return false;
    }

    private static boolean fits(View view, Constant constant) {
        int missing = view.rank() - constant.rank();
        int[] dims = view.dims();
        for (int axis = 0; axis < constant.rank(); axis++) {
            boolean outside = axis + missing < 0;
            if (constant.dim(axis) != 1 && (outside || constant.dim(axis) != dims[axis + missing])) {
                return false;
            }
        }
        return true;
    }
}
