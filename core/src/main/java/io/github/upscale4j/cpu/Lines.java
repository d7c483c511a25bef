package io.github.upscale4j.cpu;

import java.util.Arrays;

/**
 * Loops over many pixels at once, in the form that C2 turns into vector instructions without flags: every operand an array
 * of its own, all with the same index. With offsets into one array it would have to prove that they do not overlap, and
 * gives up; with more products at a time than here the unrolled loop passes its limit on JDK 17.
 */
final class Lines {
    /** Products that one pass adds to each of two sums. */
    static final int TAPS = 3;

    private Lines() {}

    /** {@code count} rounded up to whole passes. */
    static int padded(int count) {
        return (count + TAPS - 1) / TAPS * TAPS;
    }

    /**
     * {@code sum[i] = start + sum over t < taps of w[weight + t] * x[first + t][i]} for {@code i < pixels}, and a second sum
     * of the same inputs with the weights that follow the first one's.
     *
     * @param taps a multiple of {@link #TAPS}
     */
    static void multiply(
            float[] sum,
            float start,
            float[] sum2,
            float start2,
            float[][] x,
            int first,
            int taps,
            float[] w,
            int weight,
            int pixels) {
        Arrays.fill(sum, 0, pixels, start);
        Arrays.fill(sum2, 0, pixels, start2);
        for (int t = 0; t < taps; t += TAPS) {
            add(sum, sum2, x[first + t], x[first + t + 1], x[first + t + 2], w, weight + t, weight + taps + t, pixels);
        }
    }

    private static void add(
            float[] sum,
            float[] sum2,
            float[] x0,
            float[] x1,
            float[] x2,
            float[] w,
            int weight,
            int weight2,
            int pixels) {
        float w0 = w[weight];
        float w1 = w[weight + 1];
        float w2 = w[weight + 2];
        float v0 = w[weight2];
        float v1 = w[weight2 + 1];
        float v2 = w[weight2 + 2];
        for (int i = 0; i < pixels; i++) {
            float a = x0[i];
            float b = x1[i];
            float c = x2[i];
            sum[i] = sum[i] + w0 * a + w1 * b + w2 * c;
            sum2[i] = sum2[i] + v0 * a + v1 * b + v2 * c;
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
