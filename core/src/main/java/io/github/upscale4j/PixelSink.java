package io.github.upscale4j;

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
}
