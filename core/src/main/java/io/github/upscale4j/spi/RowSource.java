package io.github.upscale4j.spi;

/** Rows of an image, asked for from the top, each once. */
@FunctionalInterface
public interface RowSource {
    /**
     * Writes row {@code y} as interleaved floats, all channels of a pixel side by side, from {@code target[offset]} on.
     */
    void read(int y, float[] target, int offset);
}
