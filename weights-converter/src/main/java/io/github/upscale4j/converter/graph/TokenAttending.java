package io.github.upscale4j.converter.graph;

import io.github.upscale4j.converter.graph.Atom.Axis;
import io.github.upscale4j.converter.graph.Pending.Affinity;
import io.github.upscale4j.converter.graph.Pending.Blend;
import io.github.upscale4j.converter.graph.Pending.OfGroup;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.weights.MalformedWeightsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Pixels that attend to tokens, (..., tokens, channels), which are constants or were made of the picture and of constants: as
 * many vectors for each picture, one after the other in a map of one pixel.
 */
final class TokenAttending {
    /** How far numbers may be off that a graph computed in single precision. */
    private static final double CLOSE = 1e-5;

    private TokenAttending() {}

    /** Whether a view is tokens that depend on the picture. */
    static boolean isTokens(View x) {
        int rank = x.rank();
        if (rank < 2 || !x.isPixel() || !x.axes().subList(0, rank - 2).stream().allMatch(List::isEmpty)) {
            return false;
        }
        int tokens = x.dims()[rank - 2];
        return tokens > 1 && x.axes().equals(axes(rank, tokens, x.node().channels() / tokens));
    }

    /** A map of one pixel as (..., tokens, channels). */
    private static View tokens(Node node, int rank, int tokens) {
        return new View(node, 1, 1, axes(rank, tokens, node.channels() / tokens), 0, 0);
    }

    private static List<List<Atom>> axes(int rank, int tokens, int channels) {
        List<List<Atom>> axes = new ArrayList<>();
        IntStream.range(2, rank).forEach(i -> axes.add(List.of()));
        axes.add(Atom.merged(List.of(new Atom(Axis.CHANNEL, channels, tokens))));
        axes.add(Atom.merged(List.of(new Atom(Axis.CHANNEL, 1, channels))));
        return axes;
    }

    /** A linear layer of each token. */
    static View linear(Pending.Product product, Constant bias, Lowering at) throws MalformedWeightsException {
        View x = product.view();
        Constant matrix = product.matrix();
        int in = matrix.dim(0);
        int out = matrix.dim(1);
        Tensors.Module module = at.tensors.module(product.node(), matrix, bias);
        if (module.fresh) {
            module.add("weight", matrix.swapped(), out, in);
            if (bias == null) {
                module.add("bias", new float[out], out);
            } else {
                module.add("bias", bias, out);
            }
        }
        int tokens = x.node().channels() / in;
        return tokens(at.net.tokenLinear(module.name, tokens, x.node()), x.rank(), tokens);
    }

    /** Products of which tokens are a part; null of others. */
    static Value product(Value a, Value b, GraphNode node, Lowering at) throws MalformedWeightsException {
        if (a instanceof Pending.Chosen chosen) {
            return means(chosen, at.view(b, node), node, at);
        }
        Value cosines = cosines(a, b, node, at);
        return cosines == null ? mixed(a, b instanceof Blend ? at.view(b, node) : b, at) : cosines;
    }

    /** Vectors of pixels of length 1 times those of tokens, (..., channels, tokens); null if the values are others. */
    private static Value cosines(Value a, Value b, GraphNode node, Lowering at) throws MalformedWeightsException {
        boolean ofPixels = a instanceof Pending.Unit pixels
                && pixels.view().isChannels(pixels.view().rank() - 1)
                && pixels.lies(pixels.view(), pixels.view().rank() - 1)
                && Arrays.stream(pixels.factors()).distinct().count() == 1;
        if (!ofPixels) {
            return null;
        }
        Pending.Unit pixels = (Pending.Unit) a;
        View view = at.whole(pixels.view(), node);
        double factor = pixels.factors()[0];
        int channels = view.node().channels();
        if (b instanceof Constant constant) {
            Constant matrix = matrix(constant, channels);
            if (matrix == null) {
                throw Attending.foreign(node);
            }
            float[] vectors = matrix.swapped().toFloats();
            double[] factors = new double[matrix.dim(1)];
            for (int i = 0; i < vectors.length; i++) {
                factors[i / channels] += (double) vectors[i] * vectors[i];
            }
            for (int t = 0; t < factors.length; t++) {
                factors[t] = factor * Math.sqrt(factors[t]);
            }
            return new Affinity(view, stored(vectors, factors.length, channels, view.node(), node, at), factors);
        }
        if (!(b instanceof Pending.Unit unit) || !unit.view().isPixel()) {
            return null;
        }
        View keys = unit.view().turned();
        boolean fits = isTokens(keys)
                && unit.lies(keys, keys.rank() - 1)
                && Arrays.equals(unit.factors(), new double[] {1})
                && keys.dims()[keys.rank() - 1] == channels;
        if (!fits) {
            throw Attending.foreign(node);
        }
        double[] factors = new double[keys.node().channels() / channels];
        Arrays.fill(factors, factor);
        return new Affinity(view, keys.node(), factors);
    }

    /** (in, out) of (1..., in, out); null of other constants. */
    static Constant matrix(Constant constant, int in) {
        int rank = constant.rank();
        boolean one = rank >= 2
                && IntStream.range(0, rank - 2).allMatch(axis -> constant.dim(axis) == 1)
                && constant.dim(rank - 2) == in;
        return !one ? null : rank == 2 ? constant : constant.reshaped(in, constant.dim(rank - 1));
    }

    private static Node stored(float[] vectors, int tokens, int channels, Node any, GraphNode node, Lowering at)
            throws MalformedWeightsException {
        Tensors.Module module = at.tensors.module(node.named(node.name() + ".dictionary"), new Object());
        module.add("tokens", vectors, tokens, channels);
        return at.net.tokens(module.name + ".tokens", any);
    }

    /** Times one number a token. */
    static Affinity multiply(Affinity x, Constant constant, boolean divide, GraphNode node)
            throws MalformedWeightsException {
        int tokens = x.factors().length;
        boolean ofTokens =
                constant.elements() == tokens && constant.rank() > 0 && constant.dim(constant.rank() - 1) == tokens;
        if (constant.elements() != 1 && !ofTokens) {
            throw node.refuse("multiplies cosines with " + constant + "; one number a token is read");
        }
        double[] factors = Pairs.combined(x.factors(), constant.values(), (a, b) -> divide ? a / b : a * b);
        return new Affinity(x.view(), x.tokens(), factors);
    }

    /** How much each pixel attends to each token. */
    static View softmax(Affinity x, GraphNode node, Lowering at) throws MalformedWeightsException {
        int tokens = x.factors().length;
        int rank = x.view().rank();
        if (Axes.axis(node, node.integer("axis", -1), rank) != rank - 1) {
            throw node.refuse("is read only over the tokens");
        }
        double most = Math.log(tokens);
        float[] scale = new float[tokens];
        for (int t = 0; t < tokens; t++) {
            double part = (x.factors()[t] - 1) / most;
            if (!(part >= -CLOSE && part <= 1 + CLOSE)) {
                throw node.refuse("multiplies cosines with tokens by " + x.factors()[t] + "; from 1 to " + (1 + most)
                        + ", which is 1 more than the logarithm of " + tokens + ", is read");
            }
            scale[t] = (float) Math.max(0, Math.min(1, part));
        }
        Tensors.Module module = at.tensors.module(node, new Object());
        module.add("scale", scale, tokens);
        Node similarity = at.net.tokenSimilarity(module.name, x.view().node(), x.tokens());
        List<List<Atom>> axes = new ArrayList<>(x.view().axes());
        axes.set(rank - 1, Atom.merged(List.of(new Atom(Axis.CHANNEL, 1, tokens))));
        return x.view().with(axes).of(similarity);
    }

    /** Tokens weighted by the last axis of a map; null if the values are others. */
    private static View mixed(Value a, Value b, Lowering at) {
        if (!(a instanceof View shares) || !(b instanceof View tokens) || !isTokens(tokens)) {
            return null;
        }
        int last = shares.rank() - 1;
        if (last < 0 || !shares.isChannels(last) || shares.node().channels() != tokens.dims()[tokens.rank() - 2]) {
            return null;
        }
        Node mixed = at.net.tokenMix(shares.node(), tokens.node());
        List<List<Atom>> axes = new ArrayList<>(shares.axes());
        axes.set(last, Atom.merged(List.of(new Atom(Axis.CHANNEL, 1, mixed.channels()))));
        return shares.with(axes).of(mixed);
    }

    /** The softmax over all pixels of a normalisation of each channel, (1, tokens, pixels); null of other values. */
    static Value chosen(Value value, GraphNode node) throws MalformedWeightsException {
        boolean normal = value instanceof OfGroup x
                && x.step() == OfGroup.Step.NORMAL
                && x.groups() == x.view().node().channels()
                && x.dims().length == 3
                && Axes.axis(node, node.integer("axis", -1), 3) == 2
                && Functions.close(x.epsilon(), Op.TokenUpdate.EPSILON);
        return normal ? new Pending.Chosen((OfGroup) value) : null;
    }

    /** Means of pixels, (1, pixels, channels), one for each token. */
    private static Blend means(Pending.Chosen chosen, View pixels, GraphNode node, Lowering at)
            throws MalformedWeightsException {
        View shares = chosen.view();
        if (!Sorting.isList(pixels) || pixels.rank() != 3 || at.isShort(pixels)) {
            throw Attending.foreign(node);
        }
        pixels.requireSize(shares, node);
        double[] none = new double[shares.node().channels()];
        double[] all = none.clone();
        Arrays.fill(all, 1);
        return new Blend(chosen.normal(), pixels, null, none, all, node);
    }

    /** Means of pixels and tokens that are added, subtracted or multiplied with one number a token; null of other values. */
    static Value pair(Value a, Value b, GraphNode node, Lowering at) throws MalformedWeightsException {
        if (a instanceof Blend x && b instanceof Blend y && !x.isOf(y)) {
            // the one that is finished is the other's tokens
            return x.old() != null ? pair(at.view(x, node), y, node, at) : pair(x, at.view(y, node), node, at);
        }
        Blend any = a instanceof Blend x ? x : b instanceof Blend y ? y : null;
        if (any == null) {
            return null;
        }
        int tokens = any.ofOld().length;
        boolean times = node.op().equals("Mul") || node.op().equals("Div") && any == a;
        Value other = any == a ? b : a;
        if (times && other instanceof Constant constant) {
            int rank = constant.rank();
            boolean ofTokens = constant.elements() == tokens
                    && rank > 1
                    && constant.dim(rank - 1) == 1
                    && constant.dim(rank - 2) == tokens;
            if (constant.elements() != 1 && !ofTokens) {
                return null;
            }
            boolean by = node.op().equals("Div");
            return any.times(
                    Arrays.stream(constant.values()).map(x -> by ? 1 / x : x).toArray());
        }
        boolean minus = node.op().equals("Sub");
        if (!minus && !node.op().equals("Add")) {
            return null;
        }
        Blend x = blend(a, any);
        Blend y = blend(b, any);
        boolean fits = x != null
                && y != null
                && (x.old() == null || y.old() == null || x.old().equals(y.old()));
        return fits ? x.plus(minus ? y.times(new double[] {-1}) : y) : null;
    }

    /** Tokens as what they may become, as another is; null of values that are none. */
    private static Blend blend(Value value, Blend like) {
        if (value instanceof Blend blend) {
            return blend;
        }
        int tokens = like.ofOld().length;
        int channels = like.pixels().node().channels();
        double[] once = new double[tokens];
        Arrays.fill(once, 1);
        Value old = value;
        if (value instanceof Pending.Line line && Attending.isScaled(line)) {
            double[] factors =
                    Settling.doubles(line.factors(), line.view().node().channels());
            old = line.view();
            for (int i = 0; i < factors.length && factors.length == tokens * channels; i++) {
                once[i / channels] = factors[i];
                if (factors[i] != factors[i / channels * channels]) {
                    return null;
                }
            }
        }
        boolean fits = old instanceof View view
                ? isTokens(view)
                        && view.node().channels() == tokens * channels
                        && view.dims()[view.rank() - 2] == tokens
                : old instanceof Constant constant
                        && constant.elements() == tokens * channels
                        && constant.rank() > 1
                        && constant.dim(constant.rank() - 1) == channels;
        return fits ? new Blend(like.normal(), like.pixels(), old, once, new double[tokens], like.node()) : null;
    }

    /** As tokens of the network: some part of the old, and of the means what is left. */
    static View settled(Blend x, GraphNode node, Lowering at) throws MalformedWeightsException {
        int tokens = x.ofOld().length;
        float[] sigma = new float[tokens];
        boolean fits = x.old() != null;
        for (int t = 0; t < tokens && fits; t++) {
            double part = 1 - x.ofFresh()[t];
            fits = part > 0 && part < 1 && (x.old() instanceof Constant || Math.abs(part - x.ofOld()[t]) < CLOSE);
            sigma[t] = (float) Math.log(part / (1 - part));
        }
        if (!fits) {
            throw node.refuse(
                    "takes means of pixels; those that are mixed with tokens, of which they replace a part, are"
                            + " read");
        }
        View shares = x.normal().view();
        Node pixels = x.pixels().node();
        Node old;
        if (x.old() instanceof Constant constant) {
            float[] vectors = constant.toFloats().clone();
            for (int i = 0; i < vectors.length; i++) {
                int t = i / pixels.channels();
                vectors[i] = (float) (vectors[i] * (x.ofOld()[t] / (1 - x.ofFresh()[t])));
            }
            old = stored(vectors, tokens, pixels.channels(), pixels, node, at);
        } else {
            old = ((View) x.old()).node();
        }
        Tensors.Module module = at.tensors.module(x.node(), new Object());
        Constant weight = x.normal().weight();
        float[] ones = Settling.floats(new double[] {1}, tokens);
        module.add("norm3.weight", weight == null ? ones : weight.toFloats(), tokens);
        module.add("sigma", sigma, tokens, 1);
        Node made = at.net.tokenUpdate(module.name, old, at.whole(shares, node).node(), pixels);
        return tokens(made, 3, tokens);
    }
}
