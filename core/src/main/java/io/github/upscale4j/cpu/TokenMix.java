package io.github.upscale4j.cpu;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Step;
import io.github.upscale4j.weights.Weights;
import java.util.Arrays;

/** Weighted sums of tokens in {@link Lines} of pixels; the same on every CPU path. */
public final class TokenMix extends RowKernel {
    private static final float[] NONE = new float[Lines.SUMS];

    private final Op.TokenMix op;
    private final BatchKernel.Finish finish;
    private final int taps; // tokens, padded

    /** @param finish what follows on the pixels of a row */
    public TokenMix(Op.TokenMix op, BatchKernel.Finish finish) {
        this.op = op;
        this.finish = finish;
        taps = Lines.paddedInputs(op.tokens());
    }

    TokenMix(Op.TokenMix op, Step step, Weights weights) {
        this(op, new Epilogue(step, weights)::apply);
    }

    @Override
    public int lines() {
        return taps + Lines.SUMS;
    }

    @Override
    public int lineLength() {
        return PlainConv.LENGTH;
    }

    /** Tokens (channel, token), padded. */
    @Override
    public int scratch() {
        return Lines.paddedSums(op.channels()) * taps;
    }

    @Override
    public int columns() {
        return PlainConv.PIXELS;
    }

    @Override
    protected void row(StepRows rows, int y, int x0, int x1, Scratch memory) {
        float[] a = rows.arena();
        float[] tokens = memory.floats();
        float[][] lines = memory.lines();
        Arrays.fill(tokens, 0, scratch(), 0);
        for (int i = 0; i < op.tokens() * op.channels(); i++) {
            tokens[i % op.channels() * taps + i / op.channels()] = a[rows.operand(1, 0) + i];
        }
        for (int x = x0; x < x1; x += PlainConv.PIXELS) {
            int pixels = Math.min(PlainConv.PIXELS, x1 - x);
            for (int t = 0; t < taps; t++) {
                int from = rows.operand(0, y) + x * rows.operandStride(0) + t;
                for (int p = 0; p < pixels; p++) {
                    lines[t][p] = t < op.tokens() ? a[from + p * rows.operandStride(0)] : 0;
                }
            }
            for (int c = 0; c < op.channels(); c += Lines.SUMS) {
                Lines.multiply(lines, taps, NONE, 0, 0, taps, tokens, c * taps, pixels);
                for (int i = c; i < Math.min(c + Lines.SUMS, op.channels()); i++) {
                    int out = rows.output(y) + x * rows.outputStride() + i;
                    for (int p = 0; p < pixels; p++) {
                        a[out + p * rows.outputStride()] = lines[taps + i - c][p];
                    }
                }
            }
        }
        finish.apply(rows, y, x0, x1);
    }

    @Override
    public long cost() {
        return (long) op.tokens() * op.channels();
    }
}
