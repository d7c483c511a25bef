package io.github.upscale4j.cpu.simd;

import static io.github.upscale4j.cpu.simd.VectorSupport.LANES;
import static io.github.upscale4j.cpu.simd.VectorSupport.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * The inner product at the bottom of every convolution: a block of pixels by two vectors of output channels, held in
 * registers while all inputs pass. Lanes are output channels, so the sum for one value always has the same order, whichever
 * block the pixel falls in.
 *
 * <p>24 sums, two weights and one activation fill the 32 registers of 512-bit machines and of ARM; with 16 registers (AVX2
 * and below) 12 sums do. The pixels are written out one by one because C2 keeps only local variables in registers; there
 * is one loop because C2 of JDK 17 puts vectors that live through two nested loops on the heap.
 */
final class RegisterBlock {
    /** Pixels of a block. */
    static final int PIXELS = LANES >= 16 || VectorSupport.ARM ? 12 : 6;

    /** Output channels of a block. */
    static final int CHANNELS = 2 * LANES;

    private RegisterBlock() {}

    /**
     * {@code out[p][c] = bias[c] + sum over i of a[inputs[i] + at + p * stride] * w[i][c]}.
     *
     * @param a the activations
     * @param inputs where each input lies for a pixel at 0: one a tap and input channel
     * @param count how many of them
     * @param at the first pixel, in floats
     * @param stride floats from one pixel of the input to the next
     * @param w for each input {@link #CHANNELS} weights, from {@code weight} on
     * @param bias one an output channel, from {@code channel} on
     * @param out where the sums go, from {@code to} on
     * @param outStride floats from one pixel of the output to the next
     */
    static void multiply(
            float[] a,
            int[] inputs,
            int count,
            int at,
            int stride,
            float[] w,
            int weight,
            float[] bias,
            int channel,
            float[] out,
            int to,
            int outStride) {
        if (PIXELS == 12) {
            block12(a, inputs, count, at, stride, w, weight, bias, channel, out, to, outStride);
        } else {
            block6(a, inputs, count, at, stride, w, weight, bias, channel, out, to, outStride);
        }
    }

    /** 12 pixels by two vectors of output channels. */
    private static void block12(
            float[] a,
            int[] inputs,
            int count,
            int at,
            int stride,
            float[] w,
            int weight,
            float[] bias,
            int channel,
            float[] out,
            int to,
            int outStride) {
        FloatVector s0 = FloatVector.fromArray(SPECIES, bias, channel);
        FloatVector t0 = FloatVector.fromArray(SPECIES, bias, channel + LANES);
        FloatVector s1 = FloatVector.fromArray(SPECIES, bias, channel);
        FloatVector t1 = FloatVector.fromArray(SPECIES, bias, channel + LANES);
        FloatVector s2 = FloatVector.fromArray(SPECIES, bias, channel);
        FloatVector t2 = FloatVector.fromArray(SPECIES, bias, channel + LANES);
        FloatVector s3 = FloatVector.fromArray(SPECIES, bias, channel);
        FloatVector t3 = FloatVector.fromArray(SPECIES, bias, channel + LANES);
        FloatVector s4 = FloatVector.fromArray(SPECIES, bias, channel);
        FloatVector t4 = FloatVector.fromArray(SPECIES, bias, channel + LANES);
        FloatVector s5 = FloatVector.fromArray(SPECIES, bias, channel);
        FloatVector t5 = FloatVector.fromArray(SPECIES, bias, channel + LANES);
        FloatVector s6 = FloatVector.fromArray(SPECIES, bias, channel);
        FloatVector t6 = FloatVector.fromArray(SPECIES, bias, channel + LANES);
        FloatVector s7 = FloatVector.fromArray(SPECIES, bias, channel);
        FloatVector t7 = FloatVector.fromArray(SPECIES, bias, channel + LANES);
        FloatVector s8 = FloatVector.fromArray(SPECIES, bias, channel);
        FloatVector t8 = FloatVector.fromArray(SPECIES, bias, channel + LANES);
        FloatVector s9 = FloatVector.fromArray(SPECIES, bias, channel);
        FloatVector t9 = FloatVector.fromArray(SPECIES, bias, channel + LANES);
        FloatVector s10 = FloatVector.fromArray(SPECIES, bias, channel);
        FloatVector t10 = FloatVector.fromArray(SPECIES, bias, channel + LANES);
        FloatVector s11 = FloatVector.fromArray(SPECIES, bias, channel);
        FloatVector t11 = FloatVector.fromArray(SPECIES, bias, channel + LANES);
        int k = weight;
        for (int i = 0; i < count; i++) {
            int pixel = inputs[i] + at;
            FloatVector w0 = FloatVector.fromArray(SPECIES, w, k);
            FloatVector w1 = FloatVector.fromArray(SPECIES, w, k + LANES);
            k += 2 * LANES;
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[pixel]);
            s0 = x0.fma(w0, s0);
            t0 = x0.fma(w1, t0);
            pixel += stride;
            FloatVector x1 = FloatVector.broadcast(SPECIES, a[pixel]);
            s1 = x1.fma(w0, s1);
            t1 = x1.fma(w1, t1);
            pixel += stride;
            FloatVector x2 = FloatVector.broadcast(SPECIES, a[pixel]);
            s2 = x2.fma(w0, s2);
            t2 = x2.fma(w1, t2);
            pixel += stride;
            FloatVector x3 = FloatVector.broadcast(SPECIES, a[pixel]);
            s3 = x3.fma(w0, s3);
            t3 = x3.fma(w1, t3);
            pixel += stride;
            FloatVector x4 = FloatVector.broadcast(SPECIES, a[pixel]);
            s4 = x4.fma(w0, s4);
            t4 = x4.fma(w1, t4);
            pixel += stride;
            FloatVector x5 = FloatVector.broadcast(SPECIES, a[pixel]);
            s5 = x5.fma(w0, s5);
            t5 = x5.fma(w1, t5);
            pixel += stride;
            FloatVector x6 = FloatVector.broadcast(SPECIES, a[pixel]);
            s6 = x6.fma(w0, s6);
            t6 = x6.fma(w1, t6);
            pixel += stride;
            FloatVector x7 = FloatVector.broadcast(SPECIES, a[pixel]);
            s7 = x7.fma(w0, s7);
            t7 = x7.fma(w1, t7);
            pixel += stride;
            FloatVector x8 = FloatVector.broadcast(SPECIES, a[pixel]);
            s8 = x8.fma(w0, s8);
            t8 = x8.fma(w1, t8);
            pixel += stride;
            FloatVector x9 = FloatVector.broadcast(SPECIES, a[pixel]);
            s9 = x9.fma(w0, s9);
            t9 = x9.fma(w1, t9);
            pixel += stride;
            FloatVector x10 = FloatVector.broadcast(SPECIES, a[pixel]);
            s10 = x10.fma(w0, s10);
            t10 = x10.fma(w1, t10);
            pixel += stride;
            FloatVector x11 = FloatVector.broadcast(SPECIES, a[pixel]);
            s11 = x11.fma(w0, s11);
            t11 = x11.fma(w1, t11);
        }
        int o = to;
        s0.intoArray(out, o);
        t0.intoArray(out, o + LANES);
        o += outStride;
        s1.intoArray(out, o);
        t1.intoArray(out, o + LANES);
        o += outStride;
        s2.intoArray(out, o);
        t2.intoArray(out, o + LANES);
        o += outStride;
        s3.intoArray(out, o);
        t3.intoArray(out, o + LANES);
        o += outStride;
        s4.intoArray(out, o);
        t4.intoArray(out, o + LANES);
        o += outStride;
        s5.intoArray(out, o);
        t5.intoArray(out, o + LANES);
        o += outStride;
        s6.intoArray(out, o);
        t6.intoArray(out, o + LANES);
        o += outStride;
        s7.intoArray(out, o);
        t7.intoArray(out, o + LANES);
        o += outStride;
        s8.intoArray(out, o);
        t8.intoArray(out, o + LANES);
        o += outStride;
        s9.intoArray(out, o);
        t9.intoArray(out, o + LANES);
        o += outStride;
        s10.intoArray(out, o);
        t10.intoArray(out, o + LANES);
        o += outStride;
        s11.intoArray(out, o);
        t11.intoArray(out, o + LANES);
    }

    /** 6 pixels by two vectors of output channels. */
    private static void block6(
            float[] a,
            int[] inputs,
            int count,
            int at,
            int stride,
            float[] w,
            int weight,
            float[] bias,
            int channel,
            float[] out,
            int to,
            int outStride) {
        FloatVector s0 = FloatVector.fromArray(SPECIES, bias, channel);
        FloatVector t0 = FloatVector.fromArray(SPECIES, bias, channel + LANES);
        FloatVector s1 = FloatVector.fromArray(SPECIES, bias, channel);
        FloatVector t1 = FloatVector.fromArray(SPECIES, bias, channel + LANES);
        FloatVector s2 = FloatVector.fromArray(SPECIES, bias, channel);
        FloatVector t2 = FloatVector.fromArray(SPECIES, bias, channel + LANES);
        FloatVector s3 = FloatVector.fromArray(SPECIES, bias, channel);
        FloatVector t3 = FloatVector.fromArray(SPECIES, bias, channel + LANES);
        FloatVector s4 = FloatVector.fromArray(SPECIES, bias, channel);
        FloatVector t4 = FloatVector.fromArray(SPECIES, bias, channel + LANES);
        FloatVector s5 = FloatVector.fromArray(SPECIES, bias, channel);
        FloatVector t5 = FloatVector.fromArray(SPECIES, bias, channel + LANES);
        int k = weight;
        for (int i = 0; i < count; i++) {
            int pixel = inputs[i] + at;
            FloatVector w0 = FloatVector.fromArray(SPECIES, w, k);
            FloatVector w1 = FloatVector.fromArray(SPECIES, w, k + LANES);
            k += 2 * LANES;
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[pixel]);
            s0 = x0.fma(w0, s0);
            t0 = x0.fma(w1, t0);
            pixel += stride;
            FloatVector x1 = FloatVector.broadcast(SPECIES, a[pixel]);
            s1 = x1.fma(w0, s1);
            t1 = x1.fma(w1, t1);
            pixel += stride;
            FloatVector x2 = FloatVector.broadcast(SPECIES, a[pixel]);
            s2 = x2.fma(w0, s2);
            t2 = x2.fma(w1, t2);
            pixel += stride;
            FloatVector x3 = FloatVector.broadcast(SPECIES, a[pixel]);
            s3 = x3.fma(w0, s3);
            t3 = x3.fma(w1, t3);
            pixel += stride;
            FloatVector x4 = FloatVector.broadcast(SPECIES, a[pixel]);
            s4 = x4.fma(w0, s4);
            t4 = x4.fma(w1, t4);
            pixel += stride;
            FloatVector x5 = FloatVector.broadcast(SPECIES, a[pixel]);
            s5 = x5.fma(w0, s5);
            t5 = x5.fma(w1, t5);
        }
        int o = to;
        s0.intoArray(out, o);
        t0.intoArray(out, o + LANES);
        o += outStride;
        s1.intoArray(out, o);
        t1.intoArray(out, o + LANES);
        o += outStride;
        s2.intoArray(out, o);
        t2.intoArray(out, o + LANES);
        o += outStride;
        s3.intoArray(out, o);
        t3.intoArray(out, o + LANES);
        o += outStride;
        s4.intoArray(out, o);
        t4.intoArray(out, o + LANES);
        o += outStride;
        s5.intoArray(out, o);
        t5.intoArray(out, o + LANES);
    }
}
