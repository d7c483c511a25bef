package io.github.upscale4j.converter.graph;

import io.github.upscale4j.weights.MalformedWeightsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Operations on constants that cut, join, move and repeat elements; and those that make constants of sizes. */
final class Shaping {
    private Shaping() {}

    /** The result, or null if the operation is none of these. */
    static Constant fold(GraphNode node, List<Constant> in) throws MalformedWeightsException {
        if (node.op().equals("Constant")) {
            return constant(node);
        }
        if (in.isEmpty() || in.get(0) == null) {
            return null;
        }
        Constant x = in.get(0);
        return switch (node.op()) {
            case "Shape" ->
                Constant.integers(Arrays.stream(x.dims()).asLongStream().toArray());
            case "Reshape" -> x.reshaped(Axes.target(node, other(node, in, 1).longs(), x.dims()));
            case "Flatten" -> x.reshaped(Axes.flat(node, x.dims()));
            case "Squeeze" -> x.reshaped(Axes.squeezed(node, x.dims(), optional(in, 1)));
            case "Unsqueeze" -> x.reshaped(Axes.unsqueezed(node, x.dims(), optional(in, 1)));
            case "Transpose" -> transpose(node, x, Axes.order(node, x.rank()));
            case "Concat" -> concat(node, in);
            case "Gather" -> gather(node, x, other(node, in, 1));
            case "Slice" -> slice(node, x, in);
            case "Expand" -> expand(node, x, other(node, in, 1));
            case "Tile" -> tile(node, x, other(node, in, 1));
            case "ConstantOfShape" -> filled(node, x);
            case "Range" -> range(node, in);
            case "ScatterND" -> scatter(node, x, other(node, in, 1), other(node, in, 2));
            default -> Computing.fold(node, in);
        };
    }

    private static Constant other(GraphNode node, List<Constant> in, int i) throws MalformedWeightsException {
        if (optional(in, i) == null) {
            throw node.refuse("lacks input " + i + "; the file is damaged");
        }
        return in.get(i);
    }

    private static Constant optional(List<Constant> in, int i) {
        return i < in.size() ? in.get(i) : null;
    }

    private static Constant constant(GraphNode node) throws MalformedWeightsException {
        if (node.attributes().get("value") instanceof Constant value) {
            return value;
        }
        if (node.has("value_float")) {
            return Constant.of(node.number("value_float", 0));
        }
        if (node.has("value_int")) {
            return Constant.integers(node.integer("value_int", 0)).reshaped();
        }
        if (node.has("value_ints")) {
            return Constant.integers(node.integers("value_ints"));
        }
        throw node.refuse("holds no numbers that are read");
    }

    /** The elements of {@code x} at {@code from[i]}. */
    private static Constant pick(Constant x, int[] from, int... dims) throws MalformedWeightsException {
        double[] values = x.values();
        double[] picked = new double[from.length];
        for (int i = 0; i < from.length; i++) {
            picked[i] = values[from[i]];
        }
        return x.like(picked, dims);
    }

    static Constant transpose(GraphNode node, Constant x, int[] order) throws MalformedWeightsException {
        int[] dims = x.dims();
        int[] steps = new int[dims.length];
        int step = 1;
        for (int axis = dims.length - 1; axis >= 0; axis--) {
            steps[axis] = step;
            step *= dims[axis];
        }
        int[] turned = Arrays.stream(order).map(axis -> dims[axis]).toArray();
        int[] turnedSteps = Arrays.stream(order).map(axis -> steps[axis]).toArray();
        return pick(x, places(node, turned, turnedSteps), turned);
    }

    /** The place of each element of a tensor whose neighbours along an axis lie so many steps apart. */
    private static int[] places(GraphNode node, int[] dims, int[] steps) throws MalformedWeightsException {
        int[] places = new int[Arithmetic.elements(node, dims)];
        for (int i = 0; i < places.length; i++) {
            int rest = i;
            for (int axis = dims.length - 1; axis >= 0; axis--) {
                places[i] += rest % dims[axis] * steps[axis];
                rest /= dims[axis];
            }
        }
        return places;
    }

    static Constant concat(GraphNode node, List<Constant> in) throws MalformedWeightsException {
        int axis = Axes.axis(node, node.integer("axis", 0), in.get(0).rank());
        int[] dims = in.get(0).dims();
        dims[axis] = 0;
        for (Constant part : in) {
            for (int i = 0; i < dims.length; i++) {
                if (part.rank() != dims.length || i != axis && part.dim(i) != dims[i]) {
                    throw node.refuse("joins " + in.get(0) + " and " + part);
                }
            }
            dims[axis] = Math.addExact(dims[axis], part.dim(axis));
        }
        double[] joined = new double[Arithmetic.elements(node, dims)];
        int outer = Arrays.stream(dims, 0, axis).reduce(1, (a, b) -> a * b);
        int at = 0;
        for (int i = 0; i < outer; i++) {
            for (Constant part : in) {
                int length = part.elements() / outer;
                System.arraycopy(part.values(), i * length, joined, at, length);
                at += length;
            }
        }
        return in.stream().allMatch(Constant::isInteger)
                ? Constant.integers(joined, dims)
                : Constant.floats(joined, dims);
    }

    static Constant gather(GraphNode node, Constant x, Constant indices) throws MalformedWeightsException {
        int axis = Axes.axis(node, node.integer("axis", 0), x.rank());
        int[] dims = new int[x.rank() - 1 + indices.rank()];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = i < axis
                    ? x.dim(i)
                    : i < axis + indices.rank() ? indices.dim(i - axis) : x.dim(i - indices.rank() + 1);
        }
        int[] from = new int[Arithmetic.elements(node, dims)];
        long[] wanted = indices.longs();
        int inner = Arrays.stream(x.dims(), axis + 1, x.rank()).reduce(1, (a, b) -> a * b);
        for (int i = 0; i < from.length; i++) {
            int place = Axes.axis(node, wanted[i / inner % wanted.length], x.dim(axis));
            from[i] = (i / inner / wanted.length * x.dim(axis) + place) * inner + i % inner;
        }
        return pick(x, from, dims);
    }

    private static Constant slice(GraphNode node, Constant x, List<Constant> in) throws MalformedWeightsException {
        Constant result = x;
        for (Axes.Range range : Axes.ranges(node, x.dims(), in)) {
            List<Integer> kept = new ArrayList<>();
            for (int i = range.first(); range.step() > 0 ? i < range.end() : i > range.end(); i += range.step()) {
                kept.add(i);
            }
            int[] dims = result.dims();
            int inner = Arrays.stream(dims, range.axis() + 1, dims.length).reduce(1, (a, b) -> a * b);
            int length = dims[range.axis()];
            dims[range.axis()] = kept.size();
            int[] from = new int[Arithmetic.elements(node, dims)];
            for (int i = 0; i < from.length; i++) {
                from[i] = (i / inner / kept.size() * length + kept.get(i / inner % kept.size())) * inner + i % inner;
            }
            result = pick(result, from, dims);
        }
        return result;
    }

    private static Constant expand(GraphNode node, Constant x, Constant shape) throws MalformedWeightsException {
        return expand(node, x, Axes.ints(node, shape.longs()));
    }

    static Constant expand(GraphNode node, Constant x, int[] wanted) throws MalformedWeightsException {
        int[] dims = Arithmetic.broadcast(node, x.dims(), wanted);
        return pick(x, places(node, dims, Arithmetic.steps(x.dims(), dims.length)), dims);
    }

    private static Constant tile(GraphNode node, Constant x, Constant repeats) throws MalformedWeightsException {
        int[] times = Axes.ints(node, repeats.longs());
        if (times.length != x.rank()) {
            throw node.refuse("repeats " + x + " along " + times.length + " axes");
        }
        int[] dims = new int[times.length];
        for (int axis = 0; axis < dims.length; axis++) {
            dims[axis] = Arithmetic.elements(node, x.dim(axis), times[axis]);
        }
        int[] from = new int[Arithmetic.elements(node, dims)];
        for (int i = 0; i < from.length; i++) {
            int rest = i;
            int step = 1;
            for (int axis = dims.length - 1; axis >= 0; axis--) {
                from[i] += rest % dims[axis] % x.dim(axis) * step;
                step *= x.dim(axis);
                rest /= dims[axis];
            }
        }
        return pick(x, from, dims);
    }

    private static Constant filled(GraphNode node, Constant shape) throws MalformedWeightsException {
        int[] dims = Axes.ints(node, shape.longs());
        Constant value = node.attributes().get("value") instanceof Constant given && given.elements() > 0
                ? given
                : Constant.of(0);
        double[] values = new double[Arithmetic.elements(node, dims)];
        Arrays.fill(values, value.first(node));
        return value.like(values, dims);
    }

    private static Constant range(GraphNode node, List<Constant> in) throws MalformedWeightsException {
        if (in.size() != 3 || in.stream().anyMatch(end -> end == null || end.elements() != 1)) {
            throw node.refuse("is no range from one number to another");
        }
        double first = in.get(0).first(node);
        double step = other(node, in, 2).first(node);
        double count = Math.ceil((other(node, in, 1).first(node) - first) / step);
        if (!(count <= Constant.LARGEST)) {
            throw node.refuse("makes " + count + " numbers, at most " + Constant.LARGEST + " are computed");
        }
        double[] values = new double[(int) Math.max(0, count)];
        Arrays.setAll(values, i -> first + i * step);
        return in.get(0).like(values, values.length);
    }

    /** Overwrites what the rows of indices point at: numbers, or whole slices where they are shorter than the shape. */
    private static Constant scatter(GraphNode node, Constant x, Constant indices, Constant updates)
            throws MalformedWeightsException {
        int depth = indices.rank() == 0 ? 0 : indices.dim(indices.rank() - 1);
        if (depth < 1 || depth > x.rank() || !node.text("reduction", "none").equals("none")) {
            throw node.refuse("overwrites " + x + " at " + indices);
        }
        int length = Arrays.stream(x.dims(), depth, x.rank()).reduce(1, (a, b) -> a * b);
        int rows = indices.elements() / depth;
        if (updates.elements() != (long) rows * length) {
            throw node.refuse("overwrites " + x + " at " + indices + " with " + updates);
        }
        double[] result = x.values().clone();
        long[] places = indices.longs();
        for (int row = 0; row < rows; row++) {
            int at = 0;
            for (int i = 0; i < depth; i++) {
                at = at * x.dim(i) + Axes.axis(node, places[row * depth + i], x.dim(i));
            }
            System.arraycopy(updates.values(), row * length, result, at * length, length);
        }
        return x.like(result, x.dims());
    }
}
