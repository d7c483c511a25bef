package io.github.upscale4j.cpu;

import io.github.upscale4j.net.Op;

/** The largest of the values around each, the same on every CPU path: comparisons are few beside what follows. */
public final class LocalMax extends RowKernel {
    private final Op.LocalMax op;
    private final BatchKernel.Finish finish;
    private final int channels;

    /** @param finish what follows on the pixels of a row */
    public LocalMax(Op.LocalMax op, BatchKernel.Finish finish, int channels) {
        this.op = op;
        this.finish = finish;
        this.channels = channels;
    }

    @Override
    protected void row(StepRows rows, int y, int x0, int x1, Scratch scratch) {
        float[] a = rows.arena();
        int half = op.kernel() / 2;
        int top = Math.max(0, y - half);
        int bottom = Math.min(rows.height() - 1, y + half);
        int stride = rows.operandStride(0);
        for (int x = x0; x < x1; x++) {
            int out = rows.output(y) + x * rows.outputStride();
            System.arraycopy(a, rows.operand(0, y) + x * stride, a, out, channels);
            for (int i = top; i <= bottom; i++) {
                int row = rows.operand(0, i);
                for (int j = Math.max(0, x - half); j <= Math.min(rows.width() - 1, x + half); j++) {
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
        return (long) channels * op.kernel() * op.kernel();
    }
}
