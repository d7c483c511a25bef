package io.github.upscale4j.cpu;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Step;
import io.github.upscale4j.weights.Weights;
import java.util.Arrays;

/** Convolution of any size, many pixels of a row at a time: inputs to lines, sums of lines, back to pixels. */
final class PlainConv extends RowKernel {
    static final int PIXELS = 192;

    static final int LENGTH = Lines.aligned(PIXELS);

    private final Op.Conv op;
    private final int taps; // of all inputs and places, padded
    private final float[] packed; // (out, kernel, kernel, in), both padded with zeros
    private final float[] bias;
    private final Epilogue epilogue;

    PlainConv(Op.Conv op, Step step, Weights weights) {
        this.op = op;
        int places = op.kernel() * op.kernel();
        taps = Lines.paddedInputs(places * op.in());
        packed = new float[Lines.paddedSums(op.out()) * taps];
        float[] weight = op.weight(weights);
        for (int o = 0; o < op.out(); o++) {
            for (int c = 0; c < op.in(); c++) {
                for (int place = 0; place < places; place++) {
                    packed[o * taps + place * op.in() + c] = weight[(o * op.in() + c) * places + place];
                }
            }
        }
        bias = Arrays.copyOf(op.bias(weights), Lines.paddedSums(op.out()));
        epilogue = new Epilogue(step, weights);
    }

    @Override
    public int lines() {
        return taps + Lines.SUMS;
    }

    @Override
    public int lineLength() {
        return LENGTH;
    }

    @Override
    protected void row(StepRows rows, int y, int x0, int x1, Scratch scratch) {
        float[][] lines = scratch.lines();
        for (int x = x0; x < x1; x += PIXELS) {
            int pixels = Math.min(PIXELS, x1 - x);
            gather(rows, y, x, pixels, lines);
            for (int o = 0; o < op.out(); o += Lines.SUMS) {
                Lines.multiply(lines, taps, bias, o, 0, taps, packed, o * taps, pixels);
                for (int i = o; i < Math.min(o + Lines.SUMS, op.out()); i++) {
                    float[] sum = lines[taps + i - o];
                    int out = rows.output(y) + x * rows.outputStride() + i;
                    for (int p = 0; p < pixels; p++) {
                        rows.arena()[out + p * rows.outputStride()] = sum[p];
                    }
                }
            }
        }
        epilogue.apply(rows, y, x0, x1);
    }

    private void gather(StepRows rows, int y, int x, int pixels, float[][] lines) {
        float[] a = rows.arena();
        int half = op.kernel() / 2;
        int stride = rows.operandStride(0);
        for (int i = 0; i < op.kernel(); i++) {
            for (int j = 0; j < op.kernel(); j++) {
                int from = rows.operand(0, y + i - half) + (x + j - half) * stride;
                for (int c = 0; c < op.in(); c++) {
                    float[] line = lines[(i * op.kernel() + j) * op.in() + c];
                    for (int p = 0; p < pixels; p++) {
                        line[p] = a[from + c + p * stride];
                    }
                }
            }
        }
        // what another kernel left there might be no number, which no zero weight undoes
        for (int t = op.kernel() * op.kernel() * op.in(); t < taps; t++) {
            Arrays.fill(lines[t], 0, pixels, 0);
        }
    }

    @Override
    public long cost() {
        return (long) op.in() * op.out() * op.kernel() * op.kernel();
    }
}
