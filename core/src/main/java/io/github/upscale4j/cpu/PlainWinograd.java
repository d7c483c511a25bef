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
    /** Floats that the lines of a batch may take: half of a third-level cache's share of 8 MB. */
    private static final int CACHE = 1024 * 1024;

    /** Lines of one channel on its way through a transform: as loaded, between the two directions, and two more. */
    private static final int WORK = 2 * PRODUCTS + 2;

    private final Op.Conv op;
    private final int taps; // input channels, padded
    private final int batch;
    private final float[] transformed; // (36, out, taps)
    private final float[] bias;
    private final float[] slopes;

    PlainWinograd(Op.Conv op, Step step, Weights weights) {
        this(op, new Epilogue(step, weights), weights);
    }

    private PlainWinograd(Op.Conv op, Epilogue epilogue, Weights weights) {
        super(epilogue::applyRest);
        this.op = op;
        taps = Lines.padded(op.in());
        batch = Math.max(96, Math.min(192, CACHE / (PRODUCTS * (taps + op.out()))));
        bias = op.bias() ? weights.floats(op.name() + ".bias", op.out()) : new float[op.out()];
        slopes = epilogue.firstSlopes();
        transformed = new float[PRODUCTS * op.out() * taps];
        Winograd.weights(
                op,
                weights.floats(op.name() + ".weight", op.out(), op.in(), 3, 3),
                (o, c, k, value) -> transformed[(k * op.out() + o) * taps + c] = value);
    }

    @Override
    public int batch() {
        return batch;
    }

    @Override
    public int lines() {
        return productsAt() + PRODUCTS * op.out();
    }

    private int inputsAt() {
        return WORK;
    }

    private int productsAt() {
        return inputsAt() + PRODUCTS * taps;
    }

    /** The tiles of a batch, and free places for some ends of rows. */
    @Override
    public int lineLength() {
        return batch + batch / 8;
    }

    /** As many tiles as find places. */
    @Override
    protected int endOfBatch(Tiles tiles, int tile, int last) {
        int places = lineLength();
        int end = tile;
        while (end < last && places > 1) {
            int run = Math.min(tiles.endOfRun(end, last), end + places - 1);
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
        for (int c = 0; c < op.in(); c++) {
            load(rows, tiles, first, last, c, lines);
            transformInputs(c, places, lines);
        }
        multiply(places, lines);
        for (int o = 0; o < op.out(); o++) {
            transformProducts(o, places, lines);
            store(rows, tiles, first, last, o, lines);
        }
    }

    /** Channel {@code c}: row i, column j modulo 4 of the tiles' inputs to line {@code 4 i + j}. */
    private void load(StepRows rows, Tiles tiles, int first, int last, int c, float[][] lines) {
        float[] a = rows.arena();
        int stride = rows.operandStride(0);
        int place = 0;
        for (int t = first; t < last; ) {
            int run = tiles.endOfRun(t, last);
            for (int i = 0; i < SPAN; i++) {
                int row = rows.operand(0, tiles.top(t) - 1 + i) + (tiles.left(t) - 1) * stride + c;
                for (int j = 0; j < TILE; j++) {
                    float[] line = lines[i * TILE + j];
                    // the free place holds the first two columns after the run
                    int count = run - t + (j < SPAN - TILE ? 1 : 0);
                    for (int p = 0; p < count; p++) {
                        line[place + p] = a[row + (p * TILE + j) * stride];
                    }
                }
            }
            place += run - t + 1;
            t = run;
        }
    }

    private void transformInputs(int c, int places, float[][] l) {
        for (int j = 0; j < TILE; j++) {
            Lines.inputs(
                    l[j],
                    l[TILE + j],
                    l[2 * TILE + j],
                    l[3 * TILE + j],
                    l[4 * TILE + j],
                    l[5 * TILE + j],
                    l,
                    PRODUCTS + j,
                    TILE,
                    places);
        }
        float[] next0 = l[2 * PRODUCTS];
        float[] next1 = l[2 * PRODUCTS + 1];
        for (int i = 0; i < SPAN; i++) {
            int h = PRODUCTS + i * TILE;
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
            for (int o = 0; o < op.out(); o++) {
                int row = k * op.out() + o;
                Lines.multiply(lines[productsAt() + row], 0, lines, from, taps, transformed, row * taps, places);
            }
        }
    }

    /** Output channel {@code o}: pixel (i, j) of the tiles to line {@code PRODUCTS + 4 i + j}. */
    private void transformProducts(int o, int places, float[][] l) {
        int out = op.out();
        for (int j = 0; j < SPAN; j++) {
            int m = productsAt() + j * out + o;
            int step = SPAN * out;
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
