package io.github.upscale4j.converter.graph;

import io.github.upscale4j.weights.MalformedWeightsException;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/** Operations of single numbers on constants, with ONNX's broadcasting: what graphs compute sizes and masks with. */
final class Arithmetic {
    /** Element types of ONNX that are integers or truth values. */
    private static final List<Integer> INTEGERS = List.of(2, 3, 4, 5, 6, 7, 9, 12, 13);

    private Arithmetic() {}

    /** The result, or null if the operation is none of these. */
    static Constant fold(GraphNode node, List<Constant> in) throws MalformedWeightsException {
        DoubleUnaryOperator function = function(node.op());
        if (function != null && in.size() == 1) {
            double[] values = Arrays.stream(in.get(0).values()).map(function).toArray();
            return in.get(0).like(values, in.get(0).dims());
        }
        if (node.op().equals("Cast") && in.size() == 1) {
            return cast(node, in.get(0));
        }
        if (node.op().equals("Where") && in.size() == 3) {
            Constant yes = broadcast(node, in.get(0), in.get(1), (c, x) -> c != 0 ? x : 0);
            Constant no = broadcast(node, in.get(0), in.get(2), (c, x) -> c != 0 ? 0 : x);
            return broadcast(node, yes, no, Double::sum);
        }
        if (node.op().equals("Clip") && !in.isEmpty() && in.get(0) != null) {
            return clip(node, in);
        }
        if (in.isEmpty() || in.contains(null)) {
            return null;
        }
        boolean integers = in.stream().allMatch(Constant::isInteger);
        DoubleBinaryOperator operator = operator(node, integers);
        if (operator == null) {
            return null;
        }
        Constant result = in.get(0);
        for (Constant next : in.subList(1, in.size())) {
            result = broadcast(node, result, next, operator);
        }
        boolean truth = List.of("Equal", "Less", "LessOrEqual", "Greater", "GreaterOrEqual", "And", "Or", "Xor")
                .contains(node.op());
        return integers || truth
                ? Constant.integers(result.values(), result.dims())
                : Constant.floats(result.values(), result.dims());
    }

    private static DoubleUnaryOperator function(String op) {
        return switch (op) {
            case "Neg" -> x -> -x;
            case "Abs" -> Math::abs;
            case "Floor" -> Math::floor;
            case "Ceil" -> Math::ceil;
            case "Round" -> Math::rint;
            case "Sqrt" -> Math::sqrt;
            case "Exp" -> Math::exp;
            case "Log" -> Math::log;
            case "Sign" -> Math::signum;
            case "Reciprocal" -> x -> 1 / x;
            case "Not" -> x -> x == 0 ? 1 : 0;
            case "Relu" -> x -> Math.max(0, x);
            case "Sigmoid" -> x -> 1 / (1 + Math.exp(-x));
            case "Tanh" -> Math::tanh;
            case "Identity", "Dropout" -> x -> x;
            default -> null;
        };
    }

    private static DoubleBinaryOperator operator(GraphNode node, boolean integers) throws MalformedWeightsException {
        boolean likeC = node.integer("fmod", 0) != 0;
        return switch (node.op()) {
            case "Add", "Sum" -> Double::sum;
            case "Sub" -> (x, y) -> x - y;
            case "Mul" -> (x, y) -> x * y;
            case "Div" -> integers ? (x, y) -> y == 0 ? 0 : (long) x / (long) y : (x, y) -> x / y;
            case "Mod" -> (x, y) -> y == 0 ? 0 : likeC ? x % y : x - Math.floor(x / y) * y;
            case "Pow" -> Math::pow;
            case "Min" -> Math::min;
            case "Max" -> Math::max;
            case "Equal" -> (x, y) -> x == y ? 1 : 0;
            case "Less" -> (x, y) -> x < y ? 1 : 0;
            case "LessOrEqual" -> (x, y) -> x <= y ? 1 : 0;
            case "Greater" -> (x, y) -> x > y ? 1 : 0;
            case "GreaterOrEqual" -> (x, y) -> x >= y ? 1 : 0;
            case "And" -> (x, y) -> x != 0 && y != 0 ? 1 : 0;
            case "Or" -> (x, y) -> x != 0 || y != 0 ? 1 : 0;
            case "Xor" -> (x, y) -> x != 0 ^ y != 0 ? 1 : 0;
            default -> null;
        };
    }

    private static Constant cast(GraphNode node, Constant x) throws MalformedWeightsException {
        boolean integers = INTEGERS.contains((int) node.integer("to", 1));
        if (integers == x.isInteger()) {
            return x; // as it is in the file, too
        }
        double[] values = x.values();
        return integers
                ? Constant.integers(
                        Arrays.stream(values).map(value -> (long) value).toArray(), x.dims())
                : Constant.floats(values, x.dims());
    }

    private static Constant clip(GraphNode node, List<Constant> in) throws MalformedWeightsException {
        double low = in.size() > 1 && in.get(1) != null
                ? in.get(1).first(node)
                : node.number("min", Double.NEGATIVE_INFINITY);
        double high = in.size() > 2 && in.get(2) != null
                ? in.get(2).first(node)
                : node.number("max", Double.POSITIVE_INFINITY);
        double[] values = Arrays.stream(in.get(0).values())
                .map(value -> Math.max(low, Math.min(high, value)))
                .toArray();
        return in.get(0).like(values, in.get(0).dims());
    }

    static Constant broadcast(GraphNode node, Constant a, Constant b, DoubleBinaryOperator operator)
            throws MalformedWeightsException {
        int[] dims = broadcast(node, a.dims(), b.dims());
        double[] x = a.values();
        double[] y = b.values();
        double[] result = new double[elements(node, dims)];
        int[] stepsOfX = steps(a.dims(), dims.length);
        int[] stepsOfY = steps(b.dims(), dims.length);
        int[] index = new int[dims.length];
        int atX = 0;
        int atY = 0;
        for (int i = 0; i < result.length; i++) {
            result[i] = operator.applyAsDouble(x[atX], y[atY]);
            for (int axis = dims.length - 1; axis >= 0; axis--) {
                atX += stepsOfX[axis];
                atY += stepsOfY[axis];
                if (++index[axis] < dims[axis]) {
                    break;
                }
                atX -= stepsOfX[axis] * dims[axis];
                atY -= stepsOfY[axis] * dims[axis];
                index[axis] = 0;
            }
        }
        return Constant.floats(result, dims);
    }

    /** How far apart elements lie along each axis of a broadcast result; 0 along those that are repeated. */
    static int[] steps(int[] dims, int rank) {
        int[] steps = new int[rank];
        int step = 1;
        for (int axis = dims.length - 1; axis >= 0; axis--) {
            steps[axis + rank - dims.length] = dims[axis] == 1 ? 0 : step;
            step *= dims[axis];
        }
        return steps;
    }

    static int[] broadcast(GraphNode node, int[] a, int[] b) throws MalformedWeightsException {
        int[] dims = new int[Math.max(a.length, b.length)];
        for (int axis = 0; axis < dims.length; axis++) {
            int x = axis < dims.length - a.length ? 1 : a[axis - dims.length + a.length];
            int y = axis < dims.length - b.length ? 1 : b[axis - dims.length + b.length];
            if (x != y && x != 1 && y != 1) {
                throw new UnfitException("takes shapes " + Arrays.toString(a) + " and " + Arrays.toString(b)
                        + ", which do not fit together");
            }
            dims[axis] = x == 1 ? y : x;
        }
        return dims;
    }

    /** How many elements a new constant will have, if not too many. */
    static int elements(GraphNode node, int... dims) throws MalformedWeightsException {
        long elements = 1;
        for (int dim : dims) {
            elements *= dim; // below 2^53: the factors are checked one by one
            if (dim < 0 || elements > Constant.LARGEST) {
                throw node.refuse("makes a constant of shape " + Arrays.toString(dims) + ", at most " + Constant.LARGEST
                        + " elements are computed");
            }
        }
        return (int) elements;
    }
}
