package io.github.upscale4j.cpu;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Step;
import io.github.upscale4j.weights.Weights;

/** Sums of the channels of a head as plain loops. */
final class ScalarMix extends RowKernel {
    private final Op.ChannelMix op;
    private final int size; // channels of a head
    private final Epilogue epilogue;

    ScalarMix(Op.ChannelMix op, Step step, Weights weights) {
        this.op = op;
        size = op.channels() / op.heads();
        epilogue = new Epilogue(step, weights);
    }

    @Override
    protected void row(StepRows rows, int y, int x0, int x1, Scratch scratch) {
        float[] a = rows.arena();
        for (int x = x0; x < x1; x++) {
            int image = y % op.step() * op.step() + x % op.step();
            int matrix = rows.operand(1, 0) + image * op.channels() * size;
            int in = rows.operand(0, y) + x * rows.operandStride(0) + op.valueAt();
            int out = rows.output(y) + x * rows.outputStride();
            for (int c = 0; c < op.channels(); c++) {
                float sum = 0;
                for (int k = 0; k < size; k++) {
                    sum += a[matrix + c * size + k] * a[in + c / size * size + k];
                }
                a[out + c] = sum;
            }
        }
        epilogue.apply(rows, y, x0, x1);
    }

    @Override
    public long cost() {
        return (long) op.channels() * size;
    }
}
