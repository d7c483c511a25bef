package io.github.upscale4j.spi;

import io.github.upscale4j.plan.Bands;

/** The memory of one layout. One image at a time goes through it, any number one after the other. */
public interface Execution extends AutoCloseable {
    /**
     * Runs the band that {@code bands} stands at: reads the input rows that arrive in it, computes every step, and gives
     * away the rows of the result that are done.
     *
     * @param check called before every step, by the thread that calls; what it throws ends the run, after which the
     *     execution can only be closed
     */
    void run(Bands bands, RowSource source, RowSink sink, Runnable check);

    /** The same, not to be ended. */
    default void run(Bands bands, RowSource source, RowSink sink) {
        run(bands, source, sink, () -> {});
    }

    @Override
    void close();
}
