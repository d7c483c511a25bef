package io.github.upscale4j.converter.graph;

import io.github.upscale4j.net.Node;
import io.github.upscale4j.weights.MalformedWeightsException;

/** Functions of one value. */
final class Functions {
    /** So far numbers that stand for a square root or the like may be off. */
    private static final double CLOSE = 1e-4;

    private Functions() {}

    static Value apply(GraphNode node, Lowering at) throws MalformedWeightsException {
        return switch (node.op()) {
            case "Relu" -> Rules.each(node, at, at.net::relu);
            case "LeakyRelu" -> {
                float slope = (float) node.number("alpha", 0.01);
                yield Rules.each(node, at, x -> at.net.leakyRelu(slope, x));
            }
            case "PRelu" -> prelu(node, at);
            case "Sigmoid" -> Rules.each(node, at, at.net::sigmoid);
            case "Tanh" ->
                at.value(node, 0) instanceof Pending.Softplus softplus && !softplus.tanh()
                        ? new Pending.Softplus(softplus.view(), true)
                        : Rules.each(node, at, at.net::tanh);
            case "Softplus" -> new Pending.Softplus(at.view(node, 0), false);
            case "Mish" -> Rules.each(node, at, at.net::mish);
            case "Clip" -> clip(node, at);
            case "HardSigmoid" ->
                hardSigmoid(at.view(node, 0), node.number("alpha", 0.2), node.number("beta", 0.5), at);
            case "HardSwish" -> {
                View x = at.view(node, 0);
                yield x.of(at.net.multiply(
                        x.node(), hardSigmoid(x, 1 / 6.0, 0.5, at).node()));
            }
            case "Gelu" -> gelu(node, at);
            case "Neg" -> Pairs.line(at.value(node, 0), node, at, -1, 0);
            case "Abs" -> Rules.each(node, at, x -> at.net.leakyRelu(-1, x));
            case "Sqrt" -> Normalising.deviation(node, at);
            case "Erf" -> erf(node, at);
            default -> throw new AssertionError(node.op());
        };
    }

    private static View prelu(GraphNode node, Lowering at) throws MalformedWeightsException {
        View x = at.view(node, 0);
        Constant slope = at.required(node, 1);
        if (slope.isUniform()) {
            float one = slope.toFloats()[0];
            return slope.elements() == 1 && !slope.name().isEmpty()
                    ? x.of(at.net.prelu(at.tensors.module(node, slope).add("weight", slope, 1).name, x.node()))
                    : x.of(at.net.leakyRelu(one, x.node()));
        }
        int channels = x.node().channels();
        double[] slopes = Pairs.channels(x, slope, node);
        Tensors.Module module = at.tensors.module(node, slope, channels);
        boolean asTheyAre = slope.elements() == channels && x.isChannels(Math.max(0, x.rank() - slope.rank()));
        Tensors.Module added = asTheyAre
                ? module.add("weight", slope, channels)
                : module.add("weight", Settling.floats(slopes, channels), channels);
        return x.of(at.net.prelu(added.name, x.node()));
    }

    private static Value clip(GraphNode node, Lowering at) throws MalformedWeightsException {
        float low = (float) end(node, at, 1, node.number("min", Double.NEGATIVE_INFINITY));
        float high = (float) end(node, at, 2, node.number("max", Double.POSITIVE_INFINITY));
        Value value = at.value(node, 0);
        if (value instanceof Pending.Length length) {
            return length; // kept from 0, by which it is a divisor
        }
        return Rules.each(node, at, x -> at.net.clamp(low, high, x));
    }

    private static double end(GraphNode node, Lowering at, int i, double otherwise) throws MalformedWeightsException {
        Constant end = at.constant(node, i);
        if (end == null) {
            return otherwise;
        }
        if (end.elements() != 1) {
            throw node.refuse("has " + end + " as an end");
        }
        return end.first(node);
    }

    private static View hardSigmoid(View x, double alpha, double beta, Lowering at) {
        View line = Settling.line(new Pending.Line(x, new double[] {alpha}, new double[] {beta}), at);
        return line.of(at.net.clamp(0, 1, line.node()));
    }

    private static View gelu(GraphNode node, Lowering at) throws MalformedWeightsException {
        if (node.text("approximate", "none").equals("none")) {
            return Rules.each(node, at, at.net::gelu);
        }
        // x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2
        double root = Math.sqrt(2 / Math.PI);
        View x = at.view(node, 0);
        Node square = at.net.multiply(x.node(), x.node());
        View inner = line(x.of(square), 0.044715 * root, root, at);
        View tanh = x.of(at.net.tanh(at.net.multiply(inner.node(), x.node())));
        return x.of(at.net.multiply(line(tanh, 0.5, 0.5, at).node(), x.node()));
    }

    private static View line(View x, double factor, double offset, Lowering at) {
        return Settling.line(new Pending.Line(x, new double[] {factor}, new double[] {offset}), at);
    }

    /** Of x divided by the square root of 2: what GELU has. */
    private static Pending.Erf erf(GraphNode node, Lowering at) throws MalformedWeightsException {
        if (at.value(node, 0) instanceof Pending.Line line
                && line.factors().length == 1
                && line.offsets().length == 1
                && line.offsets()[0] == 0
                && close(line.factors()[0], Math.sqrt(0.5))) {
            return new Pending.Erf(line.view(), 1, 0);
        }
        throw node.refuse("is read only as a part of GELU");
    }

    static boolean close(double a, double b) {
        return Math.abs(a - b) <= CLOSE * Math.abs(b);
    }
}
