package io.github.upscale4j.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.util.Random;

/** Pictures to upscale, and comparisons of raw samples. */
public final class Images {
    private Images() {}

    /** Soft colours with a few edges, as photos have; the same for every type but for its depth. */
    public static BufferedImage soft(int width, int height, int type, long seed) {
        BufferedImage image = new BufferedImage(width, height, type);
        Random random = new Random(seed);
        double[] phase = random.doubles(6, 0, 6).toArray();
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int rgb = 0;
                for (int c = 0; c < 3; c++) {
                    double wave = Math.sin(x * 0.31 + phase[c]) * Math.cos(y * 0.23 + phase[3 + c]);
                    double edge = (x + 2 * y) % 19 < 7 ? 0.15 : -0.15;
                    rgb = rgb << 8 | (int) Math.round(255 * (0.5 + 0.3 * wave + edge));
                }
                int alpha = 255 * (x + y) / Math.max(1, width + height - 2);
                image.setRGB(x, y, alpha << 24 | rgb);
            }
        }
        return image;
    }

    /** All samples as they are stored, alpha included, row by row. */
    public static int[] samples(BufferedImage image) {
        Raster raster = image.getRaster();
        return raster.getPixels(
                raster.getMinX(), raster.getMinY(), raster.getWidth(), raster.getHeight(), (int[]) null);
    }

    /** The same, also of floats and doubles. */
    public static double[] exactSamples(BufferedImage image) {
        return image.getRaster().getPixels(0, 0, image.getWidth(), image.getHeight(), (double[]) null);
    }

    /** Same size, type and every sample. */
    public static void assertSame(BufferedImage actual, BufferedImage expected, String name) {
        assertThat(actual.getWidth() + " x " + actual.getHeight() + ", type " + actual.getType())
                .as(name)
                .isEqualTo(expected.getWidth() + " x " + expected.getHeight() + ", type " + expected.getType());
        assertThat(samples(actual)).as(name).isEqualTo(samples(expected));
    }

    /** The largest difference of two samples, in levels. */
    public static int difference(BufferedImage a, BufferedImage b) {
        int[] left = samples(a);
        int[] right = samples(b);
        assertThat(left).hasSameSizeAs(right);
        int most = 0;
        for (int i = 0; i < left.length; i++) {
            most = Math.max(most, Math.abs(left[i] - right[i]));
        }
        return most;
    }

    /** Mean of each band over the picture. */
    public static double[] means(BufferedImage image) {
        Raster raster = image.getRaster();
        int bands = raster.getNumBands();
        double[] means = new double[bands];
        int[] samples = samples(image);
        for (int i = 0; i < samples.length; i++) {
            means[i % bands] += samples[i];
        }
        for (int b = 0; b < bands; b++) {
            means[b] /= samples.length / bands;
        }
        return means;
    }
}
