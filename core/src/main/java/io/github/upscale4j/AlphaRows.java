package io.github.upscale4j;

/** The rows of an enlarged alpha channel, one after the other. */
interface AlphaRows extends AutoCloseable {
    /** The next row, in [0, 1]; valid until the next call. */
    float[] next();

    @Override
    void close();
}
