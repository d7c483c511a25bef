package io.github.upscale4j.cpu;

import io.github.upscale4j.plan.Step;
import io.github.upscale4j.weights.Weights;
import java.util.Arrays;

/**
 * Attention in {@link Lines}, one head of one window after the other: place {@code p} of every line belongs to one query.
 * A window that the image's edge cuts is computed whole, with weights of 0 for the keys that are not there.
 */
final class PlainAttention extends WindowKernel {
    /** What sums start with. */
    private static final float[] NONE = new float[Lines.SUMS];

    private final int size; // channels of a head
    private final int taps; // the same, padded
    private final int queries; // of a window
    private final int keys; // of a window
    private final int padded; // the same, padded
    private final float[][] bias; // (head, key) lines of queries

    PlainAttention(Attended op, Step step, Weights weights) {
        super(op, new Epilogue(step, weights)::apply);
        size = op.size();
        taps = Lines.paddedInputs(size);
        queries = windows.queries();
        keys = windows.keys();
        padded = Lines.paddedInputs(keys);
        bias = new float[op.biases() * keys][queries];
        for (int line = 0; line < bias.length; line++) {
            for (int query = 0; query < queries; query++) {
                bias[line][query] = op.bias()[(line / keys * queries + query) * keys + line % keys];
            }
        }
    }

    // lines: queries (channel), scores (key), results (channel), all padded, and one

    private int scoresAt() {
        return taps;
    }

    private int resultsAt() {
        return scoresAt() + Math.max(padded, Lines.paddedSums(keys));
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
        return Lines.aligned(queries);
    }

    // scratch memory: of one head keys (key, channel), then values (channel, key), all padded; of all heads keys and
    // values
    // (key, all channels)

    private int valuesAt() {
        return Lines.paddedSums(keys) * taps;
    }

    private int allKeysAt() {
        return valuesAt() + Lines.paddedSums(size) * padded;
    }

    private int allValuesAt() {
        return allKeysAt() + keys * op.channels();
    }

    @Override
    public int scratch() {
        return allValuesAt() + keys * op.channels();
    }

    @Override
    protected void window(StepRows rows, int top, int left, int y0, int y1, int x0, int x1, Scratch memory) {
        float[][] lines = memory.lines();
        float[] scratch = memory.floats();
        // what another kernel or window left there might be no number, which no zero weight undoes
        Arrays.fill(scratch, 0, allKeysAt(), 0);
        for (int line = 0; line < resultsAt(); line++) {
            Arrays.fill(lines[line], 0, queries, 0);
        }
        gather(op.keys(), rows, top, left, scratch, allKeysAt());
        gather(op.values(), rows, top, left, scratch, allValuesAt());
        for (int head = 0; head < op.heads(); head++) {
            turnQueries(rows, top, left, y0, y1, x0, x1, head, lines);
            turnKeys(head, scratch);
            for (int key = 0; key < keys; key += Lines.SUMS) {
                Lines.multiply(lines, scoresAt() + key, NONE, 0, 0, taps, scratch, key * taps, queries);
            }
            softmax(
                    op.biasOf(head, cutByRows(rows, top)),
                    firstKeyRow(top),
                    endKeyRow(rows, top),
                    firstKeyColumn(left),
                    endKeyColumn(rows, left),
                    lines);
            for (int c = 0; c < size; c += Lines.SUMS) {
                int values = valuesAt() + c * padded;
                Lines.multiply(lines, resultsAt() + c, NONE, 0, scoresAt(), padded, scratch, values, queries);
            }
            scatter(rows, top, left, y0, y1, x0, x1, head, lines);
        }
    }

    private void turnQueries(
            StepRows rows, int top, int left, int y0, int y1, int x0, int x1, int head, float[][] lines) {
        float[] a = rows.arena();
        for (int y = y0; y < y1; y++) {
            for (int x = x0; x < x1; x++) {
                int at = query(rows, y, x) + head * size;
                int query = (y - top) * columns() + x - left;
                float factor = op.factors()[head] * (op.cosine() ? inverseLength(a, at, size) : 1);
                for (int c = 0; c < size; c++) {
                    lines[c][query] = a[at + c] * factor;
                }
            }
        }
    }

    private void turnKeys(int head, float[] scratch) {
        for (int key = 0; key < keys; key++) {
            int from = allKeysAt() + key * op.channels() + head * size;
            int value = allValuesAt() + key * op.channels() + head * size;
            float likeness = op.cosine() ? inverseLength(scratch, from, size) : 1;
            for (int c = 0; c < size; c++) {
                scratch[key * taps + c] = scratch[from + c] * likeness;
                scratch[valuesAt() + c * padded + key] = scratch[value + c];
            }
        }
    }

    /**
     * Turns scores into weights with one of the biases; leaves the inverse of their sums in the extra line. Keys outside the
     * given rows and columns get no weight.
     */
    private void softmax(int biases, int k0, int k1, int l0, int l1, float[][] lines) {
        float[] extra = lines[extraAt()];
        Arrays.fill(extra, 0, queries, Float.NEGATIVE_INFINITY);
        for (int key = 0; key < keys; key++) {
            float[] line = lines[scoresAt() + key];
            int k = key / windows.keyColumns();
            int l = key % windows.keyColumns();
            if (k < k0 || k >= k1 || l < l0 || l >= l1) {
                Arrays.fill(line, 0, queries, Float.NEGATIVE_INFINITY);
            } else {
                add(line, bias[biases * keys + key], extra, queries);
            }
        }
        float[] sums = lines[resultsAt()];
        Arrays.fill(sums, 0, queries, 0);
        for (int key = 0; key < keys; key++) {
            exponentials(lines[scoresAt() + key], extra, sums, queries);
        }
        for (int p = 0; p < queries; p++) {
            extra[p] = 1 / sums[p];
        }
        // the last sums may have left something beyond the last key
        for (int key = keys; key < padded; key++) {
            Arrays.fill(lines[scoresAt() + key], 0, queries, 0);
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
        float[] inverse = lines[extraAt()];
        for (int y = y0; y < y1; y++) {
            int query = (y - top) * columns() + x0 - left;
            for (int x = x0; x < x1; x++, query++) {
                int to = output(rows, y, x) + head * size;
                for (int c = 0; c < size; c++) {
                    a[to + c] = lines[resultsAt() + c][query] * inverse[query];
                }
            }
        }
    }
}
