package io.github.upscale4j;

import io.github.upscale4j.spi.Levels;
import java.io.IOException;

/** Takes a picture as rows, from the top, each once: a file that is being written, or an image in memory. */
@FunctionalInterface
public interface PixelSink {
    /**
     * Takes row {@code y}. The arrays are valid during the call only.
     *
     * @param colour interleaved values as {@link PixelSource#read} gives them, with as many channels as the source has;
     *     clamped to [0, 1], not rounded
     * @param alpha one value a pixel in [0, 1]; null if the source has no alpha
     * @throws IOException if the row cannot be written; it ends the call
     */
    void write(int y, float[] colour, float[] alpha) throws IOException;

    /**
     * 8 or 16 if it rounds colours to {@link Levels} of so many bits, as that says; then rows without alpha may come rounded,
     * which spares a device and its bus the floats. {@value Levels#FLOATS}, the default, if it wants floats.
     */
    default int depth() {
        return Levels.FLOATS;
    }

    /**
     * Takes row {@code y} as {@link Levels} of {@link #depth} bits; a row comes either so or as floats.
     *
     * @param colour interleaved levels, with as many channels as the source has, from index 0; valid during the call only
     * @throws IOException if the row cannot be written; it ends the call
     */
    default void write(int y, byte[] colour) throws IOException {
        throw new UnsupportedOperationException("this sink takes floats, not levels of " + depth() + " bits");
    }
}
