package io.github.upscale4j.cpu;

import java.util.Arrays;

/** Sums of products of two channels over some pixels, in loops that C2 makes vectors of: see {@link Lines}. */
public class ChannelProducts {
    /** Channels of queries that are taken at a time. */
    public static final int QUERIES = 8;

    /**
     * {@code sums[q][k] = sum over p < pixels of a[query + p * queryStride + q] * a[key + p * keyStride + k]} for
     * {@code q < queries}, at most {@link #QUERIES}, and {@code k < keys}.
     *
     * @param spare {@code keys} floats at least, as in each of {@code sums}; likewise {@code more}
     */
    protected void multiply(
            float[] a,
            int query,
            int queryStride,
            int queries,
            int key,
            int keyStride,
            int keys,
            int pixels,
            float[][] sums,
            float[] spare,
            float[] more) {
        for (int q = 0; q < queries; q++) {
            Arrays.fill(sums[q], 0, keys, 0);
        }
        for (int p = 0; p < pixels; p += 2) {
            System.arraycopy(a, key + p * keyStride, spare, 0, keys);
            boolean two = p + 1 < pixels;
            if (two) {
                System.arraycopy(a, key + (p + 1) * keyStride, more, 0, keys);
            } else {
                Arrays.fill(more, 0, keys, 0);
            }
            for (int q = 0; q < queries; q++) {
                int at = query + p * queryStride + q;
                add(sums[q], spare, a[at], more, two ? a[at + queryStride] : 0, keys);
            }
        }
    }

    private static void add(float[] sums, float[] x, float a, float[] y, float b, int count) {
        for (int i = 0; i < count; i++) {
            sums[i] = sums[i] + a * x[i] + b * y[i];
        }
    }
}
