package io.github.upscale4j.cpu;

import static io.github.upscale4j.cpu.Winograd.PRODUCTS;
import static io.github.upscale4j.cpu.Winograd.SPAN;
import static io.github.upscale4j.cpu.Winograd.TILE;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Step;
import io.github.upscale4j.weights.Weights;
import java.util.Arrays;

/**
 * 3 x 3 convolution by {@link Winograd} in {@link Lines}: place {@code p} of every line belongs to one tile of the batch.
 * Tiles that are neighbours in the image have neighbouring places; where a row of tiles ends, one place stays free, since
 * the last tile's inputs reach into the column after it.
 */
final class PlainWinograd extends BatchKernel {
    /** Tiles of a batch: the products' inputs, 64 lines or so, stay near the first-level cache. */
    private static final int BATCH = 128;

    /** Places of a line: those of a batch and free ones for some ends of rows. */
    private static final int PLACES = Lines.aligned(BATCH + BATCH / 8);

    /** Channels that are loaded together: neighbours in memory. */
    private static final int ABREAST = 4;

    /** Lines of a channel's inputs: six rows of four columns for each tile, the other two being its neighbour's. */
    private static final int LOADED = SPAN * TILE;

    /** Lines for the channels on their way through a transform: loaded, between its two directions, and two more. */
    private static final int WORK = (ABREAST + 1) * LOADED + 2;

    /** What sums of products start with: the bias comes after their transform. */
    private static final float[] NONE = new float[Lines.SUMS];

    private final Op.Conv op;
    private final int taps; // input channels, padded
    private final int outputs; // output channels, padded
    private final float[] transformed; // (36, outputs, taps)
    private final float[] bias;
    private final float[] slopes;

    PlainWinograd(Op.Conv op, Step step, Weights weights) {
        this(op, new Epilogue(step, weights), weights);
    }

    private PlainWinograd(Op.Conv op, Epilogue epilogue, Weights weights) {
        super(epilogue::applyRest);
        this.op = op;
        taps = Lines.paddedInputs(op.in());
        outputs = Lines.paddedSums(op.out());
        bias = op.bias(weights);
        slopes = epilogue.firstSlopes();
        transformed = new float[PRODUCTS * outputs * taps];
        Winograd.weights(op, op.weight(weights), (o, c, k, value) -> transformed[(k * outputs + o) * taps + c] = value);
    }

    @Override
    public int batch() {
        return BATCH;
    }

    @Override
    public int lines() {
        return productsAt() + PRODUCTS * outputs;
    }

    private int inputsAt() {
        return WORK;
    }

    private int productsAt() {
        return inputsAt() + PRODUCTS * taps;
    }

    @Override
    public int lineLength() {
        return PLACES;
    }

    /** Batches of about the same size, since short lines are slow; no more tiles than find places. */
    @Override
    protected int endOfBatch(Tiles tiles, int tile, int last) {
        int batches = (last - tile + BATCH - 1) / BATCH;
        int enough = tile + (last - tile + batches - 1) / batches;
        int places = PLACES;
        int end = tile;
        while (end < enough && places > 1) {
            int run = Math.min(tiles.endOfRun(end, enough), end + places - 1);
            places -= run - end + 1;
            end = run;
        }
        return end;
    }

    @Override
    public long cost() {
        return Winograd.cost(op);
    }

    @Override
    protected void batch(StepRows rows, Tiles tiles, int first, int last, Scratch scratch) {
        float[][] lines = scratch.lines();
        int places = last - first;
        for (int t = first; t < last; t = tiles.endOfRun(t, last)) {
            places++; // the free one
        }
        for (int next = 0; next < op.in(); next += ABREAST) {
            // the last ones may be done twice, rather than reading past them
            int c = Math.min(next, op.in() - ABREAST);
            load(rows, tiles, first, last, c, lines);
            for (int i = 0; i < ABREAST; i++) {
                transformInputs(c + i, i * LOADED, places, lines);
            }
        }
        multiply(places, lines);
        for (int o = 0; o < op.out(); o++) {
            transformProducts(o, places, lines);
            store(rows, tiles, first, last, o, lines);
        }
    }

    /** Four channels from {@code c} on: row i, column j modulo 4 of the tiles' inputs to line {@code 4 i + j} of each. */
    private void load(StepRows rows, Tiles tiles, int first, int last, int c, float[][] lines) {
        int stride = rows.operandStride(0);
        int place = 0;
        for (int t = first; t < last; ) {
            int run = tiles.endOfRun(t, last);
            for (int i = 0; i < SPAN; i++) {
                int row = rows.operand(0, tiles.top(t) - 1 + i) + (tiles.left(t) - 1) * stride + c;
                for (int j = 0; j < TILE; j++) {
                    // the free place holds the first two columns after the run
                    int end = place + run - t + (j < SPAN - TILE ? 1 : 0);
                    int line = i * TILE + j;
                    spread(
                            rows.arena(),
                            row + j * stride,
                            TILE * stride,
                            lines[line],
                            lines[LOADED + line],
                            lines[2 * LOADED + line],
                            lines[3 * LOADED + line],
                            place,
                            end);
                }
            }
            place += run - t + 1;
            t = run;
        }
    }

    private static void spread(
            float[] a, int at, int step, float[] l0, float[] l1, float[] l2, float[] l3, int place, int end) {
        for (int p = place, from = at; p < end; p++, from += step) {
            l0[p] = a[from];
            l1[p] = a[from + 1];
            l2[p] = a[from + 2];
            l3[p] = a[from + 3];
        }
    }

    /** @param loaded the first line of the channel's inputs */
    private void transformInputs(int c, int loaded, int places, float[][] l) {
        int half = ABREAST * LOADED;
        for (int j = 0; j < TILE; j++) {
            int d = loaded + j;
            Lines.inputs(
                    l[d],
                    l[d + TILE],
                    l[d + 2 * TILE],
                    l[d + 3 * TILE],
                    l[d + 4 * TILE],
                    l[d + 5 * TILE],
                    l,
                    half + j,
                    TILE,
                    places);
        }
        float[] next0 = l[WORK - 2];
        float[] next1 = l[WORK - 1];
        for (int i = 0; i < SPAN; i++) {
            int h = half + i * TILE;
            System.arraycopy(l[h], 1, next0, 0, places - 1);
            System.arraycopy(l[h + 1], 1, next1, 0, places - 1);
            Lines.inputs(
                    l[h],
                    l[h + 1],
                    l[h + 2],
                    l[h + 3],
                    next0,
                    next1,
                    l,
                    inputsAt() + i * SPAN * taps + c,
                    taps,
                    places);
        }
    }

    private void multiply(int places, float[][] lines) {
        for (int k = 0; k < PRODUCTS; k++) {
            int from = inputsAt() + k * taps;
            // what another kernel left there might be no number, which no zero weight undoes
            for (int c = op.in(); c < taps; c++) {
                Arrays.fill(lines[from + c], 0, places, 0);
            }
            for (int o = 0; o < outputs; o += Lines.SUMS) {
                int row = k * outputs + o;
                Lines.multiply(lines, productsAt() + row, NONE, 0, from, taps, transformed, row * taps, places);
            }
        }
    }

    /** Output channel {@code o}: pixel (i, j) of the tiles to line {@code PRODUCTS + 4 i + j}. */
    private void transformProducts(int o, int places, float[][] l) {
        for (int j = 0; j < SPAN; j++) {
            int m = productsAt() + j * outputs + o;
            int step = SPAN * outputs;
            Lines.outputs(
                    l[m],
                    l[m + step],
                    l[m + 2 * step],
                    l[m + 3 * step],
                    l[m + 4 * step],
                    l[m + 5 * step],
                    l,
                    j,
                    SPAN,
                    places);
        }
        for (int i = 0; i < TILE; i++) {
            int m = i * SPAN;
            Lines.outputs(l[m], l[m + 1], l[m + 2], l[m + 3], l[m + 4], l[m + 5], l, PRODUCTS + i * TILE, 1, places);
            for (int j = 0; j < TILE; j++) {
                Lines.activate(l[PRODUCTS + i * TILE + j], bias[o], slopes[o], places);
            }
        }
    }

    private void store(StepRows rows, Tiles tiles, int first, int last, int o, float[][] lines) {
        float[] a = rows.arena();
        int stride = rows.outputStride();
        int place = 0;
        for (int t = first; t < last; ) {
            int run = tiles.endOfRun(t, last);
            int left = tiles.left(t);
            int right = tiles.right(run - 1);
            for (int y = tiles.firstRow(t); y < tiles.endRow(t); y++) {
                int row = rows.output(y) + o;
                int line = PRODUCTS + (y - tiles.top(t)) * TILE;
                for (int j = 0; j < TILE; j++) {
                    float[] values = lines[line + j];
                    int p = place;
                    for (int x = left + j; x < right; x += TILE) {
                        a[row + x * stride] = values[p++];
                    }
                }
            }
            place += run - t + 1;
            t = run;
        }
    }
}
