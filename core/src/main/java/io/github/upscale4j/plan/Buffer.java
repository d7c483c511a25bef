package io.github.upscale4j.plan;

import io.github.upscale4j.net.Extent;

/**
 * Rows of pixels that one step, or several side by side, write. A row is {@code left} pixels of zeros, the pixels, and
 * {@code right} pixels of zeros; a pixel is {@code channels} floats. The zeros are what a convolution reads past the edge.
 *
 * @param index position in {@link Plan#buffers()}
 * @param channels floats a pixel
 * @param extent columns, and rows, for the network's input
 * @param left pixels of zeros before each row
 * @param right pixels of zeros after each row
 */
public record Buffer(int index, int channels, Extent extent, int left, int right) {
    /** Columns, or rows, where the network's input has {@code size}. */
    public int size(int size) {
        return extent.size(size);
    }

    /** Floats from one row to the next where the network's input is {@code width} pixels wide. */
    public long rowFloats(int width) {
        return ((long) size(width) + left + right) * channels;
    }
}
