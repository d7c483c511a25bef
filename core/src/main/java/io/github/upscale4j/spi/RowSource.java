package io.github.upscale4j.spi;

/**
 * Rows of an image, asked for from the top, each once. Those of a picture of 8 or 16 bits may be asked for as the levels that
 * it holds; all rows of an image are asked for in the same way.
 */
@FunctionalInterface
public interface RowSource {
    /**
     * Writes row {@code y} as interleaved floats, all channels of a pixel side by side, from {@code target[offset]} on.
     */
    void read(int y, float[] target, int offset);

    /** 8 or 16 if every value is one of the {@link Levels} of so many bits; {@value Levels#FLOATS}, the default, if not. */
    default int depth() {
        return Levels.FLOATS;
    }

    /** Writes row {@code y} as {@link Levels} of {@link #depth} bits, from {@code target[offset]} on. */
    default void read(int y, byte[] target, int offset) {
        throw new UnsupportedOperationException("this source has floats, not levels of " + depth() + " bits");
    }
}
