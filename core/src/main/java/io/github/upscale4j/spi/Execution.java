package io.github.upscale4j.spi;

import io.github.upscale4j.plan.Bands;

/** The memory of one layout. One image at a time goes through it, any number one after the other. */
public interface Execution extends AutoCloseable {
    /**
     * Runs the band that {@code bands} stands at: reads the input rows that arrive in it, computes every step, and gives
     * away the rows of the result that are done. It may hold these back until the next run or {@link #flush}, to compute
     * meanwhile; they go to the sink of the run that computed them, before all rows of later ones.
     *
     * @param check called before every step, by the thread that calls; what it throws ends the run, after which the
     *     execution can only be closed, as after what the source or a sink throws. Rows that were held back are lost then
     */
    void run(Bands bands, RowSource source, RowSink sink, Runnable check);

    /** The same, not to be ended. */
    default void run(Bands bands, RowSource source, RowSink sink) {
        run(bands, source, sink, () -> {});
    }

    /** Gives away the rows that are held back, if there are any: to be called when an image's last band has run. */
    default void flush() {}

    /** Whatever is under way; rows that are held back are not given away any more. */
    @Override
    void close();
}
