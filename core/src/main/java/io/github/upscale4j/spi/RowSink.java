package io.github.upscale4j.spi;

/**
 * Takes the rows of an image, from the top, each once. A sink that rounds what it gets says so by its {@link #depth}; who
 * computes may then round for it.
 */
@FunctionalInterface
public interface RowSink {
    /** Takes row {@code y}: interleaved floats from {@code values[offset]} on, valid during the call only. */
    void write(int y, float[] values, int offset);

    /**
     * 8 or 16 if nothing comes of values but {@link Levels} of so many bits, which it takes as well; it makes the same of
     * either. {@value Levels#FLOATS}, the default, if it wants floats. The same for all rows.
     */
    default int depth() {
        return Levels.FLOATS;
    }

    /**
     * Takes row {@code y} as {@link Levels} of {@link #depth} bits from {@code levels[offset]} on, valid during the call only.
     * A row in which a value is infinite or no number comes as floats; in it, what stands before the first such value may be
     * rounded, and what follows is of no account.
     */
    default void write(int y, byte[] levels, int offset) {
        throw new UnsupportedOperationException("this sink takes floats, not levels of " + depth() + " bits");
    }
}
