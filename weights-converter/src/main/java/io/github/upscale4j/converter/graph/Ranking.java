package io.github.upscale4j.converter.graph;

import io.github.upscale4j.converter.graph.Pending.Rank;
import io.github.upscale4j.weights.MalformedWeightsException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Numbers of pixels: the categories that they belong to, their order in these, and where in that order each is. */
final class Ranking {
    private Ranking() {}

    /** Which channel of each pixel is the largest, the first of equals. */
    static Value largest(GraphNode node, Lowering at) throws MalformedWeightsException {
        View x = at.whole(at.view(node, 0), node);
        int last = x.rank() - 1;
        boolean ofChannels = Sorting.isList(x)
                && Axes.axis(node, node.integer("axis", 0), x.rank()) == last
                && node.integer("select_last_index", 0) == 0;
        if (!ofChannels) {
            throw node.refuse("is read of the channels of all pixels only");
        }
        int[] dims = Arrays.copyOf(x.dims(), node.integer("keepdims", 1) == 0 ? last : last + 1);
        if (dims.length > last) {
            dims[last] = 1;
        }
        return new Rank(Rank.Step.CATEGORY, x, dims);
    }

    /** A constant added to numbers of pixels, or times these; null of other values. */
    static Value withConstant(Value value, Constant constant, GraphNode node) throws MalformedWeightsException {
        if (!(value instanceof Rank rank)) {
            return null;
        }
        int pixels = rank.pixels();
        boolean still = constant.isUniform() && constant.elements() == 1 && constant.first(node) == 0;
        if (still && node.op().equals("Add")) {
            return reshaped(rank, Arithmetic.broadcast(node, rank.dims(), constant.dims()), node);
        }
        boolean times = rank.step() == Rank.Step.CATEGORY
                && node.op().equals("Mul")
                && constant.elements() == 1
                && constant.first(node) >= pixels;
        if (times) {
            return rank.step(Rank.Step.FIRST);
        }
        boolean places = rank.step() == Rank.Step.FIRST
                && node.op().equals("Add")
                && constant.elements() == pixels
                && isBroadcast(rank, constant, node);
        double[] values = constant.values();
        if (!places || !IntStream.range(0, pixels).allMatch(i -> values[i] == i)) {
            throw node.refuse("changes numbers of categories; each may be followed by its pixel's place");
        }
        return rank.step(Rank.Step.NUMBER);
    }

    private static boolean isBroadcast(Rank rank, Constant constant, GraphNode node) throws MalformedWeightsException {
        return Arrays.equals(Arithmetic.broadcast(node, rank.dims(), constant.dims()), rank.dims());
    }

    /** Numbers of pixels in another shape. */
    static Rank reshaped(Rank rank, int[] target, GraphNode node) throws MalformedWeightsException {
        if (Arrays.stream(target).reduce(1, Math::multiplyExact) != rank.pixels()) {
            throw node.refuse("reshapes numbers of pixels that were repeated");
        }
        return new Rank(rank.step(), rank.view(), target);
    }

    /** As {@code GatherElements} wants them: the same for each channel. */
    static Rank expanded(Rank rank, int[] wanted, GraphNode node) throws MalformedWeightsException {
        return new Rank(rank.step(), rank.view(), Arithmetic.broadcast(node, rank.dims(), wanted));
    }

    /** Without an axis of one place. */
    static Rank dropped(Rank rank, int axis, Constant indices, GraphNode node) throws MalformedWeightsException {
        int[] dims = rank.dims();
        if (dims[axis] != 1 || indices.rank() != 0) {
            throw node.refuse("picks by " + indices + " of numbers of pixels");
        }
        int[] less = IntStream.range(0, dims.length)
                .filter(i -> i != axis)
                .map(i -> dims[i])
                .toArray();
        return new Rank(rank.step(), rank.view(), less);
    }

    /** An order behind the number of its row, which is 0. */
    static Rank paired(Constant zeros, Rank rank, GraphNode node) throws MalformedWeightsException {
        int[] dims = rank.dims();
        int last = dims.length - 1;
        boolean pairs = last > 0
                && dims[last] == 1
                && dims[last - 1] == rank.pixels()
                && rank.step() == Rank.Step.ORDER
                && Arrays.equals(zeros.dims(), dims)
                && Arrays.stream(zeros.values()).allMatch(zero -> zero == 0)
                && Axes.axis(node, node.integer("axis", 0), dims.length) == last;
        if (!pairs) {
            throw node.refuse("joins numbers of pixels with " + zeros);
        }
        int[] wider = dims.clone();
        wider[last] = 2;
        return new Rank(Rank.Step.PAIR, rank.view(), wider);
    }

    /** Where in an order each pixel is: their places, written where the order says; null of others. */
    static Value inverted(GraphNode node, Lowering at) throws MalformedWeightsException {
        if (!(at.value(node, 1) instanceof Rank rank)) {
            return null;
        }
        int pixels = rank.pixels();
        int[] dims = {1, pixels};
        boolean places = rank.step() == Rank.Step.PAIR
                && at.value(node, 0) instanceof Constant old
                && Arrays.equals(old.dims(), dims)
                && at.value(node, 2) instanceof Constant updates
                && updates.elements() == pixels
                && node.text("reduction", "none").equals("none");
        if (places) {
            double[] values = ((Constant) at.value(node, 2)).values();
            places = IntStream.range(0, pixels).allMatch(i -> values[i] == i);
        }
        if (!places) {
            throw node.refuse("writes where an order of pixels says; their places are read");
        }
        return new Rank(Rank.Step.PLACE, rank.view(), dims);
    }

    /** Values in ascending order, which are not read, and their places: the order of pixels, or where each is in it. */
    static List<Value> sorted(GraphNode node, Lowering at) throws MalformedWeightsException {
        if (!(at.value(node, 0) instanceof Rank rank)) {
            throw node.refuse("is read of categories of pixels only");
        }
        int last = rank.dims().length - 1;
        Constant count = at.required(node, 1);
        boolean all = last >= 0
                && rank.step() != Rank.Step.PLACE
                && rank.step() != Rank.Step.SORTED
                && rank.step() != Rank.Step.PAIR
                && rank.dims()[last] == rank.pixels()
                && count.elements() == 1
                && count.first(node) == rank.pixels()
                && Axes.axis(node, node.integer("axis", -1), last + 1) == last
                && node.integer("largest", 1) == 0
                && node.integer("sorted", 1) == 1;
        if (!all) {
            throw node.refuse("is read of all pixels in ascending order of their categories only");
        }
        boolean again = rank.step() == Rank.Step.ORDER;
        return List.of(rank.step(Rank.Step.SORTED), rank.step(again ? Rank.Step.PLACE : Rank.Step.ORDER));
    }
}
