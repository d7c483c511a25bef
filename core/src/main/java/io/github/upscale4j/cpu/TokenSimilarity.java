package io.github.upscale4j.cpu;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Step;
import io.github.upscale4j.weights.Weights;
import java.util.Arrays;

/** How much pixels attend to tokens, in {@link Lines} of pixels; the same on every CPU path. */
public final class TokenSimilarity extends RowKernel {
    private static final float[] NONE = new float[Lines.SUMS];

    private final Op.TokenSimilarity op;
    private final BatchKernel.Finish finish;
    private final float[] factors;
    private final int taps; // channels, padded

    /** @param finish what follows on the pixels of a row */
    public TokenSimilarity(Op.TokenSimilarity op, BatchKernel.Finish finish, Weights weights) {
        this.op = op;
        this.finish = finish;
        factors = op.factors(weights);
        taps = Lines.paddedInputs(op.channels());
    }

    TokenSimilarity(Op.TokenSimilarity op, Step step, Weights weights) {
        this(op, new Epilogue(step, weights)::apply, weights);
    }

    // lines: queries, scores, most, sum

    private int mostAt() {
        return taps + Lines.paddedSums(op.tokens());
    }

    @Override
    public int lines() {
        return mostAt() + 2;
    }

    @Override
    public int lineLength() {
        return PlainConv.LENGTH;
    }

    /** Tokens, of length 1 and times their factors. */
    @Override
    public int scratch() {
        return Lines.paddedSums(op.tokens()) * taps;
    }

    @Override
    public int columns() {
        return PlainConv.PIXELS;
    }

    @Override
    protected void row(StepRows rows, int y, int x0, int x1, Scratch memory) {
        float[] a = rows.arena();
        float[] tokens = memory.floats();
        Arrays.fill(tokens, 0, scratch(), 0);
        for (int t = 0; t < op.tokens(); t++) {
            int from = rows.operand(1, 0) + t * op.channels();
            float factor = factors[t] * WindowKernel.inverseLength(a, from, op.channels());
            for (int c = 0; c < op.channels(); c++) {
                tokens[t * taps + c] = a[from + c] * factor;
            }
        }
        for (int x = x0; x < x1; x += PlainConv.PIXELS) {
            pixels(rows, y, x, Math.min(PlainConv.PIXELS, x1 - x), memory);
        }
        finish.apply(rows, y, x0, x1);
    }

    private void pixels(StepRows rows, int y, int x, int pixels, Scratch memory) {
        float[] a = rows.arena();
        float[][] lines = memory.lines();
        for (int p = 0; p < pixels; p++) {
            int from = rows.operand(0, y) + (x + p) * rows.operandStride(0);
            float factor = WindowKernel.inverseLength(a, from, op.channels());
            for (int c = 0; c < taps; c++) {
                lines[c][p] = c < op.channels() ? a[from + c] * factor : 0;
            }
        }
        for (int t = 0; t < op.tokens(); t += Lines.SUMS) {
            Lines.multiply(lines, taps + t, NONE, 0, 0, taps, memory.floats(), t * taps, pixels);
        }
        float[] most = lines[mostAt()];
        float[] sum = lines[mostAt() + 1];
        Arrays.fill(most, 0, pixels, Float.NEGATIVE_INFINITY);
        Arrays.fill(sum, 0, pixels, 0);
        for (int t = 0; t < op.tokens(); t++) {
            PlainGlobalAttention.raise(most, lines[taps + t], pixels);
        }
        for (int t = 0; t < op.tokens(); t++) {
            PlainGlobalAttention.exponentials(lines[taps + t], most, sum, pixels);
        }
        for (int p = 0; p < pixels; p++) {
            int to = rows.output(y) + (x + p) * rows.outputStride();
            for (int t = 0; t < op.tokens(); t++) {
                a[to + t] = lines[taps + t][p] / sum[p];
            }
        }
    }

    @Override
    public long cost() {
        return (long) op.tokens() * (op.channels() + 10);
    }
}
