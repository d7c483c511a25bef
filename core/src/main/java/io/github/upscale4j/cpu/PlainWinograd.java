package io.github.upscale4j.cpu;

import static io.github.upscale4j.cpu.Winograd.PRODUCTS;
import static io.github.upscale4j.cpu.Winograd.SPAN;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Step;
import io.github.upscale4j.weights.Weights;

/** 3 x 3 convolution by {@link Winograd}, the 36 matrix products many tiles at a time in {@link Lines}. */
final class PlainWinograd extends BatchKernel {
    /** Floats that the lines of a batch may take: half of a third-level cache's share of 8 MB. */
    private static final int CACHE = 1024 * 1024;

    private final Op.Conv op;
    private final int taps; // input channels, padded
    private final int batch;
    private final float[] transformed; // (36, out, taps)
    private final float[] bias;

    PlainWinograd(Op.Conv op, Step step, Weights weights) {
        super(new Epilogue(step, weights));
        this.op = op;
        taps = Lines.padded(op.in());
        batch = Math.max(96, Math.min(192, CACHE / (PRODUCTS * (taps + op.out()))));
        bias = op.bias() ? weights.floats(op.name() + ".bias", op.out()) : new float[op.out()];
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
    public int scratch() {
        return PRODUCTS;
    }

    @Override
    public int lines() {
        return PRODUCTS * (taps + op.out());
    }

    @Override
    public int lineLength() {
        return batch;
    }

    @Override
    public long cost() {
        return Winograd.cost(op);
    }

    @Override
    protected void batch(StepRows rows, Tiles tiles, int first, int last, Scratch scratch) {
        float[][] lines = scratch.lines();
        for (int tile = first; tile < last; tile++) {
            inputs(rows, tiles, tile, tile - first, scratch.floats(), lines);
        }
        for (int k = 0; k < PRODUCTS; k++) {
            for (int c = op.in(); c < taps; c++) {
                java.util.Arrays.fill(lines[k * taps + c], 0, last - first, 0);
            }
            for (int o = 0; o < op.out(); o++) {
                int row = k * op.out() + o;
                float[] sum = lines[PRODUCTS * taps + row];
                Lines.multiply(sum, 0, lines, k * taps, taps, transformed, row * taps, last - first);
            }
        }
        for (int tile = first; tile < last; tile++) {
            outputs(rows, tiles, tile, tile - first, scratch.floats(), lines);
        }
    }

    private void inputs(StepRows rows, Tiles tiles, int tile, int place, float[] half, float[][] lines) {
        float[] a = rows.arena();
        int stride = rows.operandStride(0);
        int left = (tiles.left(tile) - 1) * stride;
        int top = tiles.top(tile) - 1;
        int r0 = rows.operand(0, top) + left;
        int r1 = rows.operand(0, top + 1) + left;
        int r2 = rows.operand(0, top + 2) + left;
        int r3 = rows.operand(0, top + 3) + left;
        int r4 = rows.operand(0, top + 4) + left;
        int r5 = rows.operand(0, top + 5) + left;
        for (int c = 0; c < op.in(); c++) {
            for (int j = 0; j < SPAN; j++) {
                int x = j * stride + c;
                float d0 = a[r0 + x];
                float d1 = a[r1 + x];
                float d2 = a[r2 + x];
                float d3 = a[r3 + x];
                float d4 = a[r4 + x];
                float d5 = a[r5 + x];
                half[j] = 4 * d0 - 5 * d2 + d4;
                half[SPAN + j] = (d4 - 4 * d2) + (d3 - 4 * d1);
                half[2 * SPAN + j] = (d4 - 4 * d2) - (d3 - 4 * d1);
                half[3 * SPAN + j] = (d4 - d2) + 2 * (d3 - d1);
                half[4 * SPAN + j] = (d4 - d2) - 2 * (d3 - d1);
                half[5 * SPAN + j] = 4 * d1 - 5 * d3 + d5;
            }
            for (int i = 0; i < SPAN; i++) {
                float d0 = half[i * SPAN];
                float d1 = half[i * SPAN + 1];
                float d2 = half[i * SPAN + 2];
                float d3 = half[i * SPAN + 3];
                float d4 = half[i * SPAN + 4];
                float d5 = half[i * SPAN + 5];
                int line = i * SPAN * taps + c;
                lines[line][place] = 4 * d0 - 5 * d2 + d4;
                lines[line + taps][place] = (d4 - 4 * d2) + (d3 - 4 * d1);
                lines[line + 2 * taps][place] = (d4 - 4 * d2) - (d3 - 4 * d1);
                lines[line + 3 * taps][place] = (d4 - d2) + 2 * (d3 - d1);
                lines[line + 4 * taps][place] = (d4 - d2) - 2 * (d3 - d1);
                lines[line + 5 * taps][place] = 4 * d1 - 5 * d3 + d5;
            }
        }
    }

    private void outputs(StepRows rows, Tiles tiles, int tile, int place, float[] half, float[][] lines) {
        int out = op.out();
        int left = tiles.left(tile);
        int top = tiles.top(tile);
        for (int o = 0; o < out; o++) {
            for (int j = 0; j < SPAN; j++) {
                int line = PRODUCTS * taps + j * out + o;
                float m1 = lines[line + SPAN * out][place];
                float m2 = lines[line + 2 * SPAN * out][place];
                float m3 = lines[line + 3 * SPAN * out][place];
                float m4 = lines[line + 4 * SPAN * out][place];
                half[j] = lines[line][place] + (m1 + m2) + (m3 + m4);
                half[SPAN + j] = (m1 - m2) + 2 * (m3 - m4);
                half[2 * SPAN + j] = (m1 + m2) + 4 * (m3 + m4);
                half[3 * SPAN + j] = (m1 - m2) + 8 * (m3 - m4) + lines[line + 5 * SPAN * out][place];
            }
            for (int y = tiles.firstRow(tile); y < tiles.endRow(tile); y++) {
                int row = (y - top) * SPAN;
                float m1 = half[row + 1];
                float m2 = half[row + 2];
                float m3 = half[row + 3];
                float m4 = half[row + 4];
                float m5 = half[row + 5];
                half[row] = half[row] + (m1 + m2) + (m3 + m4);
                half[row + 1] = (m1 - m2) + 2 * (m3 - m4);
                half[row + 2] = (m1 + m2) + 4 * (m3 + m4);
                half[row + 3] = (m1 - m2) + 8 * (m3 - m4) + m5;
                for (int x = left; x < tiles.right(tile); x++) {
                    rows.arena()[rows.output(y) + x * rows.outputStride() + o] = half[row + x - left] + bias[o];
                }
            }
        }
    }
}
