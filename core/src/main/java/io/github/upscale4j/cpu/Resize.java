package io.github.upscale4j.cpu;

import io.github.upscale4j.net.Op;

/** Interpolation to any size, the same on every CPU path: it is of maps much smaller than the image. */
public final class Resize extends RowKernel {
    private final Op.Resize op;
    private final BatchKernel.Finish finish;
    private final int channels;

    /** @param finish what follows on the pixels of a row */
    public Resize(Op.Resize op, BatchKernel.Finish finish, int channels) {
        this.op = op;
        this.finish = finish;
        this.channels = channels;
    }

    @Override
    protected void row(StepRows rows, int y, int x0, int x1, Scratch scratch) {
        if (op.linear()) {
            linear(rows, y, x0, x1);
        } else {
            nearest(rows, y, x0, x1);
        }
        finish.apply(rows, y, x0, x1);
    }

    private void nearest(StepRows rows, int y, int x0, int x1) {
        int row = rows.operand(0, Op.Resize.nearest(y, rows.operandHeight(0), rows.height()));
        for (int x = x0; x < x1; x++) {
            int from = Op.Resize.nearest(x, rows.operandWidth(0), rows.width());
            System.arraycopy(
                    rows.arena(),
                    row + from * rows.operandStride(0),
                    rows.arena(),
                    rows.output(y) + x * rows.outputStride(),
                    channels);
        }
    }

    private void linear(StepRows rows, int y, int x0, int x1) {
        int height = rows.operandHeight(0);
        double row = Op.Resize.position(y, height, rows.height());
        int top = (int) row;
        float below = (float) (row - top);
        int width = rows.operandWidth(0);
        for (int x = x0; x < x1; x++) {
            double column = Op.Resize.position(x, width, rows.width());
            int left = (int) column;
            Linear.mix(
                    rows.arena(),
                    rows.operand(0, top),
                    rows.operand(0, Math.min(top + 1, height - 1)),
                    left * rows.operandStride(0),
                    Math.min(left + 1, width - 1) * rows.operandStride(0),
                    (float) (column - left),
                    below,
                    rows.output(y) + x * rows.outputStride(),
                    channels);
        }
    }

    @Override
    public long cost() {
        return 6L * channels + 16;
    }
}
