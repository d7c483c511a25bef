package io.github.upscale4j.cpu;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Step;
import io.github.upscale4j.weights.Weights;
import java.util.Arrays;

/** The operations on a dictionary of tokens that see it whole, the same on every CPU path: they are few. */
public final class Tokens {
    private Tokens() {}

    /** What makes the pixel of a step, in parts. */
    private interface Part {
        void run(StepRows rows, int part);
    }

    private record OfParts(int parts, Part part, Epilogue epilogue) implements Kernels.GlobalKernel {
        @Override
        public void run(StepRows rows, int part) {
            this.part.run(rows, part);
        }

        @Override
        public void finish(StepRows rows) {
            epilogue.apply(rows, 0, 0, 1);
        }
    }

    public static boolean know(Op op) {
        return op instanceof Op.Tokens
                || op instanceof Op.TokenLinear
                || op instanceof Op.TokenUpdate
                || op instanceof Op.CategoryOrder;
    }

    public static Kernels.GlobalKernel kernel(Step step, Weights weights) {
        if (step.op() instanceof Op.CategoryOrder) {
            return new CategoryOrder(step);
        }
        Epilogue epilogue = new Epilogue(step, weights);
        if (step.op() instanceof Op.Tokens tokens) {
            float[] values = weights.floats(tokens.name(), tokens.tokens(), tokens.channels());
            return new OfParts(
                    1,
                    (rows, part) -> System.arraycopy(values, 0, rows.arena(), rows.output(0), values.length),
                    epilogue);
        }
        if (step.op() instanceof Op.TokenLinear linear) {
            float[] weight = weights.floats(linear.name() + ".weight", linear.out(), linear.in());
            float[] bias = weights.floats(linear.name() + ".bias", linear.out());
            return new OfParts(linear.tokens(), (rows, token) -> linear(linear, weight, bias, rows, token), epilogue);
        }
        Op.TokenUpdate update = (Op.TokenUpdate) step.op();
        float[] factors = weights.floats(update.name() + ".norm3.weight", update.tokens());
        float[] sigma = weights.floats(update.name() + ".sigma", update.tokens(), 1);
        return new OfParts(
                update.tokens(),
                (rows, token) -> update(update, factors[token], Elementary.sigmoid(sigma[token]), rows, token),
                epilogue);
    }

    private static void linear(Op.TokenLinear op, float[] weight, float[] bias, StepRows rows, int token) {
        float[] a = rows.arena();
        int in = rows.operand(0, 0) + token * op.in();
        int out = rows.output(0) + token * op.out();
        for (int o = 0; o < op.out(); o++) {
            float sum = bias[o];
            for (int c = 0; c < op.in(); c++) {
                sum += weight[o * op.in() + c] * a[in + c];
            }
            a[out + o] = sum;
        }
    }

    /** Sums of a row are floats, those of all rows doubles. */
    private static void update(Op.TokenUpdate op, float normal, float share, StepRows rows, int token) {
        float[] a = rows.arena();
        int height = rows.operandHeight(1);
        int width = rows.operandWidth(1);
        int stride = rows.operandStride(1);
        double sum = 0;
        double squares = 0;
        float least = Float.POSITIVE_INFINITY;
        float most = Float.NEGATIVE_INFINITY;
        for (int y = 0; y < height; y++) {
            int at = rows.operand(1, y) + token;
            for (int x = 0; x < width; x++) {
                float value = a[at + x * stride];
                sum += value;
                squares += (double) value * value;
                least = Math.min(least, value);
                most = Math.max(most, value);
            }
        }
        double mean = sum / ((double) height * width);
        double variance = Math.max(0, squares / ((double) height * width) - mean * mean);
        float factor = (float) (normal / Math.sqrt(variance + Op.TokenUpdate.EPSILON));
        float largest = factor > 0 ? most : least; // of all exponents
        double[] sums = new double[op.channels()];
        float[] some = new float[op.channels()];
        float[] pixel = new float[op.channels()];
        double all = 0;
        for (int y = 0; y < height; y++) {
            Arrays.fill(some, 0);
            float weights = 0;
            for (int x = 0; x < width; x++) {
                float weight = Elementary.exp((a[rows.operand(1, y) + token + x * stride] - largest) * factor);
                weights += weight;
                int in = rows.operand(2, y) + x * rows.operandStride(2);
                System.arraycopy(a, in, pixel, 0, pixel.length);
                add(some, pixel, weight);
            }
            all += weights;
            for (int c = 0; c < some.length; c++) {
                sums[c] += some[c];
            }
        }
        int old = rows.operand(0, 0) + token * op.channels();
        int out = rows.output(0) + token * op.channels();
        for (int c = 0; c < sums.length; c++) {
            a[out + c] = share * a[old + c] + (1 - share) * (float) (sums[c] / all);
        }
    }

    /** As {@link Lines}: arrays of their own, one index. */
    private static void add(float[] sums, float[] values, float factor) {
        for (int c = 0; c < sums.length; c++) {
            sums[c] += factor * values[c];
        }
    }
}
