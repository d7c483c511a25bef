package io.github.upscale4j.cpu.simd;

import static io.github.upscale4j.cpu.simd.VectorSupport.LANES;

import io.github.upscale4j.cpu.Elementary;
import io.github.upscale4j.cpu.Epilogue;
import io.github.upscale4j.cpu.RowKernel;
import io.github.upscale4j.cpu.Scratch;
import io.github.upscale4j.cpu.StepRows;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Step;
import io.github.upscale4j.weights.Weights;
import java.util.Arrays;

/**
 * Attention of all pixels to all of another image. Lanes are queries, of which a block's vectors are taken at a time, with
 * some keys; weights are those of the largest score so far, and a larger one makes all before it smaller.
 */
final class VectorGlobalAttention extends RowKernel {
    /** Keys at a time: a multiple of what every register block takes. */
    private static final int KEYS = 4 * RegisterBlock.PIXELS;

    /** Vectors of queries at a time: one block. */
    private static final int VECTORS = RegisterBlock.vectors(4);

    private static final int QUERIES = VECTORS * LANES;

    private final Op.GlobalAttention op;
    private final int keySize; // channels of a head
    private final int size; // the same, of values
    private final int padded; // the same in whole vectors
    private final float[] zeros = new float[KEYS * QUERIES];
    private final VectorEpilogue epilogue;

    VectorGlobalAttention(Op.GlobalAttention op, Step step, Weights weights) {
        this.op = op;
        keySize = op.keyChannels() / op.heads();
        size = op.channels() / op.heads();
        padded = (size + LANES - 1) / LANES * LANES;
        epilogue = new VectorEpilogue(new Epilogue(step, weights), op.channels());
    }

    // the parts of the scratch memory, in their order: queries (channel, query), keys (key, channel), values (key,
    // padded
    // channel), scores (key, query), what some keys add and results (query, padded channel), four numbers a query

    private int keysAt() {
        return keySize * QUERIES;
    }

    private int valuesAt() {
        return keysAt() + KEYS * keySize;
    }

    private int scoresAt() {
        return valuesAt() + KEYS * padded;
    }

    private int addedAt() {
        return scoresAt() + KEYS * QUERIES;
    }

    private int resultsAt() {
        return addedAt() + QUERIES * padded;
    }

    private int mostAt() {
        return resultsAt() + QUERIES * padded;
    }

    private int sumAt() {
        return mostAt() + QUERIES;
    }

    private int blockMostAt() {
        return sumAt() + QUERIES;
    }

    private int inverseAt() {
        return blockMostAt() + QUERIES;
    }

    @Override
    public int scratch() {
        return inverseAt() + QUERIES;
    }

    @Override
    public int columns() {
        return QUERIES;
    }

    @Override
    protected void row(StepRows rows, int y, int x0, int x1, Scratch memory) {
        for (int x = x0; x < x1; x += QUERIES) {
            for (int head = 0; head < op.heads(); head++) {
                attend(rows, y, x, Math.min(QUERIES, x1 - x), head, memory.floats());
            }
        }
        epilogue.apply(rows, y, x0, x1);
    }

    private void attend(StepRows rows, int y, int x, int pixels, int head, float[] scratch) {
        float[] a = rows.arena();
        int query = rows.operand(0, y) + x * rows.operandStride(0) + head * keySize;
        Arrays.fill(scratch, 0, keysAt(), 0);
        for (int p = 0; p < pixels; p++) {
            for (int c = 0; c < keySize; c++) {
                scratch[c * QUERIES + p] = a[query + p * rows.operandStride(0) + c] * op.factor();
            }
        }
        Arrays.fill(scratch, resultsAt(), mostAt(), 0);
        Arrays.fill(scratch, mostAt(), sumAt(), Float.NEGATIVE_INFINITY);
        Arrays.fill(scratch, sumAt(), blockMostAt(), 0);
        int count = rows.operandHeight(1) * rows.operandWidth(1);
        for (int first = 0; first < count; first += KEYS) {
            gather(rows, head, first, Math.min(KEYS, count - first), scratch);
            add(Math.min(KEYS, count - first), scratch);
        }
        int out = rows.output(y) + x * rows.outputStride() + head * size;
        for (int p = 0; p < pixels; p++) {
            float inverse = 1 / scratch[sumAt() + p];
            for (int c = 0; c < size; c++) {
                a[out + p * rows.outputStride() + c] = scratch[resultsAt() + p * padded + c] * inverse;
            }
        }
    }

    private void gather(StepRows rows, int head, int first, int keys, float[] scratch) {
        // a weight of 0 does not undo what is no number
        Arrays.fill(scratch, keysAt(), scoresAt(), 0);
        int width = rows.operandWidth(1);
        for (int k = 0; k < keys; k++) {
            int row = (first + k) / width;
            int column = (first + k) % width;
            int key = rows.operand(1, row) + column * rows.operandStride(1) + head * keySize;
            System.arraycopy(rows.arena(), key, scratch, keysAt() + k * keySize, keySize);
            int value = rows.operand(2, row) + column * rows.operandStride(2) + head * size;
            System.arraycopy(rows.arena(), value, scratch, valuesAt() + k * padded, size);
        }
    }

    /** Takes some keys in; those past {@code keys} have no weight. */
    private void add(int keys, float[] scratch) {
        for (int key = 0; key < KEYS; key += RegisterBlock.pixels(VECTORS)) {
            int at = keysAt() + key * keySize;
            int to = scoresAt() + key * QUERIES;
            RegisterBlock.multiply(VECTORS, scratch, at, keySize, keySize, scratch, 0, zeros, 0, scratch, to, QUERIES);
        }
        Arrays.fill(scratch, scoresAt() + keys * QUERIES, addedAt(), Float.NEGATIVE_INFINITY);
        for (int v = 0; v < QUERIES; v += LANES) {
            int scores = scoresAt() + v;
            VectorElementary.biasAndMost(scratch, scores, QUERIES, KEYS, zeros, v, scratch, blockMostAt() + v);
        }
        for (int q = 0; q < QUERIES; q++) {
            float before = scratch[mostAt() + q];
            float most = Math.max(before, scratch[blockMostAt() + q]);
            scratch[mostAt() + q] = most;
            scratch[blockMostAt() + q] = Elementary.exp(before - most); // what all before is multiplied with
        }
        for (int v = 0; v < QUERIES; v += LANES) {
            int scores = scoresAt() + v;
            int most = mostAt() + v;
            VectorElementary.expAndInverseSum(scratch, scores, QUERIES, KEYS, scratch, most, scratch, inverseAt() + v);
        }
        ColumnBlock.multiply(
                scratch, scoresAt(), QUERIES, KEYS, scratch, valuesAt(), padded, scratch, addedAt(), padded);
        for (int q = 0; q < QUERIES; q++) {
            float factor = scratch[blockMostAt() + q];
            scratch[sumAt() + q] = scratch[sumAt() + q] * factor + 1 / scratch[inverseAt() + q];
            int to = resultsAt() + q * padded;
            int more = addedAt() + q * padded;
            for (int c = 0; c < padded; c++) {
                scratch[to + c] = scratch[to + c] * factor + scratch[more + c];
            }
        }
    }

    /** As if there were some hundred keys; how many, only the image tells. */
    @Override
    public long cost() {
        return 100L * (op.keyChannels() + op.channels());
    }
}
