package io.github.upscale4j.cpu;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Step;
import io.github.upscale4j.weights.Weights;
import java.util.Arrays;

/**
 * Attention of all pixels to all of another image in {@link Lines}: place {@code p} of every line belongs to one query. Keys
 * are taken some at a time; weights are those of the largest score so far, and a larger one makes all before it smaller.
 */
final class PlainGlobalAttention extends RowKernel {
    /** Keys at a time: whole passes of {@link Lines}. */
    private static final int KEYS = 24;

    private static final float[] NONE = new float[Lines.SUMS];

    private final Op.GlobalAttention op;
    private final int keySize; // channels of a head
    private final int taps; // the same, padded
    private final int size; // channels of a head of values
    private final int padded; // the same, padded
    private final Epilogue epilogue;

    PlainGlobalAttention(Op.GlobalAttention op, Step step, Weights weights) {
        this.op = op;
        keySize = op.keyChannels() / op.heads();
        taps = Lines.paddedInputs(keySize);
        size = op.channels() / op.heads();
        padded = Lines.paddedSums(size);
        epilogue = new Epilogue(step, weights);
    }

    // lines: queries (channel), scores (key), what some keys add (channel), results (channel), most, sum, factor

    private int addedAt() {
        return taps + KEYS;
    }

    private int resultsAt() {
        return addedAt() + padded;
    }

    private int mostAt() {
        return resultsAt() + size;
    }

    @Override
    public int columns() {
        return PlainConv.PIXELS;
    }

    @Override
    public int lines() {
        return mostAt() + 3;
    }

    @Override
    public int lineLength() {
        return PlainConv.LENGTH;
    }

    /** Keys (key, channel), then values (channel, key). */
    @Override
    public int scratch() {
        return KEYS * taps + padded * KEYS;
    }

    @Override
    protected void row(StepRows rows, int y, int x0, int x1, Scratch memory) {
        for (int x = x0; x < x1; x += PlainConv.PIXELS) {
            int pixels = Math.min(PlainConv.PIXELS, x1 - x);
            for (int head = 0; head < op.heads(); head++) {
                attend(rows, y, x, pixels, head, memory);
            }
        }
        epilogue.apply(rows, y, x0, x1);
    }

    private void attend(StepRows rows, int y, int x, int pixels, int head, Scratch memory) {
        float[][] lines = memory.lines();
        float[] a = rows.arena();
        int query = rows.operand(0, y) + x * rows.operandStride(0) + head * keySize;
        for (int c = 0; c < taps; c++) {
            for (int p = 0; p < pixels; p++) {
                lines[c][p] = c < keySize ? a[query + p * rows.operandStride(0) + c] * op.factor() : 0;
            }
        }
        for (int line = resultsAt(); line < lines(); line++) {
            Arrays.fill(lines[line], 0, pixels, line == mostAt() ? Float.NEGATIVE_INFINITY : 0);
        }
        int count = rows.operandHeight(1) * rows.operandWidth(1);
        for (int first = 0; first < count; first += KEYS) {
            gather(rows, head, first, count, memory.floats());
            add(Math.min(KEYS, count - first), pixels, memory);
        }
        float[] sum = lines[mostAt() + 1];
        int out = rows.output(y) + x * rows.outputStride() + head * size;
        for (int c = 0; c < size; c++) {
            for (int p = 0; p < pixels; p++) {
                a[out + p * rows.outputStride() + c] = lines[resultsAt() + c][p] / sum[p];
            }
        }
    }

    private void gather(StepRows rows, int head, int first, int count, float[] scratch) {
        Arrays.fill(scratch, 0, scratch(), 0);
        int width = rows.operandWidth(1);
        for (int k = 0; k < Math.min(KEYS, count - first); k++) {
            int row = (first + k) / width;
            int column = (first + k) % width;
            int key = rows.operand(1, row) + column * rows.operandStride(1) + head * keySize;
            System.arraycopy(rows.arena(), key, scratch, k * taps, keySize);
            int value = rows.operand(2, row) + column * rows.operandStride(2) + head * size;
            for (int c = 0; c < size; c++) {
                scratch[KEYS * taps + c * KEYS + k] = rows.arena()[value + c];
            }
        }
    }

    /** Takes some keys in; those past {@code keys} have no weight. */
    private void add(int keys, int pixels, Scratch memory) {
        float[][] lines = memory.lines();
        for (int key = 0; key < KEYS; key += Lines.SUMS) {
            Lines.multiply(lines, taps + key, NONE, 0, 0, taps, memory.floats(), key * taps, pixels);
        }
        float[] most = lines[mostAt()];
        float[] sum = lines[mostAt() + 1];
        float[] factor = lines[mostAt() + 2];
        System.arraycopy(most, 0, factor, 0, pixels);
        for (int key = 0; key < keys; key++) {
            raise(most, lines[taps + key], pixels);
        }
        for (int p = 0; p < pixels; p++) {
            factor[p] = Elementary.exp(factor[p] - most[p]);
        }
        scale(sum, factor, pixels);
        for (int key = 0; key < KEYS; key++) {
            if (key < keys) {
                exponentials(lines[taps + key], most, sum, pixels);
            } else {
                Arrays.fill(lines[taps + key], 0, pixels, 0);
            }
        }
        for (int c = 0; c < size; c += Lines.SUMS) {
            int values = KEYS * taps + c * KEYS;
            Lines.multiply(lines, addedAt() + c, NONE, 0, taps, KEYS, memory.floats(), values, pixels);
        }
        for (int c = 0; c < size; c++) {
            scaleAndAdd(lines[resultsAt() + c], factor, lines[addedAt() + c], pixels);
        }
    }

    static void raise(float[] most, float[] line, int count) {
        for (int p = 0; p < count; p++) {
            most[p] = Math.max(most[p], line[p]);
        }
    }

    private static void scale(float[] line, float[] factor, int count) {
        for (int p = 0; p < count; p++) {
            line[p] *= factor[p];
        }
    }

    private static void scaleAndAdd(float[] line, float[] factor, float[] more, int count) {
        for (int p = 0; p < count; p++) {
            line[p] = line[p] * factor[p] + more[p];
        }
    }

    static void exponentials(float[] line, float[] most, float[] sum, int count) {
        for (int p = 0; p < count; p++) {
            line[p] = Elementary.exp(line[p] - most[p]);
        }
        for (int p = 0; p < count; p++) {
            sum[p] += line[p];
        }
    }

    /** As if there were some hundred keys; how many, only the image tells. */
    @Override
    public long cost() {
        return 100L * (op.keyChannels() + op.channels());
    }
}
