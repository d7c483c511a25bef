package io.github.upscale4j;

import io.github.upscale4j.image.PixelReader;
import java.awt.image.BufferedImage;
import java.io.IOException;

/**
 * A picture as rows, read once from the top: a file that is being decoded, or an image in memory. Colour is straight (not
 * premultiplied) and coded for display, as networks are trained on it: for 8 bits the stored number / 255.
 */
public interface PixelSource {
    /** Columns, at least 1. */
    int width();

    /** Rows, at least 1. */
    int height();

    /** 1 for gray, 3 for RGB; alpha is not counted. */
    int channels();

    /** Whether rows have alpha. */
    boolean hasAlpha();

    /**
     * Gives row {@code y}. Rows are asked for from 0 to {@code height() - 1}, each once.
     *
     * @param colour takes {@code width() * channels()} interleaved values in [0, 1], from index 0
     * @param alpha takes {@code width()} values in [0, 1]; null if there is no alpha
     * @throws IOException if the picture is damaged or cannot be read
     */
    void read(int y, float[] colour, float[] alpha) throws IOException;

    /**
     * The rows of an image in memory, which is not copied.
     *
     * @throws IllegalArgumentException if the image is of a kind that is not understood
     */
    static PixelSource of(BufferedImage image) {
        PixelReader reader = PixelReader.of(image);
        return new PixelSource() {
            @Override
            public int width() {
                return reader.width();
            }

            @Override
            public int height() {
                return reader.height();
            }

            @Override
            public int channels() {
                return reader.channels();
            }

            @Override
            public boolean hasAlpha() {
                return reader.hasAlpha();
            }

            @Override
            public void read(int y, float[] colour, float[] alpha) {
                reader.colour(y, colour, 0);
                if (alpha != null) {
                    reader.alpha(y, alpha, 0);
                }
            }
        };
    }
}
