package io.github.upscale4j.cpu.simd;

import static io.github.upscale4j.cpu.simd.VectorSupport.LANES;
import static io.github.upscale4j.cpu.simd.VectorSupport.SPECIES;

import io.github.upscale4j.cpu.Attended;
import io.github.upscale4j.cpu.Epilogue;
import io.github.upscale4j.cpu.Scratch;
import io.github.upscale4j.cpu.StepRows;
import io.github.upscale4j.cpu.WindowKernel;
import io.github.upscale4j.plan.Step;
import io.github.upscale4j.weights.Weights;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Attention, one head of one window after the other, all in memory that stays in the cache. Lanes are queries: the scores
 * of one key lie side by side, so that the softmax goes down columns and needs no sums across lanes. Queries are taken in
 * blocks of some vectors, whose scores are all that there is at a time. A window that the image's edge cuts is computed
 * whole, with weights of 0 for the keys that are not there.
 */
final class VectorAttention extends WindowKernel {
    private final int size; // channels of a head
    private final int padded; // the same in whole vectors
    private final int keys; // of a window
    private final ChannelBlocks blocks; // of queries
    private final int[] place; // of each query in a line of its block's lines, (queries)
    private final int[] block; // of each query, (queries)
    private final float[] bias; // heads of scores
    private final float[] zeros;

    VectorAttention(Attended op, Step step, Weights weights) {
        super(op, new VectorEpilogue(new Epilogue(step, weights), op.channels())::apply);
        size = op.size();
        padded = (size + LANES - 1) / LANES * LANES;
        keys = windows.keys();
        int queries = windows.queries();
        blocks = new ChannelBlocks(queries, 1);
        place = new int[queries];
        block = new int[queries];
        for (int query = 0; query < queries; query++) {
            while (query >= blocks.first(block[query]) + blocks.channels(block[query])) {
                block[query]++;
            }
            place[query] = query - blocks.first(block[query]);
            if (query + 1 < queries) {
                block[query + 1] = block[query];
            }
        }
        bias = inBlocks(op.bias());
        zeros = new float[blocks.padded()];
    }

    /** From (heads, queries, keys) to the order of the scores. */
    private float[] inBlocks(float[] pairs) {
        int queries = windows.queries();
        float[] all = new float[op.biases() * scores()];
        for (int head = 0; head < op.biases(); head++) {
            for (int query = 0; query < queries; query++) {
                int to = head * scores() + line(query, keys) + place[query];
                for (int key = 0; key < keys; key++) {
                    all[to + key * lineLength(query)] = pairs[(head * queries + query) * keys + key];
                }
            }
        }
        return all;
    }

    /** Where the lines of the query's block start, of which each block has {@code lines}. */
    private int line(int query, int lines) {
        return blocks.first(block[query]) * lines;
    }

    private int lineLength(int query) {
        return blocks.vectors(block[query]) * LANES;
    }

    /** Of one head, all blocks together. */
    private int scores() {
        return blocks.padded() * keys;
    }

    // the parts of the scratch memory, in their order: keys and values of the window (key, all channels), queries
    // (block,
    // channel, query), scores of a block (key, query), results (query, padded channel), and two numbers a query

    private int valuesAt() {
        return wholeBlocks(keys) * op.channels();
    }

    private int queriesAt() {
        // the last value's vector reaches past it
        return valuesAt() + keys * op.channels() + LANES;
    }

    private int scoresAt() {
        return queriesAt() + blocks.padded() * size;
    }

    private int resultsAt() {
        return scoresAt() + blocks.vectors(0) * LANES * wholeBlocks(keys);
    }

    private int mostAt() {
        return resultsAt() + blocks.padded() * padded;
    }

    private int inverseAt() {
        return mostAt() + blocks.padded();
    }

    @Override
    public int scratch() {
        return inverseAt() + blocks.padded();
    }

    /** A register block may compute a few rows more than there are. */
    private static int wholeBlocks(int rows) {
        return (rows + RegisterBlock.PIXELS - 1) / RegisterBlock.PIXELS * RegisterBlock.PIXELS;
    }

    @Override
    protected void window(StepRows rows, int top, int left, int y0, int y1, int x0, int x1, Scratch memory) {
        float[] scratch = memory.floats();
        gather(op.keys(), rows, top, left, scratch, 0);
        gather(op.values(), rows, top, left, scratch, valuesAt());
        int k0 = firstKeyRow(top);
        int k1 = endKeyRow(rows, top);
        int l0 = firstKeyColumn(left);
        int l1 = endKeyColumn(rows, left);
        boolean cut = (k1 - k0) * (l1 - l0) < keys;
        for (int head = 0; head < op.heads(); head++) {
            turn(rows, top, left, y0, y1, x0, x1, head, scratch);
            for (int b = 0; b < blocks.count(); b++) {
                score(head, b, scratch);
                if (cut) {
                    hide(b, k0, k1, l0, l1, scratch);
                }
                softmax(op.biasOf(head, cutByRows(rows, top)), b, scratch);
                weigh(head, b, scratch);
            }
            scatter(rows, top, left, y0, y1, x0, x1, head, scratch);
        }
    }

    /** Queries to lanes, times their factor; for cosines, queries and keys get the length 1. */
    private void turn(StepRows rows, int top, int left, int y0, int y1, int x0, int x1, int head, float[] scratch) {
        float[] a = rows.arena();
        int stride = rows.operandStride(op.queries().operand());
        for (int y = y0; y < y1; y++) {
            int query = (y - top) * columns() + x0 - left;
            int at = query(rows, y, x0) + head * size;
            for (int x = x0; x < x1; x++, query++, at += stride) {
                at = op.sorted() ? query(rows, y, x) + head * size : at;
                float factor = op.factors()[head] * (op.cosine() ? inverseLength(a, at, size) : 1);
                int to = queriesAt() + line(query, size) + place[query];
                spread(a, at, factor, scratch, to, lineLength(query), size);
            }
        }
        for (int key = head * size; key < keys * op.channels() && op.cosine(); key += op.channels()) {
            copy(scratch, key, inverseLength(scratch, key, size), scratch, key, size);
        }
    }

    private static void spread(float[] a, int from, float factor, float[] out, int to, int step, int count) {
        for (int c = 0; c < count; c++) {
            out[to + c * step] = a[from + c] * factor;
        }
    }

    private void score(int head, int b, float[] scratch) {
        int line = blocks.vectors(b) * LANES;
        int queries = queriesAt() + blocks.first(b) * size;
        for (int key = 0; key < keys; key += RegisterBlock.pixels(blocks.vectors(b))) {
            RegisterBlock.multiply(
                    blocks.vectors(b),
                    scratch,
                    key * op.channels() + head * size,
                    op.channels(),
                    size,
                    scratch,
                    queries,
                    zeros,
                    0,
                    scratch,
                    scoresAt() + key * line,
                    line);
        }
    }

    /** Gives the keys outside the given rows and columns of the window a score that leaves them no weight. */
    private void hide(int b, int k0, int k1, int l0, int l1, float[] scratch) {
        int line = blocks.vectors(b) * LANES;
        for (int key = 0; key < keys; key++) {
            int k = key / windows.keyColumns();
            int l = key % windows.keyColumns();
            if (k < k0 || k >= k1 || l < l0 || l >= l1) {
                int at = scoresAt() + key * line;
                Arrays.fill(scratch, at, at + line, Float.NEGATIVE_INFINITY);
            }
        }
    }

    private void softmax(int biases, int b, float[] scratch) {
        int line = blocks.vectors(b) * LANES;
        for (int v = 0; v < line; v += LANES) {
            int at = scoresAt() + v;
            int query = blocks.first(b) + v;
            int biasAt = biases * scores() + blocks.first(b) * keys + v;
            VectorElementary.biasAndMost(scratch, at, line, keys, bias, biasAt, scratch, mostAt() + query);
            VectorElementary.expAndInverseSum(
                    scratch, at, line, keys, scratch, mostAt() + query, scratch, inverseAt() + query);
        }
    }

    private void weigh(int head, int b, float[] scratch) {
        ColumnBlock.multiply(
                scratch,
                scoresAt(),
                blocks.vectors(b) * LANES,
                keys,
                scratch,
                valuesAt() + head * size,
                op.channels(),
                scratch,
                resultsAt() + blocks.first(b) * padded,
                padded);
    }

    private void scatter(StepRows rows, int top, int left, int y0, int y1, int x0, int x1, int head, float[] scratch) {
        int stride = rows.outputStride();
        for (int y = y0; y < y1; y++) {
            int query = (y - top) * columns() + x0 - left;
            int to = output(rows, y, x0) + head * size;
            for (int x = x0; x < x1; x++, query++, to += stride) {
                to = op.sorted() ? output(rows, y, x) + head * size : to;
                copy(scratch, resultsAt() + query * padded, scratch[inverseAt() + query], rows.arena(), to, size);
            }
        }
    }

    private static void copy(float[] from, int at, float factor, float[] out, int to, int count) {
        int whole = SPECIES.loopBound(count);
        for (int c = 0; c < whole; c += LANES) {
            FloatVector.fromArray(SPECIES, from, at + c).mul(factor).intoArray(out, to + c);
        }
        for (int c = whole; c < count; c++) {
            out[to + c] = from[at + c] * factor;
        }
    }
}
