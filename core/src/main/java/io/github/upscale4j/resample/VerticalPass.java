package io.github.upscale4j.resample;

/**
 * Weighted sums of whole rows, in loops over contiguous arrays that the JIT turns into vector code. Rows are taken four
 * and then two at a time, so that the sum is not stored and loaded again for each; the order of additions depends on the
 * number of taps alone.
 */
final class VerticalPass {
    private final Taps taps;

    VerticalPass(Taps taps) {
        this.taps = taps;
    }

    /** Sums into {@code out} the rows of target row {@code y}; row {@code i} of the source lies in {@code ring[i % count]}. */
    void run(int y, float[][] ring, float[] out, int length) {
        int count = taps.count;
        int row = taps.first[y];
        int w = y * count;
        int t;
        if (count >= 4) {
            set4(out, length, ring, row, w);
            t = 4;
        } else if (count >= 2) {
            set2(out, length, ring[row % count], weight(w), ring[(row + 1) % count], weight(w + 1));
            t = 2;
        } else {
            set1(out, length, ring[0], weight(w));
            t = 1;
        }
        for (; t + 2 <= count; t += 2) {
            add2(out, length, ring[(row + t) % count], weight(w + t), ring[(row + t + 1) % count], weight(w + t + 1));
        }
        if (t < count) {
            add1(out, length, ring[(row + t) % count], weight(w + t));
        }
    }

    private float weight(int index) {
        return taps.weights[index];
    }

    private void set4(float[] out, int length, float[][] ring, int row, int w) {
        int count = taps.count;
        sum4(
                out,
                length,
                ring[row % count],
                weight(w),
                ring[(row + 1) % count],
                weight(w + 1),
                ring[(row + 2) % count],
                weight(w + 2),
                ring[(row + 3) % count],
                weight(w + 3));
    }

    private static void sum4(
            float[] out,
            int length,
            float[] a,
            float wa,
            float[] b,
            float wb,
            float[] c,
            float wc,
            float[] d,
            float wd) {
        for (int i = 0; i < length; i++) {
            out[i] = wa * a[i] + wb * b[i] + wc * c[i] + wd * d[i];
        }
    }

    private static void set2(float[] out, int length, float[] a, float wa, float[] b, float wb) {
        for (int i = 0; i < length; i++) {
            out[i] = wa * a[i] + wb * b[i];
        }
    }

    private static void set1(float[] out, int length, float[] a, float wa) {
        for (int i = 0; i < length; i++) {
            out[i] = wa * a[i];
        }
    }

    private static void add2(float[] out, int length, float[] a, float wa, float[] b, float wb) {
        for (int i = 0; i < length; i++) {
            out[i] += wa * a[i] + wb * b[i];
        }
    }

    private static void add1(float[] out, int length, float[] a, float wa) {
        for (int i = 0; i < length; i++) {
            out[i] += wa * a[i];
        }
    }
}
