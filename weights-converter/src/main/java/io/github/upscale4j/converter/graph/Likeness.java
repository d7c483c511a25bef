package io.github.upscale4j.converter.graph;

import io.github.upscale4j.weights.MalformedWeightsException;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What became of the products of queries and keys, (windows..., heads, queries, keys), on their way to shares.
 *
 * @param factors what the product is multiplied with, one a head
 * @param cosine of the angle between a query and a key, instead of their scalar product
 * @param bias what is added, (heads, queries, keys); null if nothing is
 * @param shares whether they are the softmax already
 */
record Likeness(double[] factors, boolean cosine, double[] bias, boolean shares, int[] dims) {
    /** What is added to a score that must not count is below this. */
    static final double HIDDEN = -50;

    /** Of queries and keys whose vectors were multiplied with so much before, one factor for all or one a channel. */
    static Likeness of(double[] query, double[] key, boolean cosine, Layout windows, int[] dims, GraphNode node)
            throws MalformedWeightsException {
        double[] factors = new double[windows.heads()];
        for (int h = 0; h < factors.length; h++) {
            factors[h] = factor(query, h, windows.size(), node) * factor(key, h, windows.size(), node);
        }
        return new Likeness(factors, cosine, null, false, dims);
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

    /** Times, or by, a constant: one number, or one a head; what was added before stays as it is. */
    Likeness times(Constant constant, boolean divide, GraphNode node) throws MalformedWeightsException {
        return new Likeness(ofHeads(factors, constant, divide, node), cosine, bias, shares, dims);
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

    /** How far apart a constant's elements lie along each axis; refuses what is not broadcast to these scores. */
    int[] steps(Constant constant, GraphNode node) throws MalformedWeightsException {
        if (!Arrays.equals(Arithmetic.broadcast(node, dims, constant.dims()), dims) || constant.rank() < 2) {
            throw node.refuse("adds " + constant + " to scores of " + Arrays.toString(dims));
        }
        return Arithmetic.steps(constant.dims(), dims.length);
    }

    /** Where a constant has its number for a pair in a window, in any head. */
    int place(int[] steps, int window, int query, int key) {
        int rank = dims.length;
        int place = query * steps[rank - 2] + key * steps[rank - 1];
        int rest = window;
        for (int axis = rank - 4; axis >= 0; axis--) {
            place += rest % dims[axis] * steps[axis];
            rest /= dims[axis];
        }
        return place;
    }

    /** Whether a constant is the same for all windows. */
    static boolean isEverywhere(Constant constant) {
        return IntStream.range(0, Math.max(0, constant.rank() - 3)).allMatch(i -> constant.dim(i) == 1);
    }

    /** With a constant added that is the same for all windows. */
    Likeness plus(Constant constant, GraphNode node) throws MalformedWeightsException {
        int[] steps = steps(constant, node);
        int rank = dims.length;
        int queries = dims[rank - 2];
        int keys = dims[rank - 1];
        double[] values = constant.values();
        double[] sum = new double[Arithmetic.elements(node, dims[rank - 3], queries, keys)];
        for (int i = 0; i < sum.length; i++) {
            int from = i / keys / queries * steps[rank - 3]
                    + i / keys % queries * steps[rank - 2]
                    + i % keys * steps[rank - 1];
            sum[i] = (bias == null ? 0 : bias[i]) + values[from];
        }
        return new Likeness(factors, cosine, sum, shares, dims);
    }

    /** With its windows along other axes; the last three have to stay. */
    Likeness reshaped(int[] target, GraphNode node) throws MalformedWeightsException {
        boolean kept = target.length >= 3
                && Arrays.equals(
                        Arrays.copyOfRange(target, target.length - 3, target.length),
                        Arrays.copyOfRange(dims, dims.length - 3, dims.length));
        if (!kept) {
            throw node.refuse("makes " + Arrays.toString(target) + " of scores of " + Arrays.toString(dims)
                    + "; their last three axes have to stay");
        }
        return new Likeness(factors, cosine, bias, shares, target);
    }

    /** The shares of the keys. */
    Likeness softmax(GraphNode node) throws MalformedWeightsException {
        int rank = dims.length;
        if (shares || Axes.axis(node, node.integer("axis", -1), rank) != rank - 1) {
            throw node.refuse("is read only over the keys of attention");
        }
        return new Likeness(factors, cosine, bias, true, dims);
    }
}
