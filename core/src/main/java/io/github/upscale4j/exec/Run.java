package io.github.upscale4j.exec;

/** An image on its way through a network, band by band. */
public interface Run extends AutoCloseable {
    /** Computes the next band; false if there is none left. */
    boolean next();

    /** The share of the work that is done, from 0 to 1; 1 only at the end. */
    double fraction();

    /** Gives the memory back, whether the image is finished or not. */
    @Override
    void close();
}
