package io.github.upscale4j.cpu;

import io.github.upscale4j.net.Op;

/** Cubic interpolation, the same on every CPU path: a network has it once, on few channels. */
public final class Cubic extends RowKernel {
    private final Op.Bicubic op;
    private final BatchKernel.Finish finish;
    private final int channels;

    /** @param finish what follows on the pixels of a row */
    public Cubic(Op.Bicubic op, BatchKernel.Finish finish, int channels) {
        this.op = op;
        this.finish = finish;
        this.channels = channels;
    }

    @Override
    protected void row(StepRows rows, int y, int x0, int x1, Scratch scratch) {
        float[] a = rows.arena();
        double row = op.position(y, rows.ownHeight() / op.factor(), rows.inputHeight());
        int top = (int) Math.floor(row);
        for (int x = x0; x < x1; x++) {
            double column = op.position(x, rows.ownWidth() / op.factor(), rows.inputWidth());
            int left = (int) Math.floor(column);
            int out = rows.output(y) + x * rows.outputStride();
            for (int c = 0; c < channels; c++) {
                a[out + c] = 0;
            }
            for (int i = top - 1; i <= top + 2; i++) {
                float across = (float) Op.Bicubic.weight(row - i);
                int from = rows.operand(0, clamped(i, rows.inputHeight()));
                for (int j = left - 1; j <= left + 2; j++) {
                    float weight = across * (float) Op.Bicubic.weight(column - j);
                    int pixel = from + clamped(j, rows.inputWidth()) * rows.operandStride(0);
                    for (int c = 0; c < channels; c++) {
                        a[out + c] += weight * a[pixel + c];
                    }
                }
            }
        }
        finish.apply(rows, y, x0, x1);
    }

    private static int clamped(int i, int size) {
        return Math.max(0, Math.min(size - 1, i));
    }

    @Override
    public long cost() {
        return 16L * channels + 64;
    }
}
