package io.github.upscale4j.cpu;

import io.github.upscale4j.net.Attention;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Step;
import io.github.upscale4j.weights.Weights;
import java.util.Arrays;

/**
 * Window attention in {@link Lines}, one head of one window after the other: place {@code p} of every line belongs to one
 * query. A window that the image's edge cuts is computed whole, with weights of 0 for the keys that are not there.
 */
final class PlainAttention extends WindowKernel {
    /** What sums start with. */
    private static final float[] NONE = new float[Lines.SUMS];

    private final int size; // channels of a head
    private final int taps; // the same, padded
    private final int pixels; // of a window
    private final int keys; // the same, padded
    private final float[][] bias; // (head, key) lines of queries
    private final float[] factors;

    PlainAttention(Op.WindowAttention op, Step step, Weights weights) {
        super(op, new Epilogue(step, weights)::apply);
        size = op.channels() / op.heads();
        taps = Lines.paddedInputs(size);
        pixels = op.window() * op.window();
        keys = Lines.paddedInputs(pixels);
        bias = bias(op.attention().bias(op, weights));
        factors = op.attention().factors(op, weights);
    }

    /** Spreads out what is given for each distance. */
    private float[][] bias(float[] distances) {
        float[][] all = new float[op.heads() * pixels][pixels];
        for (int line = 0; line < all.length; line++) {
            int head = line / pixels * op.distances();
            for (int query = 0; query < pixels; query++) {
                all[line][query] = distances[head + op.distance(query, line % pixels)];
            }
        }
        return all;
    }

    // lines: queries (channel), scores (key), results (channel), all padded, and one

    private int scoresAt() {
        return taps;
    }

    private int resultsAt() {
        return scoresAt() + Math.max(keys, Lines.paddedSums(pixels));
    }

    private int extraAt() {
        return resultsAt() + Lines.paddedSums(size);
    }

    @Override
    public int lines() {
        return extraAt() + 1;
    }

    @Override
    public int lineLength() {
        return Lines.aligned(pixels);
    }

    /** Keys (key, channel), then values (channel, key), all padded. */
    @Override
    public int scratch() {
        return valuesAt() + Lines.paddedSums(size) * keys;
    }

    private int valuesAt() {
        return Lines.paddedSums(pixels) * taps;
    }

    @Override
    protected void window(StepRows rows, int top, int left, int y0, int y1, int x0, int x1, Scratch scratch) {
        float[][] lines = scratch.lines();
        // what another kernel or window left there might be no number, which no zero weight undoes
        Arrays.fill(scratch.floats(), 0, scratch(), 0);
        for (int line = 0; line < resultsAt(); line++) {
            Arrays.fill(lines[line], 0, pixels, 0);
        }
        for (int head = 0; head < op.heads(); head++) {
            gather(rows, top, left, y0, y1, x0, x1, head, scratch);
            for (int key = 0; key < pixels; key += Lines.SUMS) {
                Lines.multiply(lines, scoresAt() + key, NONE, 0, 0, taps, scratch.floats(), key * taps, pixels);
            }
            softmax(head, y0 - top, y1 - top, x0 - left, x1 - left, lines);
            for (int c = 0; c < size; c += Lines.SUMS) {
                Lines.multiply(
                        lines,
                        resultsAt() + c,
                        NONE,
                        0,
                        scoresAt(),
                        keys,
                        scratch.floats(),
                        valuesAt() + c * keys,
                        pixels);
            }
            scatter(rows, top, left, y0, y1, x0, x1, head, lines);
        }
    }

    private void gather(StepRows rows, int top, int left, int y0, int y1, int x0, int x1, int head, Scratch scratch) {
        float[] a = rows.arena();
        int stride = rows.operandStride(0);
        boolean cosine = op.attention() == Attention.COSINE;
        for (int y = y0; y < y1; y++) {
            int pixel = (y - top) * op.window() + x0 - left;
            int at = rows.operand(0, y) + x0 * stride + head * size;
            for (int x = x0; x < x1; x++, pixel++, at += stride) {
                int key = at + op.channels();
                int value = key + op.channels();
                float query = factors[head] * (cosine ? inverseLength(a, at, size) : 1);
                float likeness = cosine ? inverseLength(a, key, size) : 1;
                for (int c = 0; c < size; c++) {
                    scratch.lines()[c][pixel] = a[at + c] * query;
                    scratch.floats()[pixel * taps + c] = a[key + c] * likeness;
                    scratch.floats()[valuesAt() + c * keys + pixel] = a[value + c];
                }
            }
        }
    }

    /** What makes a scalar product a cosine. */
    static float inverseLength(float[] a, int at, int count) {
        float squares = 0;
        for (int c = 0; c < count; c++) {
            squares += a[at + c] * a[at + c];
        }
        return 1 / Math.max(1e-12f, (float) Math.sqrt(squares));
    }

    /** Turns scores into weights; leaves the inverse of their sums in the extra line. Bounds are those of the window. */
    private void softmax(int head, int y0, int y1, int x0, int x1, float[][] lines) {
        float[] extra = lines[extraAt()];
        Arrays.fill(extra, 0, pixels, Float.NEGATIVE_INFINITY);
        for (int key = 0; key < pixels; key++) {
            float[] line = lines[scoresAt() + key];
            int y = key / op.window();
            int x = key % op.window();
            if (y < y0 || y >= y1 || x < x0 || x >= x1) {
                Arrays.fill(line, 0, pixels, Float.NEGATIVE_INFINITY);
            } else {
                add(line, bias[head * pixels + key], extra, pixels);
            }
        }
        float[] sums = lines[resultsAt()];
        Arrays.fill(sums, 0, pixels, 0);
        for (int key = 0; key < pixels; key++) {
            exponentials(lines[scoresAt() + key], extra, sums, pixels);
        }
        for (int p = 0; p < pixels; p++) {
            extra[p] = 1 / sums[p];
        }
        // the last sums may have left something beyond the last key
        for (int key = pixels; key < keys; key++) {
            Arrays.fill(lines[scoresAt() + key], 0, pixels, 0);
        }
    }

    private static void add(float[] line, float[] bias, float[] most, int count) {
        for (int p = 0; p < count; p++) {
            line[p] += bias[p];
        }
        for (int p = 0; p < count; p++) {
            most[p] = Math.max(most[p], line[p]);
        }
    }

    private static void exponentials(float[] line, float[] most, float[] sums, int count) {
        for (int p = 0; p < count; p++) {
            line[p] = Elementary.exp(line[p] - most[p]);
        }
        for (int p = 0; p < count; p++) {
            sums[p] += line[p];
        }
    }

    private void scatter(StepRows rows, int top, int left, int y0, int y1, int x0, int x1, int head, float[][] lines) {
        float[] a = rows.arena();
        int stride = rows.outputStride();
        float[] inverse = lines[extraAt()];
        for (int y = y0; y < y1; y++) {
            int pixel = (y - top) * op.window() + x0 - left;
            int to = rows.output(y) + x0 * stride + head * size;
            for (int x = x0; x < x1; x++, pixel++, to += stride) {
                for (int c = 0; c < size; c++) {
                    a[to + c] = lines[resultsAt() + c][pixel] * inverse[pixel];
                }
            }
        }
    }
}
