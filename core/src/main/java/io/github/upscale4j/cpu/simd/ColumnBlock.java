package io.github.upscale4j.cpu.simd;

import static io.github.upscale4j.cpu.simd.VectorSupport.LANES;
import static io.github.upscale4j.cpu.simd.VectorSupport.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * The product of a matrix that lies in columns with one that lies in rows: as {@link RegisterBlock}, whose first matrix
 * lies in rows. Eight sums at a time, which C2 keeps in registers everywhere.
 */
final class ColumnBlock {
    private ColumnBlock() {}

    /**
     * {@code out[to + p * channels + c] = sum over i < count of a[at + i * step + p] * w[weight + i * stride + c]} for
     * {@code p < step} and {@code c < channels}.
     *
     * @param step a multiple of 8
     * @param channels whole vectors
     */
    static void multiply(
            float[] a,
            int at,
            int step,
            int count,
            float[] w,
            int weight,
            int stride,
            float[] out,
            int to,
            int channels) {
        int c = 0;
        for (; c <= channels - 2 * LANES; c += 2 * LANES) {
            for (int p = 0; p < step; p += 4) {
                block4x2(a, at + p, step, count, w, weight + c, stride, out, to + p * channels + c, channels);
            }
        }
        for (int p = 0; p < step && c < channels; p += 8) {
            block8x1(a, at + p, step, count, w, weight + c, stride, out, to + p * channels + c, channels);
        }
    }

    /** 4 rows by 2 vectors. */
    private static void block4x2(
            float[] a,
            int at,
            int step,
            int count,
            float[] w,
            int weight,
            int stride,
            float[] out,
            int to,
            int channels) {
        FloatVector s0a = FloatVector.zero(SPECIES);
        FloatVector s0b = FloatVector.zero(SPECIES);
        FloatVector s1a = FloatVector.zero(SPECIES);
        FloatVector s1b = FloatVector.zero(SPECIES);
        FloatVector s2a = FloatVector.zero(SPECIES);
        FloatVector s2b = FloatVector.zero(SPECIES);
        FloatVector s3a = FloatVector.zero(SPECIES);
        FloatVector s3b = FloatVector.zero(SPECIES);
        for (int i = 0; i < count; i++) {
            int k = weight + i * stride;
            int j = at + i * step;
            FloatVector wa = FloatVector.fromArray(SPECIES, w, k);
            FloatVector wb = FloatVector.fromArray(SPECIES, w, k + LANES);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[j]);
            s0a = x0.fma(wa, s0a);
            s0b = x0.fma(wb, s0b);
            FloatVector x1 = FloatVector.broadcast(SPECIES, a[j + 1]);
            s1a = x1.fma(wa, s1a);
            s1b = x1.fma(wb, s1b);
            FloatVector x2 = FloatVector.broadcast(SPECIES, a[j + 2]);
            s2a = x2.fma(wa, s2a);
            s2b = x2.fma(wb, s2b);
            FloatVector x3 = FloatVector.broadcast(SPECIES, a[j + 3]);
            s3a = x3.fma(wa, s3a);
            s3b = x3.fma(wb, s3b);
        }
        s0a.intoArray(out, to);
        s0b.intoArray(out, to + LANES);
        s1a.intoArray(out, to + channels);
        s1b.intoArray(out, to + channels + LANES);
        s2a.intoArray(out, to + 2 * channels);
        s2b.intoArray(out, to + 2 * channels + LANES);
        s3a.intoArray(out, to + 3 * channels);
        s3b.intoArray(out, to + 3 * channels + LANES);
    }

    /** 8 rows by 1 vector. */
    private static void block8x1(
            float[] a,
            int at,
            int step,
            int count,
            float[] w,
            int weight,
            int stride,
            float[] out,
            int to,
            int channels) {
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector s1 = FloatVector.zero(SPECIES);
        FloatVector s2 = FloatVector.zero(SPECIES);
        FloatVector s3 = FloatVector.zero(SPECIES);
        FloatVector s4 = FloatVector.zero(SPECIES);
        FloatVector s5 = FloatVector.zero(SPECIES);
        FloatVector s6 = FloatVector.zero(SPECIES);
        FloatVector s7 = FloatVector.zero(SPECIES);
        for (int i = 0; i < count; i++) {
            int j = at + i * step;
            FloatVector v = FloatVector.fromArray(SPECIES, w, weight + i * stride);
            s0 = FloatVector.broadcast(SPECIES, a[j]).fma(v, s0);
            s1 = FloatVector.broadcast(SPECIES, a[j + 1]).fma(v, s1);
            s2 = FloatVector.broadcast(SPECIES, a[j + 2]).fma(v, s2);
            s3 = FloatVector.broadcast(SPECIES, a[j + 3]).fma(v, s3);
            s4 = FloatVector.broadcast(SPECIES, a[j + 4]).fma(v, s4);
            s5 = FloatVector.broadcast(SPECIES, a[j + 5]).fma(v, s5);
            s6 = FloatVector.broadcast(SPECIES, a[j + 6]).fma(v, s6);
            s7 = FloatVector.broadcast(SPECIES, a[j + 7]).fma(v, s7);
        }
        s0.intoArray(out, to);
        s1.intoArray(out, to + channels);
        s2.intoArray(out, to + 2 * channels);
        s3.intoArray(out, to + 3 * channels);
        s4.intoArray(out, to + 4 * channels);
        s5.intoArray(out, to + 5 * channels);
        s6.intoArray(out, to + 6 * channels);
        s7.intoArray(out, to + 7 * channels);
    }
}
