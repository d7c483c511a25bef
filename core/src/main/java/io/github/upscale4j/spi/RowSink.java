package io.github.upscale4j.spi;

/** Takes the rows of an image, from the top, each once. */
@FunctionalInterface
public interface RowSink {
    /** Takes row {@code y}: interleaved floats from {@code values[offset]} on, valid during the call only. */
    void write(int y, float[] values, int offset);
}
