package io.github.upscale4j.cpu;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Step;
import io.github.upscale4j.weights.Weights;
import java.util.Arrays;

/**
 * Convolution of each channel on its own in loops that C2 makes vectors of (see {@link Lines}): a line holds the channels of
 * some neighbouring pixels, and the weights are repeated as often. Each place of the kernel is copied to a line, since an
 * index shifted by a column would keep the loop scalar (2.5 GFLOP/s instead of 20 a core).
 */
final class PlainDepthwise extends RowKernel {
    /** Places of the kernel that one pass adds up. */
    private static final int TAPS = 3;

    private final Op.DepthwiseConv op;
    private final int taps; // places of the kernel, padded to whole passes
    private final int group; // channels that a line takes of each pixel
    private final int pixels; // of a line
    private final float[][] weight; // (group of channels, tap) lines
    private final float[][] bias; // (group of channels) lines
    private final Epilogue epilogue;

    PlainDepthwise(Op.DepthwiseConv op, Step step, Weights weights) {
        this.op = op;
        int places = op.kernel() * op.kernel();
        taps = (places + TAPS - 1) / TAPS * TAPS;
        group = Math.min(PlainConv.PIXELS, op.channels());
        pixels = PlainConv.PIXELS / group;
        int groups = (op.channels() + group - 1) / group;
        weight = new float[groups * taps][pixels * group];
        bias = new float[groups][pixels * group];
        float[] values = op.weight(weights);
        float[] offsets = op.bias(weights);
        for (int g = 0; g < groups; g++) {
            int count = channels(g);
            for (int i = 0; i < pixels * count; i++) {
                int channel = g * group + i % count;
                bias[g][i] = offsets[channel];
                for (int t = 0; t < places; t++) {
                    weight[g * taps + t][i] = values[channel * places + t];
                }
            }
        }
        epilogue = new Epilogue(step, weights);
    }

    private int channels(int g) {
        return Math.min(group, op.channels() - g * group);
    }

    /** Inputs of a pass, and sums. */
    @Override
    public int lines() {
        return TAPS + 1;
    }

    @Override
    public int lineLength() {
        return PlainConv.LENGTH;
    }

    @Override
    protected void row(StepRows rows, int y, int x0, int x1, Scratch scratch) {
        for (int g = 0; g < bias.length; g++) {
            for (int x = x0; x < x1; x += pixels) {
                segment(rows, y, x, Math.min(pixels, x1 - x), g, scratch.lines());
            }
        }
        epilogue.apply(rows, y, x0, x1);
    }

    private void segment(StepRows rows, int y, int x, int count, int g, float[][] lines) {
        int channels = channels(g);
        int length = count * channels;
        float[] sums = lines[TAPS];
        System.arraycopy(bias[g], 0, sums, 0, length);
        for (int t = 0; t < taps; t += TAPS) {
            for (int i = 0; i < TAPS; i++) {
                gather(rows, y, x, count, g, t + i, lines[i]);
            }
            int w = g * taps + t;
            add(sums, lines[0], lines[1], lines[2], weight[w], weight[w + 1], weight[w + 2], length);
        }
        int out = rows.output(y) + x * rows.outputStride() + g * group;
        copy(sums, 0, channels, rows.arena(), out, rows.outputStride(), count, channels);
    }

    /** What the kernel's place {@code tap} sees from {@code count} pixels; zeros past its last. */
    private void gather(StepRows rows, int y, int x, int count, int g, int tap, float[] line) {
        int channels = channels(g);
        int k = op.kernel();
        if (tap >= k * k) {
            // what another kernel left there might be no number, which no zero weight undoes
            Arrays.fill(line, 0, count * channels, 0);
            return;
        }
        int stride = rows.operandStride(0);
        int from = rows.operand(0, y + tap / k - k / 2) + (x + tap % k - k / 2) * stride + g * group;
        copy(rows.arena(), from, stride, line, 0, channels, count, channels);
    }

    private static void copy(float[] a, int at, int step, float[] b, int to, int stepTo, int count, int channels) {
        if (step == channels && stepTo == channels) {
            System.arraycopy(a, at, b, to, count * channels);
            return;
        }
        for (int p = 0; p < count; p++) {
            System.arraycopy(a, at + p * step, b, to + p * stepTo, channels);
        }
    }

    private static void add(
            float[] sums, float[] x0, float[] x1, float[] x2, float[] w0, float[] w1, float[] w2, int length) {
        for (int i = 0; i < length; i++) {
            sums[i] = sums[i] + x0[i] * w0[i] + x1[i] * w1[i] + x2[i] * w2[i];
        }
    }

    @Override
    public long cost() {
        return (long) op.channels() * op.kernel() * op.kernel();
    }
}
