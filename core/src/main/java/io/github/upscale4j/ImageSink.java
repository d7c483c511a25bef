package io.github.upscale4j;

import io.github.upscale4j.image.PixelWriter;

/**
 * Rows into an image in memory.
 *
 * @param channels of the rows
 */
record ImageSink(PixelWriter image, int channels) implements PixelSink {
    @Override
    public void write(int y, float[] colour, float[] alpha) {
        image.colour(y, colour, 0, channels);
        if (alpha != null) {
            image.alpha(y, alpha, 0);
        }
    }

    @Override
    public int depth() {
        return image.depth();
    }

    @Override
    public void write(int y, byte[] colour) {
        image.levels(y, colour, 0);
    }
}
