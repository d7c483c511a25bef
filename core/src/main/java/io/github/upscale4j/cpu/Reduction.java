package io.github.upscale4j.cpu;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.weights.Weights;

/** Squares of pixels to one, channel by channel: the same on every CPU path, as each pixel of the image is read once. */
public final class Reduction extends RowKernel {
    private final BatchKernel.Finish finish;
    private final float[] weight; // (kernel, kernel, channels)
    private final float[] bias;
    private final int kernel;

    /** @param finish what follows on the pixels of a row */
    public Reduction(Op.DepthwiseReduction op, BatchKernel.Finish finish, Weights weights) {
        this.finish = finish;
        kernel = op.kernel();
        bias = weights.floats(op.name() + ".bias", op.channels());
        float[] stored = weights.floats(op.name() + ".weight", op.channels(), 1, kernel, kernel);
        weight = new float[stored.length];
        for (int i = 0; i < stored.length; i++) {
            weight[i % (kernel * kernel) * bias.length + i / (kernel * kernel)] = stored[i];
        }
    }

    @Override
    protected void row(StepRows rows, int y, int x0, int x1, Scratch scratch) {
        float[] a = rows.arena();
        int stride = rows.operandStride(0);
        for (int x = x0; x < x1; x++) {
            int out = rows.output(y) + x * rows.outputStride();
            System.arraycopy(bias, 0, a, out, bias.length);
            for (int place = 0; place < kernel * kernel; place++) {
                int in = rows.operand(0, y * kernel + place / kernel) + (x * kernel + place % kernel) * stride;
                for (int c = 0; c < bias.length; c++) {
                    a[out + c] += a[in + c] * weight[place * bias.length + c];
                }
            }
        }
        finish.apply(rows, y, x0, x1);
    }

    @Override
    public long cost() {
        return weight.length;
    }
}
