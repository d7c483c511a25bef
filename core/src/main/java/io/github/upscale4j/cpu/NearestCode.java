package io.github.upscale4j.cpu;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.weights.Weights;
import java.util.Arrays;

/** The nearest of some learned vectors, many distances of a pixel at a time; the same on every CPU path. */
public final class NearestCode extends RowKernel {
    /** Distances at a time: they stay in the first-level cache. */
    private static final int CODES = 512;

    private final Op.NearestCode op;
    private final BatchKernel.Finish finish;
    private final float[] codes; // (code, channel)
    private final float[][] planes; // (channel, code)

    /** @param finish what follows on the pixels of a row */
    public NearestCode(Op.NearestCode op, BatchKernel.Finish finish, Weights weights) {
        this.op = op;
        this.finish = finish;
        codes = op.values(weights);
        planes = new float[op.channels()][op.codes()];
        for (int i = 0; i < codes.length; i++) {
            planes[i % op.channels()][i / op.channels()] = codes[i];
        }
    }

    /** Distances. */
    @Override
    public int scratch() {
        return CODES;
    }

    @Override
    protected void row(StepRows rows, int y, int x0, int x1, Scratch scratch) {
        float[] a = rows.arena();
        for (int x = x0; x < x1; x++) {
            int in = rows.operand(0, y) + x * rows.operandStride(0);
            int out = rows.output(y) + x * rows.outputStride();
            int nearest = nearest(a, in, scratch.floats());
            if (nearest < 0) {
                System.arraycopy(a, in, a, out, op.channels());
            } else {
                System.arraycopy(codes, nearest * op.channels(), a, out, op.channels());
            }
        }
        finish.apply(rows, y, x0, x1);
    }

    private int nearest(float[] a, int pixel, float[] distances) {
        float least = Float.POSITIVE_INFINITY;
        int nearest = -1;
        for (int first = 0; first < op.codes(); first += CODES) {
            int count = Math.min(CODES, op.codes() - first);
            Arrays.fill(distances, 0, count, 0);
            for (int c = 0; c < op.channels(); c++) {
                add(distances, planes[c], first, count, a[pixel + c]);
            }
            for (int i = 0; i < count; i++) {
                if (distances[i] < least) {
                    least = distances[i];
                    nearest = first + i;
                }
            }
        }
        return nearest;
    }

    private static void add(float[] distances, float[] plane, int first, int count, float value) {
        for (int i = 0; i < count; i++) {
            float difference = value - plane[first + i];
            distances[i] += difference * difference;
        }
    }

    @Override
    public long cost() {
        return (long) op.codes() * (op.channels() + 1);
    }
}
