package io.github.upscale4j.cpu.simd;

import static io.github.upscale4j.cpu.simd.VectorSupport.LANES;
import static io.github.upscale4j.cpu.simd.VectorSupport.SPECIES;

import io.github.upscale4j.cpu.Epilogue;
import io.github.upscale4j.cpu.Scratch;
import io.github.upscale4j.cpu.StepRows;
import io.github.upscale4j.cpu.WindowKernel;
import io.github.upscale4j.net.Attention;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Step;
import io.github.upscale4j.weights.Weights;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Window attention, one head of one window after the other, all in memory that stays in the cache. Lanes are queries: the
 * scores of one key lie side by side, so that the softmax goes down columns and needs no sums across lanes. A window that the image's edge cuts is computed whole, with weights of 0 for the
 * keys that are not there.
 */
final class VectorAttention extends WindowKernel {
    private final int size; // channels of a head
    private final int padded; // the same in whole vectors
    private final int pixels; // of a window
    private final ChannelBlocks blocks; // of queries
    private final int[] place; // of each query in a line of its block's lines, (pixels)
    private final int[] block; // of each query, (pixels)
    private final float[] bias; // heads of scores
    private final float[] factors;
    private final float[] zeros;

    VectorAttention(Op.WindowAttention op, Step step, Weights weights) {
        super(op, new VectorEpilogue(new Epilogue(step, weights), op.channels())::apply);
        size = op.channels() / op.heads();
        padded = (size + LANES - 1) / LANES * LANES;
        pixels = op.window() * op.window();
        blocks = new ChannelBlocks(pixels, 1);
        place = new int[pixels];
        block = new int[pixels];
        for (int query = 0; query < pixels; query++) {
            while (query >= blocks.first(block[query]) + blocks.channels(block[query])) {
                block[query]++;
            }
            place[query] = query - blocks.first(block[query]);
            if (query + 1 < pixels) {
                block[query + 1] = block[query];
            }
        }
        bias = bias(op.attention().bias(op, weights));
        factors = op.attention().factors(op, weights);
        zeros = new float[blocks.padded()];
    }

    /** Spreads out what is given for each distance: for every head, key and query, in the order of the scores. */
    private float[] bias(float[] distances) {
        float[] all = new float[op.heads() * scores()];
        for (int head = 0; head < op.heads(); head++) {
            for (int key = 0; key < pixels; key++) {
                for (int query = 0; query < pixels; query++) {
                    all[head * scores() + line(query, pixels) + key * lineLength(query) + place[query]] =
                            distances[head * op.distances() + op.distance(query, key)];
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

    private int scores() {
        return blocks.padded() * pixels;
    }

    // the parts of the scratch memory, in their order: the window's pixels (pixel, queries and keys and values),
    // queries
    // (block, channel, query), scores (block, key, query), results (query, padded channel), and two numbers a query

    private int pixelFloats() {
        return 3 * op.channels();
    }

    private int queriesAt() {
        // the last value's vector reaches past it
        return wholeBlocks(pixels) * pixelFloats() + LANES;
    }

    private int scoresAt() {
        return queriesAt() + blocks.padded() * size;
    }

    private int resultsAt() {
        return scoresAt() + blocks.padded() * wholeBlocks(pixels);
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

    /** A register block may compute a few rows more than there are; the next block's first ones are written after them. */
    private static int wholeBlocks(int rows) {
        return (rows + RegisterBlock.PIXELS - 1) / RegisterBlock.PIXELS * RegisterBlock.PIXELS;
    }

    @Override
    protected void window(StepRows rows, int top, int left, int y0, int y1, int x0, int x1, Scratch memory) {
        float[] scratch = memory.floats();
        boolean cut = (y1 - y0) * (x1 - x0) < pixels;
        if (cut) {
            // a weight of 0 does not undo what is no number
            Arrays.fill(scratch, 0, pixels * pixelFloats(), 0);
        }
        gather(rows, top, left, y0, y1, x0, x1, scratch);
        for (int head = 0; head < op.heads(); head++) {
            turn(head, scratch);
            score(head, scratch);
            if (cut) {
                hide(y0 - top, y1 - top, x0 - left, x1 - left, scratch);
            }
            softmax(head, scratch);
            weigh(head, scratch);
            scatter(rows, top, left, y0, y1, x0, x1, head, scratch);
        }
    }

    private void gather(StepRows rows, int top, int left, int y0, int y1, int x0, int x1, float[] scratch) {
        int stride = rows.operandStride(0);
        for (int y = y0; y < y1; y++) {
            int from = rows.operand(0, y) + x0 * stride;
            int to = ((y - top) * op.window() + x0 - left) * pixelFloats();
            for (int x = x0; x < x1; x++) {
                System.arraycopy(rows.arena(), from, scratch, to, pixelFloats());
                from += stride;
                to += pixelFloats();
            }
        }
    }

    /** Queries to lanes, times their factor; for cosines, queries and keys get the length 1. */
    private void turn(int head, float[] scratch) {
        boolean cosine = op.attention() == Attention.COSINE;
        for (int pixel = 0; pixel < pixels; pixel++) {
            int at = pixel * pixelFloats() + head * size;
            float factor = factors[head];
            if (cosine) {
                factor *= inverseLength(scratch, at, size);
                int key = at + op.channels();
                copy(scratch, key, inverseLength(scratch, key, size), scratch, key, size);
            }
            spread(
                    scratch,
                    at,
                    factor,
                    scratch,
                    queriesAt() + line(pixel, size) + place[pixel],
                    lineLength(pixel),
                    size);
        }
    }

    private static void spread(float[] a, int from, float factor, float[] out, int to, int step, int count) {
        for (int c = 0; c < count; c++) {
            out[to + c * step] = a[from + c] * factor;
        }
    }

    private static float inverseLength(float[] a, int at, int count) {
        float even = 0;
        float odd = 0;
        for (int c = 0; c < count - 1; c += 2) {
            even += a[at + c] * a[at + c];
            odd += a[at + c + 1] * a[at + c + 1];
        }
        float last = count % 2 == 0 ? 0 : a[at + count - 1];
        return 1 / Math.max(1e-12f, (float) Math.sqrt(even + odd + last * last));
    }

    private void score(int head, float[] scratch) {
        int keys = op.channels() + head * size;
        for (int b = 0; b < blocks.count(); b++) {
            int line = blocks.vectors(b) * LANES;
            int queries = queriesAt() + blocks.first(b) * size;
            int to = scoresAt() + blocks.first(b) * pixels;
            for (int key = 0; key < pixels; key += RegisterBlock.pixels(blocks.vectors(b))) {
                RegisterBlock.multiply(
                        blocks.vectors(b),
                        scratch,
                        keys + key * pixelFloats(),
                        pixelFloats(),
                        size,
                        scratch,
                        queries,
                        zeros,
                        0,
                        scratch,
                        to + key * line,
                        line);
            }
        }
    }

    /** Gives the keys outside the given rows and columns of the window a score that leaves them no weight. */
    private void hide(int y0, int y1, int x0, int x1, float[] scratch) {
        for (int key = 0; key < pixels; key++) {
            int y = key / op.window();
            int x = key % op.window();
            if (y < y0 || y >= y1 || x < x0 || x >= x1) {
                for (int b = 0; b < blocks.count(); b++) {
                    int line = blocks.vectors(b) * LANES;
                    int at = scoresAt() + blocks.first(b) * pixels + key * line;
                    Arrays.fill(scratch, at, at + line, Float.NEGATIVE_INFINITY);
                }
            }
        }
    }

    private void softmax(int head, float[] scratch) {
        for (int b = 0; b < blocks.count(); b++) {
            int line = blocks.vectors(b) * LANES;
            int block = blocks.first(b) * pixels;
            for (int v = 0; v < line; v += LANES) {
                int at = scoresAt() + block + v;
                int query = blocks.first(b) + v;
                VectorElementary.biasAndMost(
                        scratch, at, line, pixels, bias, head * scores() + block + v, scratch, mostAt() + query);
                VectorElementary.expAndInverseSum(
                        scratch, at, line, pixels, scratch, mostAt() + query, scratch, inverseAt() + query);
            }
        }
    }

    private void weigh(int head, float[] scratch) {
        for (int b = 0; b < blocks.count(); b++) {
            ColumnBlock.multiply(
                    scratch,
                    scoresAt() + blocks.first(b) * pixels,
                    blocks.vectors(b) * LANES,
                    pixels,
                    scratch,
                    2 * op.channels() + head * size,
                    pixelFloats(),
                    scratch,
                    resultsAt() + blocks.first(b) * padded,
                    padded);
        }
    }

    private void scatter(StepRows rows, int top, int left, int y0, int y1, int x0, int x1, int head, float[] scratch) {
        int stride = rows.outputStride();
        for (int y = y0; y < y1; y++) {
            int pixel = (y - top) * op.window() + x0 - left;
            int to = rows.output(y) + x0 * stride + head * size;
            for (int x = x0; x < x1; x++, pixel++, to += stride) {
                copy(scratch, resultsAt() + pixel * padded, scratch[inverseAt() + pixel], rows.arena(), to, size);
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
