package io.github.upscale4j.converter.graph;

import io.github.upscale4j.weights.MalformedWeightsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** What nodes say of axes, brought to numbers that can be trusted. */
final class Axes {
    private Axes() {}

    /** Places {@code first}, {@code first + step}, ... before {@code end} (after it, if {@code step} is negative). */
    record Range(int axis, int first, int end, int step) {}

    /** An axis, or a place on one; negative ones are counted from the end. */
    static int axis(GraphNode node, long axis, int count) throws MalformedWeightsException {
        long counted = axis < 0 ? axis + count : axis;
        if (counted < 0 || counted >= count) {
            throw node.refuse("asks for number " + axis + " of " + count);
        }
        return (int) counted;
    }

    /** The axes from an attribute, as before opset 13, or an input. */
    static int[] axes(GraphNode node, Constant input, int rank) throws MalformedWeightsException {
        long[] given = input != null ? input.longs() : node.integers("axes");
        int[] axes = new int[given.length];
        for (int i = 0; i < axes.length; i++) {
            axes[i] = axis(node, given[i], rank);
        }
        if (Arrays.stream(axes).distinct().count() != axes.length) {
            throw node.refuse("names an axis twice");
        }
        return axes;
    }

    static int[] ints(GraphNode node, long[] values) throws MalformedWeightsException {
        for (long value : values) {
            if (value < 0 || value > Integer.MAX_VALUE) {
                throw node.refuse("has the size " + value);
            }
        }
        return Arrays.stream(values).mapToInt(value -> (int) value).toArray();
    }

    static int[] order(GraphNode node, int rank) throws MalformedWeightsException {
        long[] given = node.integers("perm");
        if (given.length == 0) {
            return IntStream.range(0, rank).map(i -> rank - 1 - i).toArray();
        }
        boolean all = Arrays.equals(
                Arrays.stream(given).sorted().toArray(),
                IntStream.range(0, rank).asLongStream().toArray());
        if (!all) {
            throw node.refuse("puts " + rank + " axes into the order " + Arrays.toString(given));
        }
        return Arrays.stream(given).mapToInt(axis -> (int) axis).toArray();
    }

    /** The shape that a reshape asks for: 0 is the old size, -1 what is left. */
    static int[] target(GraphNode node, long[] wanted, int[] dims) throws MalformedWeightsException {
        long elements = product(dims);
        boolean zeroIsZero = node.integer("allowzero", 0) != 0;
        int[] target = new int[wanted.length];
        long known = 1;
        int open = -1;
        for (int i = 0; i < wanted.length; i++) {
            long dim = wanted[i] == 0 && !zeroIsZero && i < dims.length ? dims[i] : wanted[i];
            if (dim == -1 && open < 0) {
                open = i;
            } else if (dim < 0 || dim > Integer.MAX_VALUE) {
                throw node.refuse("asks for shape " + Arrays.toString(wanted));
            } else {
                target[i] = (int) dim;
                known = Math.min(known * dim, 1L << 32); // above it nothing fits, and below nothing overflows
            }
        }
        if (open >= 0 && known > 0 && elements % known == 0 && elements / known <= Integer.MAX_VALUE) {
            target[open] = (int) (elements / known);
            known = elements;
        }
        if (known != elements) {
            throw new UnfitException(
                    "asks for shape " + Arrays.toString(wanted) + " of what has " + Arrays.toString(dims));
        }
        return target;
    }

    static int[] flat(GraphNode node, int[] dims) throws MalformedWeightsException {
        long axis = node.integer("axis", 1);
        int at = axis == dims.length ? dims.length : axis(node, axis, dims.length);
        long outer = product(Arrays.copyOf(dims, at));
        long inner = product(Arrays.copyOfRange(dims, at, dims.length));
        return ints(node, new long[] {outer, inner});
    }

    static int[] squeezed(GraphNode node, int[] dims, Constant input) throws MalformedWeightsException {
        boolean given = input != null || node.has("axes");
        int[] axes = given
                ? axes(node, input, dims.length)
                : IntStream.range(0, dims.length).filter(i -> dims[i] == 1).toArray();
        for (int axis : axes) {
            if (dims[axis] != 1) {
                throw node.refuse("leaves out axis " + axis + " of shape " + Arrays.toString(dims));
            }
        }
        return IntStream.range(0, dims.length)
                .filter(i -> Arrays.stream(axes).noneMatch(axis -> axis == i))
                .map(i -> dims[i])
                .toArray();
    }

    static int[] unsqueezed(GraphNode node, int[] dims, Constant input) throws MalformedWeightsException {
        int added = input != null ? input.elements() : node.integers("axes").length;
        int[] result = new int[dims.length + added];
        Arrays.fill(result, -1);
        for (int axis : axes(node, input, result.length)) {
            result[axis] = 1;
        }
        int next = 0;
        for (int i = 0; i < result.length; i++) {
            result[i] = result[i] == 1 ? 1 : dims[next++];
        }
        return result;
    }

    /** What a slice keeps: starts, ends, axes and steps are inputs 1 to 4, or attributes before opset 10. */
    static List<Range> ranges(GraphNode node, int[] dims, List<Constant> in) throws MalformedWeightsException {
        long[] starts = in.size() > 1 && in.get(1) != null ? in.get(1).longs() : node.integers("starts");
        long[] ends = in.size() > 2 && in.get(2) != null ? in.get(2).longs() : node.integers("ends");
        long[] axes = in.size() > 3 && in.get(3) != null
                ? in.get(3).longs()
                : node.integers(
                        "axes", IntStream.range(0, starts.length).asLongStream().toArray());
        long[] steps = in.size() > 4 && in.get(4) != null ? in.get(4).longs() : null;
        if (ends.length != starts.length
                || axes.length != starts.length
                || steps != null && steps.length != starts.length) {
            throw node.refuse(
                    "has " + starts.length + " starts, " + ends.length + " ends and " + axes.length + " axes");
        }
        List<Range> ranges = new ArrayList<>();
        for (int i = 0; i < starts.length; i++) {
            int axis = axis(node, axes[i], dims.length);
            long step = steps == null ? 1 : steps[i];
            if (step == 0 || step < -Integer.MAX_VALUE || step > Integer.MAX_VALUE) {
                throw node.refuse("has the step " + step);
            }
            ranges.add(range(axis, starts[i], ends[i], (int) step, dims[axis]));
        }
        return ranges;
    }

    private static Range range(int axis, long start, long end, int step, int length) {
        long first = start < 0 ? start + length : start;
        long last = end < 0 ? Math.max(end, Long.MIN_VALUE / 2) + length : end;
        return step > 0
                ? new Range(axis, clamp(first, 0, length), clamp(last, 0, length), step)
                : new Range(axis, clamp(first, -1, length - 1), clamp(last, -1, length - 1), step);
    }

    private static int clamp(long value, int low, int high) {
        return (int) Math.max(low, Math.min(high, value));
    }

    private static long product(int[] dims) {
        long product = 1;
        for (int dim : dims) {
            product = Math.min(product * dim, 1L << 40);
        }
        return product;
    }
}
