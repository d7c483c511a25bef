package io.github.upscale4j.cpu.simd;

import static io.github.upscale4j.cpu.simd.VectorSupport.LANES;
import static io.github.upscale4j.cpu.simd.VectorSupport.SPECIES;

import io.github.upscale4j.cpu.Epilogue;
import io.github.upscale4j.cpu.StepRows;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** The epilogue on pixels just written, while they are in the cache. The same operations as the plain one, so the same bits. */
final class VectorEpilogue {
    private final Epilogue epilogue;
    private final int channels;

    VectorEpilogue(Epilogue epilogue, int channels) {
        this.epilogue = epilogue;
        this.channels = channels;
    }

    /** Applies all stages to columns {@code x0} to {@code x1 - 1} of the output's row {@code y}, in place. */
    void apply(StepRows rows, int y, int x0, int x1) {
        apply(0, rows, y, x0, x1);
    }

    /** As {@link #apply} without an activation at the start, which is done already. */
    void applyRest(StepRows rows, int y, int x0, int x1) {
        apply(epilogue.startsWithSlope() ? 1 : 0, rows, y, x0, x1);
    }

    private void apply(int first, StepRows rows, int y, int x0, int x1) {
        if (epilogue.stages() == first) {
            return;
        }
        float[] a = rows.arena();
        int stride = rows.outputStride();
        int out = rows.output(y) + x0 * stride;
        int addend = 0;
        for (int s = first; s < epilogue.stages(); s++) {
            switch (epilogue.kind(s)) {
                case SLOPE -> slope(a, out, stride, x1 - x0, epilogue.slopes(s));
                case AFFINE -> affine(a, out, stride, x1 - x0, epilogue.factors(s), epilogue.offsets(s));
                case GELU -> gelu(a, out, stride, x1 - x0);
                case SIGMOID -> logistic(a, out, stride, x1 - x0, 1, 1, 0, 0);
                case SILU -> logistic(a, out, stride, x1 - x0, 1, 0, 1, 0);
                case MISH -> mish(a, out, stride, x1 - x0);
                case TANH -> logistic(a, out, stride, x1 - x0, 2, 2, 0, -1);
                case CLAMP -> clamp(a, out, stride, x1 - x0, epilogue.low(s), epilogue.high(s));
                case MULTIPLY -> {
                    int inStride = rows.addendStride(addend);
                    multiply(a, out, stride, rows.addend(addend, y) + x0 * inStride, inStride, x1 - x0);
                    addend++;
                }
                case SCALE -> scale(a, out, stride, x1 - x0, epilogue.factor(s));
                default -> {
                    int inStride = rows.addendStride(addend);
                    add(a, out, stride, rows.addend(addend, y) + x0 * inStride, inStride, x1 - x0);
                    addend++;
                }
            }
        }
    }

    private void slope(float[] a, int out, int stride, int pixels, float[] slopes) {
        int whole = SPECIES.loopBound(channels);
        for (int p = 0; p < pixels; p++, out += stride) {
            for (int c = 0; c < whole; c += LANES) {
                FloatVector v = FloatVector.fromArray(SPECIES, a, out + c);
                FloatVector scaled = v.mul(FloatVector.fromArray(SPECIES, slopes, c));
                v.blend(scaled, v.compare(VectorOperators.LT, 0)).intoArray(a, out + c);
            }
            for (int c = whole; c < channels; c++) {
                a[out + c] = a[out + c] < 0 ? a[out + c] * slopes[c] : a[out + c];
            }
        }
    }

    private void affine(float[] a, int out, int stride, int pixels, float[] factors, float[] offsets) {
        int whole = SPECIES.loopBound(channels);
        for (int p = 0; p < pixels; p++, out += stride) {
            for (int c = 0; c < whole; c += LANES) {
                FloatVector.fromArray(SPECIES, a, out + c)
                        .mul(FloatVector.fromArray(SPECIES, factors, c))
                        .add(FloatVector.fromArray(SPECIES, offsets, c))
                        .intoArray(a, out + c);
            }
            for (int c = whole; c < channels; c++) {
                a[out + c] = a[out + c] * factors[c] + offsets[c];
            }
        }
    }

    private void gelu(float[] a, int out, int stride, int pixels) {
        if (stride == channels && channels >= LANES) {
            VectorElementary.gelu(a, out, pixels * channels);
            return;
        }
        for (int p = 0; p < pixels; p++, out += stride) {
            VectorElementary.gelu(a, out, channels);
        }
    }

    private void mish(float[] a, int out, int stride, int pixels) {
        if (stride == channels && channels >= LANES) {
            VectorElementary.mish(a, out, pixels * channels);
            return;
        }
        for (int p = 0; p < pixels; p++, out += stride) {
            VectorElementary.mish(a, out, channels);
        }
    }

    /** {@link VectorElementary#logistic} of what the pixels have. */
    private void logistic(
            float[] a, int out, int stride, int pixels, float inner, float constant, float linear, float offset) {
        if (stride == channels && channels >= LANES) {
            VectorElementary.logistic(a, out, pixels * channels, inner, constant, linear, offset);
            return;
        }
        for (int p = 0; p < pixels; p++, out += stride) {
            VectorElementary.logistic(a, out, channels, inner, constant, linear, offset);
        }
    }

    private void clamp(float[] a, int out, int stride, int pixels, float low, float high) {
        // the last step of a network, on few channels
        for (int p = 0; p < pixels; p++, out += stride) {
            for (int c = 0; c < channels; c++) {
                a[out + c] = Math.max(low, Math.min(high, a[out + c]));
            }
        }
    }

    private void multiply(float[] a, int out, int stride, int in, int inStride, int pixels) {
        int whole = SPECIES.loopBound(channels);
        for (int p = 0; p < pixels; p++, out += stride, in += inStride) {
            for (int c = 0; c < whole; c += LANES) {
                FloatVector.fromArray(SPECIES, a, out + c)
                        .mul(FloatVector.fromArray(SPECIES, a, in + c))
                        .intoArray(a, out + c);
            }
            for (int c = whole; c < channels; c++) {
                a[out + c] *= a[in + c];
            }
        }
    }

    private void scale(float[] a, int out, int stride, int pixels, float factor) {
        int whole = SPECIES.loopBound(channels);
        for (int p = 0; p < pixels; p++, out += stride) {
            for (int c = 0; c < whole; c += LANES) {
                FloatVector.fromArray(SPECIES, a, out + c).mul(factor).intoArray(a, out + c);
            }
            for (int c = whole; c < channels; c++) {
                a[out + c] *= factor;
            }
        }
    }

    private void add(float[] a, int out, int stride, int in, int inStride, int pixels) {
        int whole = SPECIES.loopBound(channels);
        for (int p = 0; p < pixels; p++, out += stride, in += inStride) {
            for (int c = 0; c < whole; c += LANES) {
                FloatVector.fromArray(SPECIES, a, out + c)
                        .add(FloatVector.fromArray(SPECIES, a, in + c))
                        .intoArray(a, out + c);
            }
            for (int c = whole; c < channels; c++) {
                a[out + c] += a[in + c];
            }
        }
    }
}
