package io.github.upscale4j.metrics;

import io.github.upscale4j.image.PixelReader;
import io.github.upscale4j.tensor.Tensor;
import java.awt.image.BufferedImage;

/**
 * A cropped picture as rows of doubles on the scale 0 to 255, in the channels that a metric compares. Both pictures of a
 * metric are read side by side, row by row, so that measuring takes little memory.
 */
abstract class Rows {
    private final int fullWidth;
    private final int fullHeight;
    private final int channels;
    private int border;
    private boolean luma;
    private int planes;

    private Rows(int width, int height, int channels) {
        fullWidth = width;
        fullHeight = height;
        this.channels = channels;
    }

    static Rows of(BufferedImage image) {
        return new OfImage(PixelReader.of(image));
    }

    static Rows of(Tensor tensor) {
        return new OfTensor(tensor);
    }

    /** Settles what is compared, the same for both. */
    static void match(Rows a, Rows b, boolean luma, int border) {
        if (a.fullWidth != b.fullWidth || a.fullHeight != b.fullHeight) {
            throw new IllegalArgumentException("pictures of different size: " + a.fullWidth + " x " + a.fullHeight
                    + " and " + b.fullWidth + " x " + b.fullHeight + "; crop both to the same");
        }
        if (border < 0 || a.fullWidth <= 2L * border || a.fullHeight <= 2L * border) {
            throw new IllegalArgumentException("a border of " + border + " pixels on each side leaves nothing of "
                    + a.fullWidth + " x " + a.fullHeight + "; use 0 or the scale");
        }
        if (luma) {
            a.checkColour();
            b.checkColour();
        } else if (a.channels != b.channels && Math.min(a.channels, b.channels) > 1) {
            throw new IllegalArgumentException("pictures of different channels: " + a.channels + " and " + b.channels);
        }
        for (Rows rows : new Rows[] {a, b}) {
            rows.border = border;
            rows.luma = luma;
            rows.planes = luma ? 1 : Math.max(a.channels, b.channels);
        }
    }

    private void checkColour() {
        if (channels != 1 && channels != 3) {
            throw new IllegalArgumentException(
                    "Y is defined for 1 channel (gray) or 3 (RGB), got " + channels + "; compare all channels instead");
        }
    }

    final int width() {
        return fullWidth - 2 * border;
    }

    final int height() {
        return fullHeight - 2 * border;
    }

    final int planes() {
        return planes;
    }

    /** Row {@code y} of the cropped picture into {@code out}, planes x width; gray stands for all of R, G and B. */
    final void read(int y, double[][] out) {
        load(y + border);
        for (int x = 0; x < width(); x++) {
            if (luma) {
                double red = at(0, x + border);
                out[0][x] = channels == 1 ? luma(red, red, red) : luma(red, at(1, x + border), at(2, x + border));
            } else {
                for (int c = 0; c < planes; c++) {
                    out[c][x] = 255 * at(channels == 1 ? 0 : c, x + border);
                }
            }
        }
    }

    /** Y of ITU-R BT.601 in studio range, 16 to 235, from [0, 1], as MATLAB's rgb2ycbcr has it; not rounded. */
    static double luma(double red, double green, double blue) {
        return 65.481 * red + 128.553 * green + 24.966 * blue + 16;
    }

    abstract void load(int y);

    /** Channel {@code c} of column {@code x} in the loaded row, nominally in [0, 1]. */
    abstract double at(int c, int x);

    private static final class OfImage extends Rows {
        private final PixelReader reader;
        private final float[] row;

        OfImage(PixelReader reader) {
            super(reader.width(), reader.height(), reader.channels());
            this.reader = reader;
            row = new float[reader.width() * reader.channels()];
        }

        @Override
        void load(int y) {
            reader.colour(y, row, 0);
        }

        @Override
        double at(int c, int x) {
            return row[x * reader.channels() + c];
        }
    }

    private static final class OfTensor extends Rows {
        private final Tensor tensor;
        private int y;

        OfTensor(Tensor tensor) {
            super(tensor.width(), tensor.height(), tensor.channels());
            this.tensor = tensor;
        }

        @Override
        void load(int y) {
            this.y = y;
        }

        @Override
        double at(int c, int x) {
            return tensor.get(c, y, x);
        }
    }
}
