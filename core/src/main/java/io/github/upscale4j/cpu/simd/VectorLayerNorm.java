package io.github.upscale4j.cpu.simd;

import static io.github.upscale4j.cpu.simd.VectorSupport.LANES;
import static io.github.upscale4j.cpu.simd.VectorSupport.SPECIES;

import io.github.upscale4j.cpu.Epilogue;
import io.github.upscale4j.cpu.RowKernel;
import io.github.upscale4j.cpu.Scratch;
import io.github.upscale4j.cpu.StepRows;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Step;
import io.github.upscale4j.weights.Weights;
import jdk.incubator.vector.FloatVector;

/** Layer normalisation, pixel by pixel; lanes are channels. */
final class VectorLayerNorm extends RowKernel {
    private final Op.LayerNorm op;
    private final float[] weight;
    private final float[] bias;
    private final VectorEpilogue epilogue;

    VectorLayerNorm(Op.LayerNorm op, Step step, Weights weights) {
        this.op = op;
        weight = weights.floats(op.name() + ".weight", op.channels());
        bias = weights.floats(op.name() + ".bias", op.channels());
        epilogue = new VectorEpilogue(new Epilogue(step, weights), op.channels());
    }

    /** One vector, whose lanes are added up. */
    @Override
    public int scratch() {
        return LANES;
    }

    @Override
    protected void row(StepRows rows, int y, int x0, int x1, Scratch scratch) {
        float[] a = rows.arena();
        int channels = op.channels();
        for (int x = x0; x < x1; x++) {
            int in = rows.operand(0, y) + x * rows.operandStride(0);
            int out = rows.output(y) + x * rows.outputStride();
            float mean = sum(a, in, channels, scratch.floats()) / channels;
            float variance = squares(a, in, channels, mean, scratch.floats()) / channels;
            float factor = 1 / (float) Math.sqrt(variance + op.epsilon());
            normalise(a, in, out, mean, factor);
        }
        epilogue.apply(rows, y, x0, x1);
    }

    private static float sum(float[] a, int at, int count, float[] lanes) {
        FloatVector sums = FloatVector.zero(SPECIES);
        int whole = SPECIES.loopBound(count);
        for (int c = 0; c < whole; c += LANES) {
            sums = sums.add(FloatVector.fromArray(SPECIES, a, at + c));
        }
        sums.intoArray(lanes, 0);
        float rest = 0;
        for (int c = whole; c < count; c++) {
            rest += a[at + c];
        }
        return folded(lanes) + rest;
    }

    private static float squares(float[] a, int at, int count, float mean, float[] lanes) {
        FloatVector sums = FloatVector.zero(SPECIES);
        int whole = SPECIES.loopBound(count);
        for (int c = 0; c < whole; c += LANES) {
            FloatVector difference = FloatVector.fromArray(SPECIES, a, at + c).sub(mean);
            sums = difference.fma(difference, sums);
        }
        sums.intoArray(lanes, 0);
        float rest = 0;
        for (int c = whole; c < count; c++) {
            float difference = a[at + c] - mean;
            rest += difference * difference;
        }
        return folded(lanes) + rest;
    }

    /** Not {@code reduceLanes}, whose order of additions is the compiler's choice. */
    private static float folded(float[] lanes) {
        for (int half = LANES / 2; half > 0; half /= 2) {
            for (int i = 0; i < half; i++) {
                lanes[i] += lanes[i + half];
            }
        }
        return lanes[0];
    }

    private void normalise(float[] a, int in, int out, float mean, float factor) {
        int channels = op.channels();
        int whole = SPECIES.loopBound(channels);
        for (int c = 0; c < whole; c += LANES) {
            FloatVector.fromArray(SPECIES, a, in + c)
                    .sub(mean)
                    .mul(factor)
                    .fma(FloatVector.fromArray(SPECIES, weight, c), FloatVector.fromArray(SPECIES, bias, c))
                    .intoArray(a, out + c);
        }
        for (int c = whole; c < channels; c++) {
            a[out + c] = (a[in + c] - mean) * factor * weight[c] + bias[c];
        }
    }

    @Override
    public long cost() {
        return 2L * op.channels();
    }
}
