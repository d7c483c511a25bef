package io.github.upscale4j.cpu;

/**
 * Sums of products over many pixels at once, in the form that C2 turns into vector instructions without flags: every
 * operand an array of its own, all with the same index. With offsets into one array it would have to prove that they do not
 * overlap, and gives up; with more than four products at a time the unrolled loop passes its limit on JDK 17.
 */
final class Lines {
    /** Products that one pass over the sums adds. */
    static final int TAPS = 4;

    private Lines() {}

    /** {@code count} rounded up to whole passes. */
    static int padded(int count) {
        return (count + TAPS - 1) / TAPS * TAPS;
    }

    /**
     * {@code sum[i] = start + sum over t < taps of w[weight + t] * x[first + t][i]} for {@code i < pixels}.
     *
     * @param taps a multiple of {@link #TAPS}
     */
    static void multiply(
            float[] sum, float start, float[][] x, int first, int taps, float[] w, int weight, int pixels) {
        java.util.Arrays.fill(sum, 0, pixels, start);
        for (int t = 0; t < taps; t += TAPS) {
            int at = first + t;
            add(sum, x[at], x[at + 1], x[at + 2], x[at + 3], w, weight + t, pixels);
        }
    }

    private static void add(
            float[] sum, float[] x0, float[] x1, float[] x2, float[] x3, float[] w, int weight, int pixels) {
        float w0 = w[weight];
        float w1 = w[weight + 1];
        float w2 = w[weight + 2];
        float w3 = w[weight + 3];
        for (int i = 0; i < pixels; i++) {
            sum[i] = sum[i] + w0 * x0[i] + w1 * x1[i] + w2 * x2[i] + w3 * x3[i];
        }
    }
}
