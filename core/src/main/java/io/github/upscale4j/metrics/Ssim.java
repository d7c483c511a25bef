package io.github.upscale4j.metrics;

import io.github.upscale4j.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.util.Arrays;

/**
 * Structural similarity (Wang, Bovik, Sheikh, Simoncelli, 2004), 1 for equal pictures: 11 x 11 Gaussian window of sigma
 * 1.5 where it lies wholly inside, {@code C1 = (0.01 * 255)^2}, {@code C2 = (0.03 * 255)^2}, averaged over the channels.
 *
 * <p>As {@code calculate_ssim} of BasicSR, in double. Alpha is ignored.
 */
public final class Ssim {
    private static final int WINDOW = 11;
    private static final double C1 = 0.01 * 255 * 0.01 * 255;
    private static final double C2 = 0.03 * 255 * 0.03 * 255;
    private static final int MOMENTS = 5; // a, b, a a, b b, a b

    private final double[] gauss = gauss();
    private final int width; // of the valid region
    private final double[][][] ring; // (row % 11, moment, valid column): filtered horizontally
    private final double[][] moments; // (moment, valid column)
    private final double[] products;

    private Ssim(int width) {
        this.width = width - WINDOW + 1;
        ring = new double[WINDOW][MOMENTS][this.width];
        moments = new double[MOMENTS][this.width];
        products = new double[width];
    }

    /**
     * On Y of BT.601, 16 to 235, unrounded.
     *
     * @param border pixels to leave out on each side
     * @throws IllegalArgumentException if the sizes differ or the border leaves less than 11 x 11
     */
    public static double y(BufferedImage a, BufferedImage b, int border) {
        return of(Rows.of(a), Rows.of(b), true, border);
    }

    /** On Y of tensors with 3 channels (RGB) or 1 (gray) and the range [0, 1], neither clamped nor rounded. */
    public static double y(Tensor a, Tensor b, int border) {
        return of(Rows.of(a), Rows.of(b), true, border);
    }

    /**
     * The mean over R, G and B; a gray picture is compared as such, with another gray one or with each colour of an RGB
     * one.
     *
     * @param border pixels to leave out on each side
     * @throws IllegalArgumentException if the sizes differ or the border leaves less than 11 x 11
     */
    public static double rgb(BufferedImage a, BufferedImage b, int border) {
        return of(Rows.of(a), Rows.of(b), false, border);
    }

    /** The mean over all channels of tensors with the range [0, 1], neither clamped nor rounded. */
    public static double rgb(Tensor a, Tensor b, int border) {
        return of(Rows.of(a), Rows.of(b), false, border);
    }

    private static double of(Rows a, Rows b, boolean luma, int border) {
        Rows.match(a, b, luma, border);
        if (a.width() < WINDOW || a.height() < WINDOW) {
            throw new IllegalArgumentException("SSIM needs at least 11 x 11 pixels, got " + a.width() + " x "
                    + a.height() + " after cropping " + border + " on each side; crop less or use PSNR");
        }
        Ssim[] channels = new Ssim[a.planes()];
        for (int c = 0; c < channels.length; c++) {
            channels[c] = new Ssim(a.width());
        }
        double[][] rowA = new double[channels.length][a.width()];
        double[][] rowB = new double[channels.length][a.width()];
        double sum = 0;
        for (int y = 0; y < a.height(); y++) {
            a.read(y, rowA);
            b.read(y, rowB);
            for (int c = 0; c < channels.length; c++) {
                channels[c].push(y, rowA[c], rowB[c]);
                sum += y < WINDOW - 1 ? 0 : channels[c].similarity(y);
            }
        }
        double windows = (double) (a.height() - WINDOW + 1) * (a.width() - WINDOW + 1);
        return sum / (windows * channels.length);
    }

    private void push(int y, double[] a, double[] b) {
        double[][] row = ring[y % WINDOW];
        filter(a, row[0]);
        filter(b, row[1]);
        filter(multiply(a, a), row[2]);
        filter(multiply(b, b), row[3]);
        filter(multiply(a, b), row[4]);
    }

    private double[] multiply(double[] a, double[] b) {
        for (int x = 0; x < products.length; x++) {
            products[x] = a[x] * b[x];
        }
        return products;
    }

    private void filter(double[] row, double[] out) {
        for (int x = 0; x < width; x++) {
            double sum = 0;
            for (int t = 0; t < WINDOW; t++) {
                sum += gauss[t] * row[x + t];
            }
            out[x] = sum;
        }
    }

    /** The sum over the windows whose last row is {@code y}. */
    private double similarity(int y) {
        for (int m = 0; m < MOMENTS; m++) {
            Arrays.fill(moments[m], 0);
            for (int t = 0; t < WINDOW; t++) {
                add(gauss[t], ring[(y + 1 + t) % WINDOW][m], moments[m]);
            }
        }
        double sum = 0;
        for (int x = 0; x < width; x++) {
            double a = moments[0][x];
            double b = moments[1][x];
            double varianceA = moments[2][x] - a * a;
            double varianceB = moments[3][x] - b * b;
            double covariance = moments[4][x] - a * b;
            sum += (2 * a * b + C1) * (2 * covariance + C2) / ((a * a + b * b + C1) * (varianceA + varianceB + C2));
        }
        return sum;
    }

    private static void add(double weight, double[] row, double[] out) {
        for (int x = 0; x < out.length; x++) {
            out[x] += weight * row[x];
        }
    }

    private static double[] gauss() {
        double[] gauss = new double[WINDOW];
        double sum = 0;
        for (int t = 0; t < WINDOW; t++) {
            double d = t - WINDOW / 2;
            gauss[t] = Math.exp(-d * d / (2 * 1.5 * 1.5));
            sum += gauss[t];
        }
        for (int t = 0; t < WINDOW; t++) {
            gauss[t] /= sum;
        }
        return gauss;
    }
}
