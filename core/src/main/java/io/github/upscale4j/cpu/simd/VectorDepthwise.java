package io.github.upscale4j.cpu.simd;

import static io.github.upscale4j.cpu.simd.VectorSupport.LANES;
import static io.github.upscale4j.cpu.simd.VectorSupport.SPECIES;

import io.github.upscale4j.cpu.Epilogue;
import io.github.upscale4j.cpu.RowKernel;
import io.github.upscale4j.cpu.Scratch;
import io.github.upscale4j.cpu.StepRows;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Step;
import io.github.upscale4j.weights.Weights;
import jdk.incubator.vector.FloatVector;

/**
 * Convolution of each channel on its own; lanes are channels. Some pixels at a time are gathered column by column, so that
 * what one pixel sees lies side by side in memory and overlaps with what its neighbour sees.
 */
final class VectorDepthwise extends RowKernel {
    /** Sums held in registers, one a pixel: half of the 16 that the smallest machines have. */
    private static final int PIXELS = 8;

    private final Op.DepthwiseConv op;
    private final int padded; // channels in whole vectors
    private final float[] packed; // (kernel columns, kernel rows, padded channels)
    private final float[] bias; // padded
    private final VectorEpilogue epilogue;

    VectorDepthwise(Op.DepthwiseConv op, Step step, Weights weights) {
        this.op = op;
        padded = (op.channels() + LANES - 1) / LANES * LANES;
        int k = op.kernel();
        packed = new float[k * k * padded];
        bias = new float[padded];
        System.arraycopy(op.bias(weights), 0, bias, 0, op.channels());
        float[] weight = op.weight(weights);
        for (int c = 0; c < op.channels(); c++) {
            for (int place = 0; place < k * k; place++) {
                packed[(place % k * k + place / k) * padded + c] = weight[c * k * k + place];
            }
        }
        epilogue = new VectorEpilogue(new Epilogue(step, weights), op.channels());
    }

    /** The columns that a block of pixels sees, and its sums. */
    @Override
    public int scratch() {
        return sumsAt() + PIXELS * padded;
    }

    private int sumsAt() {
        return (PIXELS + op.kernel() - 1) * op.kernel() * padded;
    }

    @Override
    protected void row(StepRows rows, int y, int x0, int x1, Scratch scratch) {
        for (int x = x0; x < x1; x += PIXELS) {
            int pixels = Math.min(PIXELS, x1 - x);
            gather(rows, y, x, pixels, scratch.floats());
            multiply(rows, rows.output(y) + x * rows.outputStride(), pixels, scratch.floats());
        }
        epilogue.apply(rows, y, x0, x1);
    }

    private void gather(StepRows rows, int y, int x, int pixels, float[] scratch) {
        int k = op.kernel();
        int stride = rows.operandStride(0);
        for (int i = 0; i < k; i++) {
            int from = rows.operand(0, y + i - k / 2) + (x - k / 2) * stride;
            int to = i * padded;
            for (int column = 0; column < pixels + k - 1; column++) {
                System.arraycopy(rows.arena(), from, scratch, to, op.channels());
                from += stride;
                to += k * padded;
            }
        }
    }

    private void multiply(StepRows rows, int out, int pixels, float[] scratch) {
        boolean whole = pixels == PIXELS && op.channels() == padded;
        float[] target = whole ? rows.arena() : scratch;
        int to = whole ? out : sumsAt();
        int stride = whole ? rows.outputStride() : padded;
        int column = op.kernel() * padded;
        int taps = op.kernel() * op.kernel();
        for (int c = 0; c < padded; c += LANES) {
            block(scratch, c, column, packed, c, padded, taps, bias, c, target, to + c, stride);
        }
        for (int p = 0; p < pixels && !whole; p++) {
            System.arraycopy(scratch, to + p * padded, rows.arena(), out + p * rows.outputStride(), op.channels());
        }
    }

    /**
     * One vector of channels of {@link #PIXELS} pixels:
     * {@code out[p] = bias + sum over t < taps of a[p * column + t * step] * w[t * step]}.
     */
    private static void block(
            float[] a,
            int at,
            int column,
            float[] w,
            int weight,
            int step,
            int taps,
            float[] bias,
            int channel,
            float[] out,
            int to,
            int outStride) {
        FloatVector s0 = FloatVector.fromArray(SPECIES, bias, channel);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        FloatVector s4 = s0;
        FloatVector s5 = s0;
        FloatVector s6 = s0;
        FloatVector s7 = s0;
        for (int t = 0; t < taps; t++) {
            FloatVector v = FloatVector.fromArray(SPECIES, w, weight + t * step);
            int i = at + t * step;
            s0 = FloatVector.fromArray(SPECIES, a, i).fma(v, s0);
            s1 = FloatVector.fromArray(SPECIES, a, i + column).fma(v, s1);
            s2 = FloatVector.fromArray(SPECIES, a, i + 2 * column).fma(v, s2);
            s3 = FloatVector.fromArray(SPECIES, a, i + 3 * column).fma(v, s3);
            s4 = FloatVector.fromArray(SPECIES, a, i + 4 * column).fma(v, s4);
            s5 = FloatVector.fromArray(SPECIES, a, i + 5 * column).fma(v, s5);
            s6 = FloatVector.fromArray(SPECIES, a, i + 6 * column).fma(v, s6);
            s7 = FloatVector.fromArray(SPECIES, a, i + 7 * column).fma(v, s7);
        }
        s0.intoArray(out, to);
        s1.intoArray(out, to + outStride);
        s2.intoArray(out, to + 2 * outStride);
        s3.intoArray(out, to + 3 * outStride);
        s4.intoArray(out, to + 4 * outStride);
        s5.intoArray(out, to + 5 * outStride);
        s6.intoArray(out, to + 6 * outStride);
        s7.intoArray(out, to + 7 * outStride);
    }

    @Override
    public long cost() {
        return (long) op.channels() * op.kernel() * op.kernel();
    }
}
