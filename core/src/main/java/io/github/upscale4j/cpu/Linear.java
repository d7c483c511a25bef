package io.github.upscale4j.cpu;

import io.github.upscale4j.net.Op;

/** Linear interpolation, the same on every CPU path: a network has it once, on few channels. */
public final class Linear extends RowKernel {
    private final Op.Bilinear op;
    private final BatchKernel.Finish finish;
    private final int channels;

    /** @param finish what follows on the pixels of a row */
    public Linear(Op.Bilinear op, BatchKernel.Finish finish, int channels) {
        this.op = op;
        this.finish = finish;
        this.channels = channels;
    }

    @Override
    protected void row(StepRows rows, int y, int x0, int x1, Scratch scratch) {
        float[] a = rows.arena();
        int inHeight = rows.height() / op.factor();
        int inWidth = rows.width() / op.factor();
        double row = op.position(y, inHeight);
        int top = (int) row;
        float below = (float) (row - top);
        int upper = rows.operand(0, top);
        int lower = rows.operand(0, Math.min(top + 1, inHeight - 1));
        int stride = rows.operandStride(0);
        for (int x = x0; x < x1; x++) {
            double column = op.position(x, inWidth);
            int left = (int) column;
            float right = (float) (column - left);
            int from = left * stride;
            int to = Math.min(left + 1, inWidth - 1) * stride;
            int out = rows.output(y) + x * rows.outputStride();
            mix(a, upper, lower, from, to, right, below, out, channels);
        }
        finish.apply(rows, y, x0, x1);
    }

    /** The mean of four pixels, weighted by how far right and below the point between them is. */
    static void mix(
            float[] a, int upper, int lower, int from, int to, float right, float below, int out, int channels) {
        for (int c = 0; c < channels; c++) {
            float over = a[upper + from + c] * (1 - right) + a[upper + to + c] * right;
            float under = a[lower + from + c] * (1 - right) + a[lower + to + c] * right;
            a[out + c] = over * (1 - below) + under * below;
        }
    }

    @Override
    public long cost() {
        return 6L * channels + 16;
    }
}
