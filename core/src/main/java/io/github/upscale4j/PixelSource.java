package io.github.upscale4j;

import io.github.upscale4j.image.PixelReader;
import io.github.upscale4j.spi.Levels;
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
     * 8 or 16 if there is no alpha and every value is a whole number of so many bits, divided by its maximum, as
     * {@link Levels} has it: then rows may be asked for as such numbers, which take a quarter or half of the memory.
     * {@value Levels#FLOATS}, the default, if not. All rows are asked for in the same way.
     */
    default int depth() {
        return Levels.FLOATS;
    }

    /**
     * Gives row {@code y} as {@link Levels} of {@link #depth} bits; asked for in place of the other method.
     *
     * @param colour takes {@code width() * channels()} interleaved levels, from index 0
     * @throws IOException if the picture is damaged or cannot be read
     */
    default void read(int y, byte[] colour) throws IOException {
        throw new UnsupportedOperationException("this source has floats, not levels of " + depth() + " bits");
    }

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
            public int depth() {
                return reader.hasLevels() && !reader.hasAlpha() ? reader.depth() : Levels.FLOATS;
            }

            @Override
            public void read(int y, byte[] colour) {
                reader.levels(y, colour, 0);
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
