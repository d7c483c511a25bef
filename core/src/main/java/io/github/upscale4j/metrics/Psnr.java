package io.github.upscale4j.metrics;

import io.github.upscale4j.tensor.Tensor;
import java.awt.image.BufferedImage;

/**
 * Peak signal-to-noise ratio in decibels, {@code 10 log10(255^2 / MSE)}: infinite for equal pictures, 20 is poor, 40 is
 * near. Papers give it on Y with as many pixels of border cropped as the scale; BasicSR's model zoo on RGB. Say which.
 *
 * <p>As {@code calculate_psnr} of BasicSR, in double. Alpha is ignored.
 */
public final class Psnr {
    private Psnr() {}

    /**
     * On Y of BT.601, 16 to 235, unrounded.
     *
     * @param border pixels to leave out on each side
     * @throws IllegalArgumentException if the sizes differ or the border leaves nothing
     */
    public static double y(BufferedImage a, BufferedImage b, int border) {
        return of(Rows.of(a), Rows.of(b), true, border);
    }

    /** On Y of tensors with 3 channels (RGB) or 1 (gray) and the range [0, 1], neither clamped nor rounded. */
    public static double y(Tensor a, Tensor b, int border) {
        return of(Rows.of(a), Rows.of(b), true, border);
    }

    /**
     * Over all of R, G and B; a gray picture is compared as such, with another gray one or with each colour of an RGB one.
     *
     * @param border pixels to leave out on each side
     * @throws IllegalArgumentException if the sizes differ or the border leaves nothing
     */
    public static double rgb(BufferedImage a, BufferedImage b, int border) {
        return of(Rows.of(a), Rows.of(b), false, border);
    }

    /** Over all channels of tensors with the range [0, 1], neither clamped nor rounded. */
    public static double rgb(Tensor a, Tensor b, int border) {
        return of(Rows.of(a), Rows.of(b), false, border);
    }

    private static double of(Rows a, Rows b, boolean luma, int border) {
        Rows.match(a, b, luma, border);
        double[][] rowA = new double[a.planes()][a.width()];
        double[][] rowB = new double[a.planes()][a.width()];
        double sum = 0;
        for (int y = 0; y < a.height(); y++) {
            a.read(y, rowA);
            b.read(y, rowB);
            for (int c = 0; c < a.planes(); c++) {
                sum += squares(rowA[c], rowB[c]);
            }
        }
        double mse = sum / ((double) a.planes() * a.height() * a.width());
        return 10 * Math.log10(255 * 255 / mse);
    }

    private static double squares(double[] a, double[] b) {
        double sum = 0;
        for (int x = 0; x < a.length; x++) {
            sum += (a[x] - b[x]) * (a[x] - b[x]);
        }
        return sum;
    }
}
