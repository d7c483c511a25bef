package io.github.upscale4j.cpu;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Step;
import io.github.upscale4j.weights.Weights;

/** Layer normalisation, pixel by pixel. */
final class ScalarLayerNorm extends RowKernel {
    private final Op.LayerNorm op;
    private final float[] weight;
    private final float[] bias;
    private final Epilogue epilogue;

    ScalarLayerNorm(Op.LayerNorm op, Step step, Weights weights) {
        this.op = op;
        weight = weights.floats(op.name() + ".weight", op.channels());
        bias = weights.floats(op.name() + ".bias", op.channels());
        epilogue = new Epilogue(step, weights);
    }

    @Override
    protected void row(StepRows rows, int y, int x0, int x1, Scratch scratch) {
        for (int x = x0; x < x1; x++) {
            pixel(
                    rows.arena(),
                    rows.operand(0, y) + x * rows.operandStride(0),
                    rows.output(y) + x * rows.outputStride());
        }
        epilogue.apply(rows, y, x0, x1);
    }

    private void pixel(float[] a, int in, int out) {
        int channels = op.channels();
        float sum = 0;
        for (int c = 0; c < channels; c++) {
            sum += a[in + c];
        }
        float mean = sum / channels;
        float squares = 0;
        for (int c = 0; c < channels; c++) {
            float difference = a[in + c] - mean;
            squares += difference * difference;
        }
        float factor = 1 / (float) Math.sqrt(squares / channels + op.epsilon());
        for (int c = 0; c < channels; c++) {
            a[out + c] = (a[in + c] - mean) * factor * weight[c] + bias[c];
        }
    }

    @Override
    public long cost() {
        return 6L * op.channels();
    }
}
