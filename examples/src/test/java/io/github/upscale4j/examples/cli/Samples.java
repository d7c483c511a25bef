package io.github.upscale4j.examples.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;

/** Small pictures to work on. */
final class Samples {
    private Samples() {}

    /** Soft colours that JPEG keeps; alpha, where there is any, runs from 0 to full. */
    static BufferedImage picture(int type, int width, int height) {
        BufferedImage image = new BufferedImage(width, height, type);
        fill(image);
        return image;
    }

    static void fill(BufferedImage image) {
        var raster = image.getRaster();
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                for (int band = 0; band < raster.getNumBands(); band++) {
                    int max = (1 << raster.getSampleModel().getSampleSize(band)) - 1;
                    double value = 0.5 + 0.5 * Math.sin(0.3 * x + 0.2 * y + band);
                    boolean alpha = image.getColorModel().hasAlpha() && band == raster.getNumBands() - 1;
                    raster.setSample(x, y, band, (int) (max * (alpha ? (double) x / (image.getWidth() - 1) : value)));
                }
            }
        }
    }

    /** Noise, which no format compresses away. */
    static BufferedImage noise(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        Random random = new Random(5);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, random.nextInt());
            }
        }
        return image;
    }

    static Path write(BufferedImage image, Path file) throws IOException {
        String name = file.toString();
        if (!ImageIO.write(image, name.substring(name.lastIndexOf('.') + 1), file.toFile())) {
            throw new IOException("no writer for " + file);
        }
        return file;
    }
}
