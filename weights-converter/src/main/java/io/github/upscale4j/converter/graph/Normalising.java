package io.github.upscale4j.converter.graph;

import io.github.upscale4j.converter.graph.Pending.Moment;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.weights.MalformedWeightsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Linear layers over the channels of each pixel, and normalisations: of one operation, or of the steps of one. */
final class Normalising {
    /** The one that our layer normalisation has. */
    private static final double EPSILON = 1e-5;

    private Normalising() {}

    static Value matMul(GraphNode node, Lowering at) throws MalformedWeightsException {
        View x = at.view(node, 0);
        Constant given = at.required(node, 1);
        if (at.isWide(x)) {
            throw node.refuse("is a linear layer of pixels that were filled up");
        }
        boolean tokens = TokenAttending.isTokens(x);
        int in = x.rank() == 0 ? 0 : x.dims()[x.rank() - 1];
        Constant matrix = TokenAttending.matrix(given, in);
        if (matrix == null || !tokens && !x.holdsChannels(x.rank() - 1)) {
            throw node.refuse("multiplies " + Arrays.toString(x.dims()) + " with " + given
                    + "; only all channels of a pixel with a matrix are read");
        }
        return new Pending.Product(x, matrix, node);
    }

    static Value gemm(GraphNode node, Lowering at) throws MalformedWeightsException {
        Constant matrix = at.required(node, 1);
        if (node.number("alpha", 1) != 1
                || node.number("beta", 1) != 1
                || node.integer("transA", 0) != 0
                || matrix.rank() != 2) {
            throw node.refuse("is read with alpha and beta 1 and a matrix that is a constant");
        }
        Constant turned = node.integer("transB", 0) == 0 ? matrix : Shaping.transpose(node, matrix, new int[] {1, 0});
        View x = at.view(node, 0);
        if (x.rank() == 0
                || !x.holdsChannels(x.rank() - 1)
                || turned.dim(0) != x.node().channels()) {
            throw node.refuse("multiplies " + Arrays.toString(x.dims()) + " with " + matrix);
        }
        return linear(new Pending.Product(x, turned, node), at.constant(node, 2), at);
    }

    /** @param bias one a channel of the result; null if there is none */
    static View linear(Pending.Product product, Constant bias, Lowering at) throws MalformedWeightsException {
        View x = product.view();
        Constant matrix = product.matrix();
        int in = matrix.dim(0);
        int out = matrix.dim(1);
        if (out < 1 || bias != null && bias.elements() != out) {
            throw product.node().refuse("takes " + matrix + " and as bias " + bias);
        }
        if (TokenAttending.isTokens(x)) {
            return TokenAttending.linear(product, bias, at);
        }
        Tensors.Module module = at.tensors.module(product.node(), matrix, bias);
        if (module.fresh) {
            int[] place = x.indexOfChannels(x.rank() - 1);
            float[] values = matrix.toFloats();
            float[] weight = new float[values.length]; // (out, in)
            for (int o = 0; o < out; o++) {
                for (int c = 0; c < in; c++) {
                    weight[o * in + c] = values[place[c] * out + o];
                }
            }
            module.add("weight", weight, out, in).add("bias", bias, out);
        }
        List<List<Atom>> axes = new ArrayList<>(x.axes());
        axes.set(x.rank() - 1, Atom.merged(List.of(new Atom(Atom.Axis.CHANNEL, 1, out))));
        return new View(
                at.net.linear(module.name, x.node()), x.rows(), x.columns(), axes, x.rollRows(), x.rollColumns());
    }

    static Value batchNorm(GraphNode node, Lowering at) throws MalformedWeightsException {
        View x = at.view(node, 0);
        int channels = x.node().channels();
        double[][] parts = new double[5][];
        for (int i = 1; i < 5; i++) {
            Constant part = at.required(node, i);
            if (part.elements() != channels || x.rank() < 2 || !x.isChannels(1)) {
                throw node.refuse("takes " + part + " for " + channels + " channels");
            }
            parts[i] = part.values();
        }
        double epsilon = node.number("epsilon", 1e-5);
        double[] factors = new double[channels];
        double[] offsets = new double[channels];
        for (int c = 0; c < channels; c++) {
            factors[c] = parts[1][c] / Math.sqrt(parts[4][c] + epsilon);
            offsets[c] = parts[2][c] - parts[3][c] * factors[c];
        }
        return new Pending.Line(x, factors, offsets);
    }

    static Value layerNorm(GraphNode node, Lowering at) throws MalformedWeightsException {
        View x = at.view(node, 0);
        int axis = Axes.axis(node, node.integer("axis", -1), x.rank());
        if (axis != x.rank() - 1 || !x.holdsChannels(axis)) {
            throw node.refuse("normalises more or less than the channels of each pixel");
        }
        Constant weight = at.required(node, 1);
        return norm(new Pending.Normal(x, node.number("epsilon", EPSILON), weight, at.constant(node, 2), node), at);
    }

    static View norm(Pending.Normal normal, Lowering at) throws MalformedWeightsException {
        int channels = normal.view().node().channels();
        Tensors.Module module = at.tensors.module(normal.node(), normal.weight(), normal.bias(), channels);
        perChannel(module, "weight", normal, normal.weight(), 1);
        perChannel(module, "bias", normal, normal.bias(), 0);
        float epsilon = (float) (Functions.close(normal.epsilon(), EPSILON) ? EPSILON : normal.epsilon());
        return normal.view()
                .of(at.net.layerNorm(module.name, epsilon, normal.view().node()));
    }

    private static void perChannel(
            Tensors.Module module, String what, Pending.Normal normal, Constant constant, double otherwise)
            throws MalformedWeightsException {
        View x = normal.view();
        int channels = x.node().channels();
        if (constant != null && constant.rank() == 1 && constant.elements() == channels && x.isChannels(x.rank() - 1)) {
            module.add(what, constant, channels);
            return;
        }
        double[] values = constant == null ? new double[] {otherwise} : Pairs.channels(x, constant, normal.node());
        module.add(what, Settling.floats(values, channels), channels);
    }

    /** A mean over the channels, which begins a normalisation, or as {@link Totals}. */
    static Value mean(GraphNode node, Lowering at) throws MalformedWeightsException {
        Value value = at.value(node, 0);
        Value ofGroup = GroupMoments.mean(node, at);
        if (ofGroup != null) {
            return ofGroup;
        }
        if (value instanceof Pending.Total) {
            return Totals.apply(node, at);
        }
        boolean square = value instanceof Moment moment && moment.step() == Moment.Step.SQUARE;
        View x = square ? ((Moment) value).view() : at.view(value, node);
        boolean pooling = node.op().equals("GlobalAveragePool");
        int[] axes = pooling ? IntStream.range(2, x.rank()).toArray() : Axes.axes(node, at.constant(node, 1), x.rank());
        boolean kept = node.integer("keepdims", 1) == 1;
        if (kept && axes.length == 1 && x.holdsChannels(axes[0])) {
            return new Moment(square ? Moment.Step.VARIANCE : Moment.Step.MEAN, x, 0);
        }
        if (square) {
            throw node.refuse("is a mean over axes " + Arrays.toString(axes) + " of squares of "
                    + Arrays.toString(x.dims()) + "; the channels of normalisations are read");
        }
        return Totals.apply(node, at);
    }

    /** Of the whole picture: groups are what the second axis is, or as many as a group normalisation says. */
    static Value groupNorm(GraphNode node, Lowering at) throws MalformedWeightsException {
        View x = at.view(node, 0);
        x = x.rank() == 4 ? Settling.plain(x, node, at) : x; // else cut into groups before
        int channels = x.node().channels();
        Constant weight = at.required(node, 1);
        Constant bias = at.required(node, 2);
        boolean instance = node.op().equals("InstanceNormalization");
        long groups = instance && x.rank() > 1 ? x.dims()[1] : node.integer("num_groups", 0);
        boolean outermost = groups > 0
                && x.rank() > 1
                && channels % groups == 0
                && x.axes().get(0).isEmpty()
                && (instance
                        ? x.axes()
                                .get(1)
                                .equals(Atom.merged(
                                        List.of(new Atom(Atom.Axis.CHANNEL, channels / (int) groups, (int) groups))))
                        : x.isChannels(1));
        if (!outermost || !Functions.close(node.number("epsilon", EPSILON), EPSILON)) {
            throw node.refuse("normalises groups of " + Arrays.toString(x.dims()) + " with epsilon "
                    + node.number("epsilon", EPSILON) + "; neighbouring channels, and " + EPSILON + ", are read");
        }
        if (instance && x.rank() == 3 && groups == channels) {
            return GroupMoments.normal(x, weight, bias, node);
        }
        Tensors.Module module = at.tensors.module(node, weight, bias, channels);
        module.add("weight", perGroup(node, weight, channels), channels)
                .add("bias", perGroup(node, bias, channels), channels);
        return x.of(at.net.groupNorm(module.name, (int) groups, x.node()));
    }

    /** One number for each channel, of one for each group of neighbours. */
    private static float[] perGroup(GraphNode node, Constant constant, int channels) throws MalformedWeightsException {
        int count = constant.elements();
        if (count < 1 || channels % count != 0) {
            throw node.refuse("takes " + constant + " for " + channels + " channels");
        }
        float[] values = constant.toFloats();
        float[] all = new float[channels];
        for (int c = 0; c < channels; c++) {
            all[c] = values[c / (channels / count)];
        }
        return all;
    }

    static Value deviation(GraphNode node, Lowering at) throws MalformedWeightsException {
        Value ofGroup = GroupMoments.deviation(at.value(node, 0));
        if (ofGroup != null) {
            return ofGroup;
        }
        if (at.value(node, 0) instanceof Moment moment && moment.step() == Moment.Step.VARIANCE) {
            return new Moment(Moment.Step.DEVIATION, moment.view(), moment.epsilon());
        }
        View variance = at.view(node, 0);
        Node of = deviationOf(variance.node());
        if (of != null) {
            return variance.of(at.net.deviation(of));
        }
        throw node.refuse("is read only in a normalisation over the channels, or as a deviation of all pixels");
    }

    /** Of the mean of the squares of {@code x - mean(x)}, the map x; null of anything else. */
    private static Node deviationOf(Node variance) {
        Node square = variance.op() instanceof Op.Mean ? variance.inputs().get(0) : variance;
        Node difference = square.op() instanceof Op.Multiply ? square.inputs().get(0) : square;
        if (!(difference.op() instanceof Op.Add)
                || difference == square
                || square.inputs().get(1) != difference) {
            return null;
        }
        Node x = difference.inputs().get(0);
        Node minus = difference.inputs().get(1);
        boolean less = minus.op() instanceof Op.Scale scale
                && scale.factor() == -1
                && minus.inputs().get(0).op() instanceof Op.Mean
                && minus.inputs().get(0).inputs().get(0) == x;
        return less ? x : null;
    }

    /** The next step of a normalisation, or null if the values are none. */
    static Value pair(Value a, Value b, GraphNode node) {
        if (node.op().equals("Sub") && is(b, Moment.Step.MEAN) && a.equals(((Moment) b).view())) {
            return new Moment(Moment.Step.CENTRED, (View) a, 0);
        }
        boolean square = node.op().equals("Mul") || node.op().equals("Pow");
        if (square && is(a, Moment.Step.CENTRED) && a.equals(b)) {
            return new Moment(Moment.Step.SQUARE, ((Moment) a).view(), 0);
        }
        if (node.op().equals("Div")
                && is(a, Moment.Step.CENTRED)
                && b instanceof Moment divisor
                && divisor.step() == Moment.Step.DEVIATION
                && divisor.view().equals(((Moment) a).view())) {
            return new Pending.Normal(divisor.view(), divisor.epsilon(), null, null, node);
        }
        return null;
    }

    private static boolean is(Value value, Moment.Step step) {
        return value instanceof Moment moment && moment.step() == step;
    }

    /** A constant added to a step of a normalisation or to a product; null if the value is neither. */
    static Value add(Value value, Constant constant, GraphNode node, Lowering at) throws MalformedWeightsException {
        if (is(value, Moment.Step.VARIANCE) && constant.elements() == 1) {
            Moment variance = (Moment) value;
            return new Moment(Moment.Step.VARIANCE, variance.view(), variance.epsilon() + constant.first(node));
        }
        if (value instanceof Pending.Normal normal && normal.bias() == null) {
            return new Pending.Normal(normal.view(), normal.epsilon(), normal.weight(), constant, normal.node());
        }
        if (value instanceof Pending.Product product
                && constant.elements() == product.matrix().dim(1)
                && constant.rank() > 0
                && constant.dim(constant.rank() - 1) == constant.elements()) {
            return linear(product, constant, at);
        }
        return null;
    }

    /** A constant times a normalisation; null if the value is none, or has its weight already. */
    static Value multiply(Value value, Constant constant) {
        if (value instanceof Pending.Normal normal && normal.weight() == null && normal.bias() == null) {
            return new Pending.Normal(normal.view(), normal.epsilon(), constant, null, normal.node());
        }
        return null;
    }
}
