package io.github.upscale4j.cpu;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Step;
import io.github.upscale4j.weights.Weights;
import java.util.Arrays;

/** Sums of the channels of a head in {@link Lines} of pixels, one head after the other. */
final class PlainMix extends RowKernel {
    private final Op.ChannelMix op;
    private final int size; // channels of a head
    private final int taps; // the same, padded
    private final float[] zeros;
    private final Epilogue epilogue;

    PlainMix(Op.ChannelMix op, Step step, Weights weights) {
        this.op = op;
        size = op.channels() / op.heads();
        taps = Lines.paddedInputs(size);
        zeros = new float[Lines.SUMS];
        epilogue = new Epilogue(step, weights);
    }

    @Override
    public int columns() {
        return PlainConv.PIXELS;
    }

    /** The weights of a head, (sum, channel), both padded. */
    @Override
    public int scratch() {
        return Lines.paddedSums(size) * taps;
    }

    @Override
    public int lines() {
        return taps + Lines.SUMS;
    }

    @Override
    public int lineLength() {
        return PlainConv.LENGTH;
    }

    @Override
    protected void row(StepRows rows, int y, int x0, int x1, Scratch scratch) {
        float[] a = rows.arena();
        float[] weight = scratch.floats();
        Arrays.fill(weight, 0, scratch(), 0);
        for (int first = x0; first < Math.min(x1, x0 + op.step()); first++) {
            int image = y % op.step() * op.step() + first % op.step();
            for (int head = 0; head < op.heads(); head++) {
                int matrix = rows.operand(1, 0) + (image * op.channels() + head * size) * size;
                for (int c = 0; c < size; c++) {
                    System.arraycopy(a, matrix + c * size, weight, c * taps, size);
                }
                mix(rows, y, first, (x1 - first + op.step() - 1) / op.step(), head, scratch);
            }
        }
        epilogue.apply(rows, y, x0, x1);
    }

    /** One head of {@code count} pixels, {@code step} apart, by the weights at hand. */
    private void mix(StepRows rows, int y, int x, int count, int head, Scratch scratch) {
        float[] a = rows.arena();
        float[][] lines = scratch.lines();
        for (int done = 0; done < count; done += PlainConv.PIXELS) {
            int pixels = Math.min(PlainConv.PIXELS, count - done);
            int from = x + done * op.step();
            int stride = op.step() * rows.operandStride(0);
            int in = rows.operand(0, y) + from * rows.operandStride(0) + op.valueAt() + head * size;
            for (int c = 0; c < taps; c++) {
                for (int p = 0; p < pixels; p++) {
                    lines[c][p] = c < size ? a[in + p * stride + c] : 0;
                }
            }
            int outStride = op.step() * rows.outputStride();
            for (int c = 0; c < size; c += Lines.SUMS) {
                Lines.multiply(lines, taps, zeros, 0, 0, taps, scratch.floats(), c * taps, pixels);
                for (int i = c; i < Math.min(c + Lines.SUMS, size); i++) {
                    int out = rows.output(y) + from * rows.outputStride() + head * size + i;
                    for (int p = 0; p < pixels; p++) {
                        a[out + p * outStride] = lines[taps + i - c][p];
                    }
                }
            }
        }
    }

    @Override
    public long cost() {
        return (long) op.channels() * size;
    }
}
