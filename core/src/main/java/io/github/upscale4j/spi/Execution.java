package io.github.upscale4j.spi;

import io.github.upscale4j.plan.Bands;

/** The memory of one layout. One image at a time goes through it, any number one after the other. */
public interface Execution extends AutoCloseable {
    /**
     * Runs the band that {@code bands} stands at: reads the input rows that arrive in it, computes every step, and gives
     * away the rows of the result that are done.
     */
    void run(Bands bands, RowSource source, RowSink sink);

    @Override
    void close();
}
