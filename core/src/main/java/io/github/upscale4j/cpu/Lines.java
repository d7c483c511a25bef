package io.github.upscale4j.cpu;

import java.util.Arrays;

/**
 * Loops over many pixels at once, in the form that C2 turns into vector instructions without flags: every operand an array
 * of its own, all with the same index. With offsets into one array it would have to prove that they do not overlap, and
 * gives up.
 *
 * <p>How many products a pass adds is as many as the unrolled loop may have on JDK 17, past whose limit it stays scalar:
 * two inputs times four sums where a product and its sum are one operation, three times two where they are two.
 */
final class Lines {
    private static final boolean FUSED = FusedMultiplyAdd.isKnown();

    /** Inputs that one pass reads. */
    private static final int TAPS = FUSED ? 2 : 3;

    /** Sums that one pass adds to. */
    static final int SUMS = FUSED ? 4 : 2;

    private Lines() {}

    /** {@code count} inputs rounded up to whole passes. */
    static int paddedInputs(int count) {
        return (count + TAPS - 1) / TAPS * TAPS;
    }

    /** {@code count} sums rounded up to whole passes. */
    static int paddedSums(int count) {
        return (count + SUMS - 1) / SUMS * SUMS;
    }

    /**
     * {@code length} rounded up so that arrays which follow one another in memory lie alike in the cache's lines, 64 bytes
     * each: an array has a header of 16. Then the vectors of all of them are whole in a line where those of one are.
     */
    static int aligned(int length) {
        return (length + 3) / 16 * 16 + 12;
    }

    /**
     * {@link #SUMS} weighted sums of the same inputs:
     * {@code lines[to + s][i] = start[at + s] + sum over t < taps of w[weight + s * taps + t] * lines[first + t][i]} for
     * {@code i < pixels}.
     *
     * @param taps padded: {@link #paddedInputs}
     */
    static void multiply(
            float[][] lines, int to, float[] start, int at, int first, int taps, float[] w, int weight, int pixels) {
        for (int s = 0; s < SUMS; s++) {
            Arrays.fill(lines[to + s], 0, pixels, start[at + s]);
        }
        for (int t = 0; t < taps; t += TAPS) {
            if (FUSED) {
                addFused(lines, to, lines[first + t], lines[first + t + 1], w, weight + t, taps, pixels);
            } else {
                add(
                        lines,
                        to,
                        lines[first + t],
                        lines[first + t + 1],
                        lines[first + t + 2],
                        w,
                        weight + t,
                        taps,
                        pixels);
            }
        }
    }

    private static void addFused(
            float[][] lines, int to, float[] x0, float[] x1, float[] w, int weight, int taps, int pixels) {
        float[] sum0 = lines[to];
        float[] sum1 = lines[to + 1];
        float[] sum2 = lines[to + 2];
        float[] sum3 = lines[to + 3];
        float a0 = w[weight];
        float b0 = w[weight + 1];
        float a1 = w[weight + taps];
        float b1 = w[weight + taps + 1];
        float a2 = w[weight + 2 * taps];
        float b2 = w[weight + 2 * taps + 1];
        float a3 = w[weight + 3 * taps];
        float b3 = w[weight + 3 * taps + 1];
        for (int i = 0; i < pixels; i++) {
            float x = x0[i];
            float y = x1[i];
            sum0[i] = Math.fma(b0, y, Math.fma(a0, x, sum0[i]));
            sum1[i] = Math.fma(b1, y, Math.fma(a1, x, sum1[i]));
            sum2[i] = Math.fma(b2, y, Math.fma(a2, x, sum2[i]));
            sum3[i] = Math.fma(b3, y, Math.fma(a3, x, sum3[i]));
        }
    }

    private static void add(
            float[][] lines, int to, float[] x0, float[] x1, float[] x2, float[] w, int weight, int taps, int pixels) {
        float[] sum0 = lines[to];
        float[] sum1 = lines[to + 1];
        float a0 = w[weight];
        float b0 = w[weight + 1];
        float c0 = w[weight + 2];
        float a1 = w[weight + taps];
        float b1 = w[weight + taps + 1];
        float c1 = w[weight + taps + 2];
        for (int i = 0; i < pixels; i++) {
            float x = x0[i];
            float y = x1[i];
            float z = x2[i];
            sum0[i] = sum0[i] + a0 * x + b0 * y + c0 * z;
            sum1[i] = sum1[i] + a1 * x + b1 * y + c1 * z;
        }
    }

    /** The inputs' transform of {@link Winograd} in one direction; result i goes to line {@code to + i * step}. */
    static void inputs(
            float[] d0,
            float[] d1,
            float[] d2,
            float[] d3,
            float[] d4,
            float[] d5,
            float[][] lines,
            int to,
            int step,
            int pixels) {
        outer(d0, d2, d4, lines[to], pixels);
        four(d1, d2, d3, d4, lines[to + step], lines[to + 2 * step], pixels);
        two(d1, d2, d3, d4, lines[to + 3 * step], lines[to + 4 * step], pixels);
        outer(d1, d3, d5, lines[to + 5 * step], pixels);
    }

    private static void outer(float[] a, float[] b, float[] c, float[] out, int pixels) {
        for (int i = 0; i < pixels; i++) {
            out[i] = 4 * a[i] - 5 * b[i] + c[i];
        }
    }

    private static void four(float[] d1, float[] d2, float[] d3, float[] d4, float[] sum, float[] rest, int pixels) {
        for (int i = 0; i < pixels; i++) {
            sum[i] = d4[i] - 4 * d2[i] + (d3[i] - 4 * d1[i]);
        }
        for (int i = 0; i < pixels; i++) {
            rest[i] = d4[i] - 4 * d2[i] - (d3[i] - 4 * d1[i]);
        }
    }

    private static void two(float[] d1, float[] d2, float[] d3, float[] d4, float[] sum, float[] rest, int pixels) {
        for (int i = 0; i < pixels; i++) {
            sum[i] = d4[i] - d2[i] + 2 * (d3[i] - d1[i]);
        }
        for (int i = 0; i < pixels; i++) {
            rest[i] = d4[i] - d2[i] - 2 * (d3[i] - d1[i]);
        }
    }

    /** The products' transform in one direction; result i of four goes to line {@code to + i * step}. */
    static void outputs(
            float[] m0,
            float[] m1,
            float[] m2,
            float[] m3,
            float[] m4,
            float[] m5,
            float[][] lines,
            int to,
            int step,
            int pixels) {
        float[] first = lines[to];
        for (int i = 0; i < pixels; i++) {
            first[i] = m0[i] + (m1[i] + m2[i]) + (m3[i] + m4[i]);
        }
        combine(m1, m2, -1, m3, m4, 2, lines[to + step], pixels);
        combine(m1, m2, 1, m3, m4, 4, lines[to + 2 * step], pixels);
        combine(m1, m2, -1, m3, m4, 8, lines[to + 3 * step], pixels);
        float[] last = lines[to + 3 * step];
        for (int i = 0; i < pixels; i++) {
            last[i] += m5[i];
        }
    }

    /** {@code m1 + sign m2 + factor (m3 + sign m4)}. */
    private static void combine(
            float[] m1, float[] m2, float sign, float[] m3, float[] m4, float factor, float[] out, int pixels) {
        for (int i = 0; i < pixels; i++) {
            out[i] = m1[i] + sign * m2[i] + factor * (m3[i] + sign * m4[i]);
        }
    }

    /** Adds {@code bias}, then multiplies what is negative by {@code slope}. */
    static void activate(float[] values, float bias, float slope, int pixels) {
        for (int i = 0; i < pixels; i++) {
            float v = values[i] + bias;
            values[i] = Math.max(v, 0) + slope * Math.min(v, 0);
        }
    }
}
