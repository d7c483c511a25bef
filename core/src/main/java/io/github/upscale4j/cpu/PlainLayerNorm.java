package io.github.upscale4j.cpu;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Step;
import io.github.upscale4j.weights.Weights;

/**
 * Layer normalisation, pixel by pixel. Sums are added up in eight parts, which do not wait for one another as the one of
 * {@link ScalarLayerNorm} does; the rest is in loops that C2 makes vectors of (see {@link Lines}), for which a pixel's
 * channels are copied to a line and back.
 */
final class PlainLayerNorm extends RowKernel {
    /** Parts of a sum: as many as a processor can add at once, 2, until the first is there, 4 cycles later. */
    private static final int PARTS = 8;

    private final Op.LayerNorm op;
    private final float[] weight;
    private final float[] bias;
    private final Epilogue epilogue;

    PlainLayerNorm(Op.LayerNorm op, Step step, Weights weights) {
        this.op = op;
        weight = weights.floats(op.name() + ".weight", op.channels());
        bias = weights.floats(op.name() + ".bias", op.channels());
        epilogue = new Epilogue(step, weights);
    }

    /** The channels of a pixel before and after; in between, squares. */
    @Override
    public int lines() {
        return 2;
    }

    @Override
    public int lineLength() {
        return Lines.aligned(op.channels());
    }

    @Override
    protected void row(StepRows rows, int y, int x0, int x1, Scratch scratch) {
        float[] a = rows.arena();
        int channels = op.channels();
        float[] before = scratch.lines()[0];
        float[] after = scratch.lines()[1];
        for (int x = x0; x < x1; x++) {
            System.arraycopy(a, rows.operand(0, y) + x * rows.operandStride(0), before, 0, channels);
            float mean = sum(before, channels) / channels;
            square(before, mean, after, channels);
            float variance = sum(after, channels) / channels;
            normalise(before, after, mean, 1 / (float) Math.sqrt(variance + op.epsilon()), weight, bias, channels);
            System.arraycopy(after, 0, a, rows.output(y) + x * rows.outputStride(), channels);
        }
        epilogue.apply(rows, y, x0, x1);
    }

    private static float sum(float[] v, int count) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        float s4 = 0;
        float s5 = 0;
        float s6 = 0;
        float s7 = 0;
        int c = 0;
        for (; c <= count - PARTS; c += PARTS) {
            s0 += v[c];
            s1 += v[c + 1];
            s2 += v[c + 2];
            s3 += v[c + 3];
            s4 += v[c + 4];
            s5 += v[c + 5];
            s6 += v[c + 6];
            s7 += v[c + 7];
        }
        for (; c < count; c++) {
            s0 += v[c];
        }
        return s0 + s4 + (s1 + s5) + (s2 + s6 + (s3 + s7));
    }

    private static void square(float[] values, float mean, float[] squares, int count) {
        for (int c = 0; c < count; c++) {
            squares[c] = (values[c] - mean) * (values[c] - mean);
        }
    }

    private static void normalise(
            float[] before, float[] after, float mean, float factor, float[] weight, float[] bias, int count) {
        for (int c = 0; c < count; c++) {
            after[c] = (before[c] - mean) * factor * weight[c] + bias[c];
        }
    }

    @Override
    public long cost() {
        return 3L * op.channels();
    }
}
