package io.github.upscale4j.cpu;

import io.github.upscale4j.net.Op;

/** Reading at learned places, the same on every CPU path: a network has it once, on few channels. */
public final class Sample extends RowKernel {
    private final Op.Sample op;
    private final BatchKernel.Finish finish;
    private final int channels;

    /** @param finish what follows on the pixels of a row */
    public Sample(Op.Sample op, BatchKernel.Finish finish, int channels) {
        this.op = op;
        this.finish = finish;
        this.channels = channels;
    }

    @Override
    protected void row(StepRows rows, int y, int x0, int x1, Scratch scratch) {
        float[] a = rows.arena();
        int factor = op.factor();
        int cell = y / factor;
        int height = rows.operandHeight(0);
        int width = rows.operandWidth(0);
        int stride = rows.operandStride(0);
        int down = op.groups() * factor * factor; // from an offset to the right to the one downwards
        for (int x = x0; x < x1; x++) {
            int out = rows.output(y) + x * rows.outputStride();
            int place = rows.operand(1, cell) + x / factor * rows.operandStride(1) + y % factor * factor + x % factor;
            for (int c = 0; c < channels; c++) {
                a[out + c] = 0;
            }
            for (int group = 0; group < op.groups(); group++, place += factor * factor) {
                float right = moved(op.shift(x), a[place], width);
                float below = moved(op.shift(y), a[place + down], height);
                int left = x / factor + floor(right);
                int top = cell + floor(below);
                add(
                        a,
                        rows.operand(0, kept(top, height)) + group * channels,
                        rows.operand(0, kept(top + 1, height)) + group * channels,
                        kept(left, width) * stride,
                        kept(left + 1, width) * stride,
                        right - floor(right),
                        below - floor(below),
                        out);
            }
        }
        finish.apply(rows, y, x0, x1);
    }

    /** Within the image at least, wherever the pixel is: whole numbers must hold it. */
    private static float moved(float shift, float offset, int size) {
        return Math.max(-size, Math.min(size, shift + offset));
    }

    private static int floor(float value) {
        int whole = (int) value;
        return whole > value ? whole - 1 : whole;
    }

    private static int kept(int i, int size) {
        return Math.max(0, Math.min(size - 1, i));
    }

    private void add(float[] a, int upper, int lower, int from, int to, float right, float below, int out) {
        for (int c = 0; c < channels; c++) {
            float over = a[upper + from + c] * (1 - right) + a[upper + to + c] * right;
            float under = a[lower + from + c] * (1 - right) + a[lower + to + c] * right;
            a[out + c] += over * (1 - below) + under * below;
        }
    }

    @Override
    public long cost() {
        return op.groups() * (8L * channels + 16);
    }
}
