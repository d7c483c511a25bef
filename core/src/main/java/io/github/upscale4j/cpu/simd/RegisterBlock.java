package io.github.upscale4j.cpu.simd;

import static io.github.upscale4j.cpu.simd.VectorSupport.LANES;
import static io.github.upscale4j.cpu.simd.VectorSupport.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * The matrix product at the bottom of every convolution: a block of pixels by some vectors of output channels, held in
 * registers while all inputs pass. Lanes are output channels, so the sum for one value always has the same order, whichever
 * block the pixel falls in.
 *
 * <p>A block wants many sums for few loads, and no more sums than C2 keeps in registers: of 32 (512-bit x86, ARM) JDK 17
 * manages 20 sums and spills at 24, of 16 it manages 8. Hence 4 x 4, 6 x 3, 6 x 2, and 4 x 2 where registers are few. The
 * sums are written out one by one because C2 keeps only local variables in registers. There is one loop, over neighbours in
 * memory, because C2 of JDK 17 puts vectors that live through two nested loops on the heap, and because only then the
 * checks of array bounds leave the loop.
 */
final class RegisterBlock {
    /** ARM has 32 vector registers at every width; x86 has them from AVX-512 on. */
    private static final boolean MANY_REGISTERS = LANES >= 16 || "aarch64".equals(System.getProperty("os.arch"));

    /** A number of pixels that every block divides. */
    static final int PIXELS = 12;

    private RegisterBlock() {}

    /** How many vectors of output channels the next block takes of {@code left}; it may be more than there are. */
    static int vectors(int left) {
        return MANY_REGISTERS ? Math.max(2, Math.min(4, left)) : 2;
    }

    /** Pixels of a block of {@code vectors} vectors. */
    static int pixels(int vectors) {
        return vectors == 4 || !MANY_REGISTERS ? 4 : 6;
    }

    /**
     * {@code out[p][c] = bias[c] + sum over i < count of a[at + p * stride + i] * w[i][c]} for one block.
     *
     * @param vectors vectors of output channels, of {@link #vectors}
     * @param a the inputs, {@code count} neighbours for each pixel, from {@code at} on
     * @param stride floats from one pixel's inputs to the next one's
     * @param w for each input the weights of all output channels of the block, from {@code weight} on
     * @param bias one an output channel, from {@code channel} on
     * @param out where the sums go, from {@code to} on
     * @param outStride floats from one pixel's sums to the next one's
     */
    static void multiply(
            int vectors,
            float[] a,
            int at,
            int stride,
            int count,
            float[] w,
            int weight,
            float[] bias,
            int channel,
            float[] out,
            int to,
            int outStride) {
        if (!MANY_REGISTERS) {
            block4x2(a, at, stride, count, w, weight, bias, channel, out, to, outStride);
        } else if (vectors == 4) {
            block4x4(a, at, stride, count, w, weight, bias, channel, out, to, outStride);
        } else if (vectors == 3) {
            block6x3(a, at, stride, count, w, weight, bias, channel, out, to, outStride);
        } else {
            block6x2(a, at, stride, count, w, weight, bias, channel, out, to, outStride);
        }
    }

    /** 4 pixels by 4 vectors. */
    private static void block4x4(
            float[] a,
            int at,
            int stride,
            int count,
            float[] w,
            int weight,
            float[] bias,
            int channel,
            float[] out,
            int to,
            int outStride) {
        FloatVector s0a = FloatVector.fromArray(SPECIES, bias, channel);
        FloatVector s0b = FloatVector.fromArray(SPECIES, bias, channel + LANES);
        FloatVector s0c = FloatVector.fromArray(SPECIES, bias, channel + 2 * LANES);
        FloatVector s0d = FloatVector.fromArray(SPECIES, bias, channel + 3 * LANES);
        FloatVector s1a = FloatVector.fromArray(SPECIES, bias, channel);
        FloatVector s1b = FloatVector.fromArray(SPECIES, bias, channel + LANES);
        FloatVector s1c = FloatVector.fromArray(SPECIES, bias, channel + 2 * LANES);
        FloatVector s1d = FloatVector.fromArray(SPECIES, bias, channel + 3 * LANES);
        FloatVector s2a = FloatVector.fromArray(SPECIES, bias, channel);
        FloatVector s2b = FloatVector.fromArray(SPECIES, bias, channel + LANES);
        FloatVector s2c = FloatVector.fromArray(SPECIES, bias, channel + 2 * LANES);
        FloatVector s2d = FloatVector.fromArray(SPECIES, bias, channel + 3 * LANES);
        FloatVector s3a = FloatVector.fromArray(SPECIES, bias, channel);
        FloatVector s3b = FloatVector.fromArray(SPECIES, bias, channel + LANES);
        FloatVector s3c = FloatVector.fromArray(SPECIES, bias, channel + 2 * LANES);
        FloatVector s3d = FloatVector.fromArray(SPECIES, bias, channel + 3 * LANES);
        int p1 = at + stride;
        int p2 = p1 + stride;
        int p3 = p2 + stride;
        for (int i = 0; i < count; i++) {
            int k = weight + 4 * LANES * i;
            FloatVector wa = FloatVector.fromArray(SPECIES, w, k);
            FloatVector wb = FloatVector.fromArray(SPECIES, w, k + LANES);
            FloatVector wc = FloatVector.fromArray(SPECIES, w, k + 2 * LANES);
            FloatVector wd = FloatVector.fromArray(SPECIES, w, k + 3 * LANES);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[at + i]);
            s0a = x0.fma(wa, s0a);
            s0b = x0.fma(wb, s0b);
            s0c = x0.fma(wc, s0c);
            s0d = x0.fma(wd, s0d);
            FloatVector x1 = FloatVector.broadcast(SPECIES, a[p1 + i]);
            s1a = x1.fma(wa, s1a);
            s1b = x1.fma(wb, s1b);
            s1c = x1.fma(wc, s1c);
            s1d = x1.fma(wd, s1d);
            FloatVector x2 = FloatVector.broadcast(SPECIES, a[p2 + i]);
            s2a = x2.fma(wa, s2a);
            s2b = x2.fma(wb, s2b);
            s2c = x2.fma(wc, s2c);
            s2d = x2.fma(wd, s2d);
            FloatVector x3 = FloatVector.broadcast(SPECIES, a[p3 + i]);
            s3a = x3.fma(wa, s3a);
            s3b = x3.fma(wb, s3b);
            s3c = x3.fma(wc, s3c);
            s3d = x3.fma(wd, s3d);
        }
        int o = to;
        s0a.intoArray(out, o);
        s0b.intoArray(out, o + LANES);
        s0c.intoArray(out, o + 2 * LANES);
        s0d.intoArray(out, o + 3 * LANES);
        o += outStride;
        s1a.intoArray(out, o);
        s1b.intoArray(out, o + LANES);
        s1c.intoArray(out, o + 2 * LANES);
        s1d.intoArray(out, o + 3 * LANES);
        o += outStride;
        s2a.intoArray(out, o);
        s2b.intoArray(out, o + LANES);
        s2c.intoArray(out, o + 2 * LANES);
        s2d.intoArray(out, o + 3 * LANES);
        o += outStride;
        s3a.intoArray(out, o);
        s3b.intoArray(out, o + LANES);
        s3c.intoArray(out, o + 2 * LANES);
        s3d.intoArray(out, o + 3 * LANES);
    }

    /** 6 pixels by 3 vectors. */
    private static void block6x3(
            float[] a,
            int at,
            int stride,
            int count,
            float[] w,
            int weight,
            float[] bias,
            int channel,
            float[] out,
            int to,
            int outStride) {
        FloatVector s0a = FloatVector.fromArray(SPECIES, bias, channel);
        FloatVector s0b = FloatVector.fromArray(SPECIES, bias, channel + LANES);
        FloatVector s0c = FloatVector.fromArray(SPECIES, bias, channel + 2 * LANES);
        FloatVector s1a = FloatVector.fromArray(SPECIES, bias, channel);
        FloatVector s1b = FloatVector.fromArray(SPECIES, bias, channel + LANES);
        FloatVector s1c = FloatVector.fromArray(SPECIES, bias, channel + 2 * LANES);
        FloatVector s2a = FloatVector.fromArray(SPECIES, bias, channel);
        FloatVector s2b = FloatVector.fromArray(SPECIES, bias, channel + LANES);
        FloatVector s2c = FloatVector.fromArray(SPECIES, bias, channel + 2 * LANES);
        FloatVector s3a = FloatVector.fromArray(SPECIES, bias, channel);
        FloatVector s3b = FloatVector.fromArray(SPECIES, bias, channel + LANES);
        FloatVector s3c = FloatVector.fromArray(SPECIES, bias, channel + 2 * LANES);
        FloatVector s4a = FloatVector.fromArray(SPECIES, bias, channel);
        FloatVector s4b = FloatVector.fromArray(SPECIES, bias, channel + LANES);
        FloatVector s4c = FloatVector.fromArray(SPECIES, bias, channel + 2 * LANES);
        FloatVector s5a = FloatVector.fromArray(SPECIES, bias, channel);
        FloatVector s5b = FloatVector.fromArray(SPECIES, bias, channel + LANES);
        FloatVector s5c = FloatVector.fromArray(SPECIES, bias, channel + 2 * LANES);
        int p1 = at + stride;
        int p2 = p1 + stride;
        int p3 = p2 + stride;
        int p4 = p3 + stride;
        int p5 = p4 + stride;
        for (int i = 0; i < count; i++) {
            int k = weight + 3 * LANES * i;
            FloatVector wa = FloatVector.fromArray(SPECIES, w, k);
            FloatVector wb = FloatVector.fromArray(SPECIES, w, k + LANES);
            FloatVector wc = FloatVector.fromArray(SPECIES, w, k + 2 * LANES);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[at + i]);
            s0a = x0.fma(wa, s0a);
            s0b = x0.fma(wb, s0b);
            s0c = x0.fma(wc, s0c);
            FloatVector x1 = FloatVector.broadcast(SPECIES, a[p1 + i]);
            s1a = x1.fma(wa, s1a);
            s1b = x1.fma(wb, s1b);
            s1c = x1.fma(wc, s1c);
            FloatVector x2 = FloatVector.broadcast(SPECIES, a[p2 + i]);
            s2a = x2.fma(wa, s2a);
            s2b = x2.fma(wb, s2b);
            s2c = x2.fma(wc, s2c);
            FloatVector x3 = FloatVector.broadcast(SPECIES, a[p3 + i]);
            s3a = x3.fma(wa, s3a);
            s3b = x3.fma(wb, s3b);
            s3c = x3.fma(wc, s3c);
            FloatVector x4 = FloatVector.broadcast(SPECIES, a[p4 + i]);
            s4a = x4.fma(wa, s4a);
            s4b = x4.fma(wb, s4b);
            s4c = x4.fma(wc, s4c);
            FloatVector x5 = FloatVector.broadcast(SPECIES, a[p5 + i]);
            s5a = x5.fma(wa, s5a);
            s5b = x5.fma(wb, s5b);
            s5c = x5.fma(wc, s5c);
        }
        int o = to;
        s0a.intoArray(out, o);
        s0b.intoArray(out, o + LANES);
        s0c.intoArray(out, o + 2 * LANES);
        o += outStride;
        s1a.intoArray(out, o);
        s1b.intoArray(out, o + LANES);
        s1c.intoArray(out, o + 2 * LANES);
        o += outStride;
        s2a.intoArray(out, o);
        s2b.intoArray(out, o + LANES);
        s2c.intoArray(out, o + 2 * LANES);
        o += outStride;
        s3a.intoArray(out, o);
        s3b.intoArray(out, o + LANES);
        s3c.intoArray(out, o + 2 * LANES);
        o += outStride;
        s4a.intoArray(out, o);
        s4b.intoArray(out, o + LANES);
        s4c.intoArray(out, o + 2 * LANES);
        o += outStride;
        s5a.intoArray(out, o);
        s5b.intoArray(out, o + LANES);
        s5c.intoArray(out, o + 2 * LANES);
    }

    /** 6 pixels by 2 vectors. */
    private static void block6x2(
            float[] a,
            int at,
            int stride,
            int count,
            float[] w,
            int weight,
            float[] bias,
            int channel,
            float[] out,
            int to,
            int outStride) {
        FloatVector s0a = FloatVector.fromArray(SPECIES, bias, channel);
        FloatVector s0b = FloatVector.fromArray(SPECIES, bias, channel + LANES);
        FloatVector s1a = FloatVector.fromArray(SPECIES, bias, channel);
        FloatVector s1b = FloatVector.fromArray(SPECIES, bias, channel + LANES);
        FloatVector s2a = FloatVector.fromArray(SPECIES, bias, channel);
        FloatVector s2b = FloatVector.fromArray(SPECIES, bias, channel + LANES);
        FloatVector s3a = FloatVector.fromArray(SPECIES, bias, channel);
        FloatVector s3b = FloatVector.fromArray(SPECIES, bias, channel + LANES);
        FloatVector s4a = FloatVector.fromArray(SPECIES, bias, channel);
        FloatVector s4b = FloatVector.fromArray(SPECIES, bias, channel + LANES);
        FloatVector s5a = FloatVector.fromArray(SPECIES, bias, channel);
        FloatVector s5b = FloatVector.fromArray(SPECIES, bias, channel + LANES);
        int p1 = at + stride;
        int p2 = p1 + stride;
        int p3 = p2 + stride;
        int p4 = p3 + stride;
        int p5 = p4 + stride;
        for (int i = 0; i < count; i++) {
            int k = weight + 2 * LANES * i;
            FloatVector wa = FloatVector.fromArray(SPECIES, w, k);
            FloatVector wb = FloatVector.fromArray(SPECIES, w, k + LANES);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[at + i]);
            s0a = x0.fma(wa, s0a);
            s0b = x0.fma(wb, s0b);
            FloatVector x1 = FloatVector.broadcast(SPECIES, a[p1 + i]);
            s1a = x1.fma(wa, s1a);
            s1b = x1.fma(wb, s1b);
            FloatVector x2 = FloatVector.broadcast(SPECIES, a[p2 + i]);
            s2a = x2.fma(wa, s2a);
            s2b = x2.fma(wb, s2b);
            FloatVector x3 = FloatVector.broadcast(SPECIES, a[p3 + i]);
            s3a = x3.fma(wa, s3a);
            s3b = x3.fma(wb, s3b);
            FloatVector x4 = FloatVector.broadcast(SPECIES, a[p4 + i]);
            s4a = x4.fma(wa, s4a);
            s4b = x4.fma(wb, s4b);
            FloatVector x5 = FloatVector.broadcast(SPECIES, a[p5 + i]);
            s5a = x5.fma(wa, s5a);
            s5b = x5.fma(wb, s5b);
        }
        int o = to;
        s0a.intoArray(out, o);
        s0b.intoArray(out, o + LANES);
        o += outStride;
        s1a.intoArray(out, o);
        s1b.intoArray(out, o + LANES);
        o += outStride;
        s2a.intoArray(out, o);
        s2b.intoArray(out, o + LANES);
        o += outStride;
        s3a.intoArray(out, o);
        s3b.intoArray(out, o + LANES);
        o += outStride;
        s4a.intoArray(out, o);
        s4b.intoArray(out, o + LANES);
        o += outStride;
        s5a.intoArray(out, o);
        s5b.intoArray(out, o + LANES);
    }

    /** 4 pixels by 2 vectors. */
    private static void block4x2(
            float[] a,
            int at,
            int stride,
            int count,
            float[] w,
            int weight,
            float[] bias,
            int channel,
            float[] out,
            int to,
            int outStride) {
        FloatVector s0a = FloatVector.fromArray(SPECIES, bias, channel);
        FloatVector s0b = FloatVector.fromArray(SPECIES, bias, channel + LANES);
        FloatVector s1a = FloatVector.fromArray(SPECIES, bias, channel);
        FloatVector s1b = FloatVector.fromArray(SPECIES, bias, channel + LANES);
        FloatVector s2a = FloatVector.fromArray(SPECIES, bias, channel);
        FloatVector s2b = FloatVector.fromArray(SPECIES, bias, channel + LANES);
        FloatVector s3a = FloatVector.fromArray(SPECIES, bias, channel);
        FloatVector s3b = FloatVector.fromArray(SPECIES, bias, channel + LANES);
        int p1 = at + stride;
        int p2 = p1 + stride;
        int p3 = p2 + stride;
        for (int i = 0; i < count; i++) {
            int k = weight + 2 * LANES * i;
            FloatVector wa = FloatVector.fromArray(SPECIES, w, k);
            FloatVector wb = FloatVector.fromArray(SPECIES, w, k + LANES);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[at + i]);
            s0a = x0.fma(wa, s0a);
            s0b = x0.fma(wb, s0b);
            FloatVector x1 = FloatVector.broadcast(SPECIES, a[p1 + i]);
            s1a = x1.fma(wa, s1a);
            s1b = x1.fma(wb, s1b);
            FloatVector x2 = FloatVector.broadcast(SPECIES, a[p2 + i]);
            s2a = x2.fma(wa, s2a);
            s2b = x2.fma(wb, s2b);
            FloatVector x3 = FloatVector.broadcast(SPECIES, a[p3 + i]);
            s3a = x3.fma(wa, s3a);
            s3b = x3.fma(wb, s3b);
        }
        int o = to;
        s0a.intoArray(out, o);
        s0b.intoArray(out, o + LANES);
        o += outStride;
        s1a.intoArray(out, o);
        s1b.intoArray(out, o + LANES);
        o += outStride;
        s2a.intoArray(out, o);
        s2b.intoArray(out, o + LANES);
        o += outStride;
        s3a.intoArray(out, o);
        s3b.intoArray(out, o + LANES);
    }
}
