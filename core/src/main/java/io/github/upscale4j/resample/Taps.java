package io.github.upscale4j.resample;

/**
 * One axis of a resize: target pixel {@code i} is the sum over {@code t < count} of {@code weights[i * count + t]} times
 * source pixel {@code first[i] + t}.
 *
 * <p>Borders are folded into the weights, so every window lies inside the picture and all have the same width: the
 * passes need neither bounds nor cases. {@code first} never decreases, which is what lets rows be streamed.
 */
final class Taps {
    /** Below this a weight is rounding noise of the kernel's zero crossings (sin(pi) is 1e-16, not 0). */
    private static final double NOISE = 1e-12;

    final int source;
    final int target;
    final int count;
    final int[] first; // (target)
    final double[] exact; // (target, count)
    final float[] weights; // (target, count), the same in float

    private Taps(int source, int target, int count, int[] first, double[] exact) {
        this.source = source;
        this.target = target;
        this.count = count;
        this.first = first;
        this.exact = exact;
        weights = new float[exact.length];
        for (int i = 0; i < exact.length; i++) {
            weights[i] = (float) exact[i];
        }
    }

    /**
     * The taps with half-pixel centres.
     *
     * @param stretch whether the kernel widens by {@code ratio} when that is above 1, so that shrinking does not alias
     * @param ratio source pixels per target pixel; usually {@code source / target}, but libraries that are given a factor
     *     use its inverse even when the sizes were rounded
     * @param margin source pixels before the picture, and as many after it, that windows at its border may read
     */
    static Taps of(Kernel kernel, boolean stretch, Border border, int source, int target, double ratio, int margin) {
        int[] low = new int[target];
        double[][] windows = new double[target][];
        for (int i = 0; i < target; i++) {
            double centre = margin + (i + 0.5) * ratio - 0.5;
            if (kernel == Kernel.NEAREST) {
                low[i] = Math.min(source - 1, margin + (int) ((i + 0.5) * ratio));
                windows[i] = new double[] {1};
            } else {
                window(kernel, stretch ? Math.max(1, ratio) : 1, border, source, centre, i, low, windows);
            }
        }
        return packed(source, target, low, windows);
    }

    private static void window(
            Kernel kernel,
            double stretch,
            Border border,
            int source,
            double centre,
            int i,
            int[] low,
            double[][] windows) {
        double reach = kernel.support * stretch;
        int from = (int) Math.ceil(centre - reach);
        int to = (int) Math.floor(centre + reach);
        while (from < to && Math.abs(kernel.at((from - centre) / stretch)) < NOISE) {
            from++;
        }
        while (from < to && Math.abs(kernel.at((to - centre) / stretch)) < NOISE) {
            to--;
        }
        int min = source - 1;
        int max = 0;
        for (int j = from; j <= to; j++) {
            int k = border.index(j, source);
            if (k != Border.OUTSIDE) {
                min = Math.min(min, k);
                max = Math.max(max, k);
            }
        }
        double[] window = new double[max - min + 1];
        double sum = 0;
        for (int j = from; j <= to; j++) {
            int k = border.index(j, source);
            if (k != Border.OUTSIDE) {
                double weight = kernel.at((j - centre) / stretch);
                window[k - min] += weight;
                sum += weight;
            }
        }
        for (int t = 0; t < window.length; t++) {
            window[t] /= sum;
        }
        low[i] = min;
        windows[i] = window;
    }

    private static Taps packed(int source, int target, int[] low, double[][] windows) {
        int[] first = new int[target];
        int count = 1;
        for (int i = target - 1, next = source - 1; i >= 0; i--) {
            next = Math.min(next, low[i]);
            first[i] = next;
            count = Math.max(count, low[i] + windows[i].length - next);
        }
        double[] exact = new double[Math.multiplyExact(target, count)];
        for (int i = 0; i < target; i++) {
            first[i] = Math.min(first[i], source - count);
            System.arraycopy(windows[i], 0, exact, i * count + low[i] - first[i], windows[i].length);
        }
        return new Taps(source, target, count, first, exact);
    }

    /** The same windows with weights rounded, half away from zero, to multiples of {@code 2^-bits}. */
    Taps rounded(int bits) {
        double one = 1L << bits;
        double[] rounded = new double[exact.length];
        for (int i = 0; i < exact.length; i++) {
            rounded[i] = Math.copySign(Math.floor(Math.abs(exact[i]) * one + 0.5), exact[i]) / one;
        }
        return new Taps(source, target, count, first, rounded);
    }
}
