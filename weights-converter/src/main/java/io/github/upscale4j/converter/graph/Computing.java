package io.github.upscale4j.converter.graph;

import io.github.upscale4j.weights.MalformedWeightsException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Layers of constants, as small networks that compute a position bias have, and reductions. */
final class Computing {
    private static final long MOST_PRODUCTS = 1L << 30;

    private Computing() {}

    /** The result, or null if the operation is none of these. */
    static Constant fold(GraphNode node, List<Constant> in) throws MalformedWeightsException {
        if (in.isEmpty() || in.get(0) == null) {
            return null;
        }
        Constant x = in.get(0);
        return switch (node.op()) {
            case "MatMul" -> matMul(node, x, other(node, in, 1));
            case "Gemm" -> gemm(node, in);
            case "LayerNormalization" -> layerNorm(node, in);
            case "Softmax" -> softmax(node, x);
            case "ReduceProd", "ReduceSum", "ReduceMax", "ReduceMin", "ReduceMean", "ReduceL2" ->
                reduce(node, x, in.size() > 1 ? in.get(1) : null);
            default -> null;
        };
    }

    private static Constant other(GraphNode node, List<Constant> in, int i) throws MalformedWeightsException {
        if (i >= in.size() || in.get(i) == null) {
            throw node.refuse("lacks input " + i + "; the file is damaged");
        }
        return in.get(i);
    }

    private static Constant matMul(GraphNode node, Constant a, Constant b) throws MalformedWeightsException {
        if (a.rank() < 1 || b.rank() != 2 || a.dim(a.rank() - 1) != b.dim(0)) {
            throw node.refuse("multiplies " + a + " with " + b);
        }
        int inner = b.dim(0);
        int columns = b.dim(1);
        int[] dims = a.dims();
        dims[dims.length - 1] = columns;
        double[] product = new double[Arithmetic.elements(node, dims)];
        if ((long) product.length * inner > MOST_PRODUCTS) {
            throw node.refuse("is a product of constants that would take too long");
        }
        double[] x = a.values();
        double[] y = b.values();
        for (int i = 0; i < product.length; i++) {
            for (int k = 0; k < inner; k++) {
                product[i] += x[i / columns * inner + k] * y[k * columns + i % columns];
            }
        }
        return Constant.floats(product, dims);
    }

    private static Constant gemm(GraphNode node, List<Constant> in) throws MalformedWeightsException {
        Constant matrix = other(node, in, 1);
        if (node.number("alpha", 1) != 1
                || node.number("beta", 1) != 1
                || node.integer("transA", 0) != 0
                || matrix.rank() != 2) {
            throw node.refuse("is read with alpha and beta 1 and a matrix");
        }
        Constant turned = node.integer("transB", 0) == 0 ? matrix : Shaping.transpose(node, matrix, new int[] {1, 0});
        Constant product = matMul(node, in.get(0), turned);
        return in.size() < 3 || in.get(2) == null
                ? product
                : Arithmetic.broadcast(node, product, in.get(2), Double::sum);
    }

    private static Constant layerNorm(GraphNode node, List<Constant> in) throws MalformedWeightsException {
        Constant x = in.get(0);
        int length = x.rank() == 0 ? 0 : x.dim(x.rank() - 1);
        long axis = node.integer("axis", -1);
        if (length < 1 || axis != -1 && axis != x.rank() - 1) {
            throw node.refuse("normalises " + x + " over more than the last axis");
        }
        double epsilon = node.number("epsilon", 1e-5);
        double[] values = x.values().clone();
        for (int row = 0; row < values.length; row += length) {
            double mean = Arrays.stream(values, row, row + length).sum() / length;
            double variance = Arrays.stream(values, row, row + length)
                            .map(value -> (value - mean) * (value - mean))
                            .sum()
                    / length;
            for (int i = row; i < row + length; i++) {
                values[i] = (values[i] - mean) / Math.sqrt(variance + epsilon);
            }
        }
        Constant result = Arithmetic.broadcast(
                node, Constant.floats(values, x.dims()), other(node, in, 1), (value, factor) -> value * factor);
        return in.size() < 3 || in.get(2) == null ? result : Arithmetic.broadcast(node, result, in.get(2), Double::sum);
    }

    private static Constant softmax(GraphNode node, Constant x) throws MalformedWeightsException {
        int axis = Axes.axis(node, node.integer("axis", -1), x.rank());
        Constant most = reduced(node, x, new int[] {axis}, "ReduceMax");
        Constant powers = Arithmetic.broadcast(node, x, most, (value, high) -> Math.exp(value - high));
        return Arithmetic.broadcast(
                node, powers, reduced(node, powers, new int[] {axis}, "ReduceSum"), (value, sum) -> value / sum);
    }

    /** Over some axes; over all where none are named. */
    private static Constant reduce(GraphNode node, Constant x, Constant input) throws MalformedWeightsException {
        int[] axes = Axes.axes(node, input, x.rank());
        if (axes.length == 0) {
            if (node.integer("noop_with_empty_axes", 0) != 0) {
                return x;
            }
            axes = IntStream.range(0, x.rank()).toArray();
        }
        Constant result = reduced(node, x, axes, node.op());
        if (node.integer("keepdims", 1) != 0) {
            return result;
        }
        int[] gone = axes;
        return result.reshaped(IntStream.range(0, x.rank())
                .filter(axis -> Arrays.stream(gone).noneMatch(i -> i == axis))
                .map(result::dim)
                .toArray());
    }

    private static Constant reduced(GraphNode node, Constant x, int[] axes, String op)
            throws MalformedWeightsException {
        int[] dims = x.dims();
        int count = 1;
        for (int axis : axes) {
            count *= dims[axis];
            dims[axis] = 1;
        }
        int[] steps = Arithmetic.steps(dims, dims.length);
        double[] result = new double[Arithmetic.elements(node, dims)];
        double start = switch (op) {
            case "ReduceProd" -> 1;
            case "ReduceMax" -> Double.NEGATIVE_INFINITY;
            case "ReduceMin" -> Double.POSITIVE_INFINITY;
            default -> 0;
        };
        Arrays.fill(result, start);
        double[] values = x.values();
        for (int i = 0; i < values.length; i++) {
            int to = 0;
            int rest = i;
            for (int axis = dims.length - 1; axis >= 0; axis--) {
                to += rest % x.dim(axis) * steps[axis];
                rest /= x.dim(axis);
            }
            result[to] = switch (op) {
                case "ReduceProd" -> result[to] * values[i];
                case "ReduceMax" -> Math.max(result[to], values[i]);
                case "ReduceMin" -> Math.min(result[to], values[i]);
                case "ReduceL2" -> result[to] + values[i] * values[i];
                default -> result[to] + values[i];
            };
        }
        for (int i = 0; i < result.length; i++) {
            result[i] = op.equals("ReduceMean")
                    ? result[i] / count
                    : op.equals("ReduceL2") ? Math.sqrt(result[i]) : result[i];
        }
        return x.isInteger() && !op.equals("ReduceMean") && !op.equals("ReduceL2")
                ? Constant.integers(result, dims)
                : Constant.floats(result, dims);
    }
}
