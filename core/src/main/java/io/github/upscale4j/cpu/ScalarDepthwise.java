package io.github.upscale4j.cpu;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Step;
import io.github.upscale4j.weights.Weights;

/** Convolution of each channel on its own as plain loops. */
final class ScalarDepthwise extends RowKernel {
    private final Op.DepthwiseConv op;
    private final float[] weight; // (channels, kernel, kernel)
    private final float[] bias;
    private final Epilogue epilogue;

    ScalarDepthwise(Op.DepthwiseConv op, Step step, Weights weights) {
        this.op = op;
        weight = op.weight(weights);
        bias = op.bias(weights);
        epilogue = new Epilogue(step, weights);
    }

    @Override
    protected void row(StepRows rows, int y, int x0, int x1, Scratch scratch) {
        float[] a = rows.arena();
        int k = op.kernel();
        int stride = rows.operandStride(0);
        for (int x = x0; x < x1; x++) {
            int out = rows.output(y) + x * rows.outputStride();
            for (int c = 0; c < op.channels(); c++) {
                float sum = bias[c];
                for (int i = 0; i < k; i++) {
                    int from = rows.operand(0, y + i - k / 2) + (x - k / 2) * stride + c;
                    for (int j = 0; j < k; j++) {
                        sum += a[from + j * stride] * weight[(c * k + i) * k + j];
                    }
                }
                a[out + c] = sum;
            }
        }
        epilogue.apply(rows, y, x0, x1);
    }

    @Override
    public long cost() {
        return (long) op.channels() * op.kernel() * op.kernel();
    }
}
