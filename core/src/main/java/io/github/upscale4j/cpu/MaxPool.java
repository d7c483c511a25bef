package io.github.upscale4j.cpu;

import io.github.upscale4j.net.Op;

/** The largest value of each channel within a cell, the same on every CPU path: it reads each value about once. */
public final class MaxPool extends RowKernel {
    private final Op.Pool op;
    private final BatchKernel.Finish finish;
    private final int channels;

    /** @param finish what follows on the pixels of a row */
    public MaxPool(Op.Pool op, BatchKernel.Finish finish, int channels) {
        this.op = op;
        this.finish = finish;
        this.channels = channels;
    }

    @Override
    protected void row(StepRows rows, int y, int x0, int x1, Scratch scratch) {
        float[] a = rows.arena();
        int height = rows.operandHeight(0);
        int width = rows.operandWidth(0);
        int stride = rows.operandStride(0);
        int top = op.first(y, height, rows.height());
        int bottom = op.end(y, height, rows.height());
        for (int x = x0; x < x1; x++) {
            int left = op.first(x, width, rows.width());
            int right = op.end(x, width, rows.width());
            int out = rows.output(y) + x * rows.outputStride();
            System.arraycopy(a, rows.operand(0, top) + left * stride, a, out, channels);
            for (int i = top; i < bottom; i++) {
                int row = rows.operand(0, i);
                for (int j = left; j < right; j++) {
                    for (int c = 0; c < channels; c++) {
                        a[out + c] = Math.max(a[out + c], a[row + j * stride + c]);
                    }
                }
            }
        }
        finish.apply(rows, y, x0, x1);
    }

    @Override
    public long cost() {
        return 64L * channels;
    }
}
