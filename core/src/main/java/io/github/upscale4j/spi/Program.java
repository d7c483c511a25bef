package io.github.upscale4j.spi;

import io.github.upscale4j.plan.Layout;

/** A plan with its weights, ready to run at every size. */
public interface Program extends AutoCloseable {
    /** Bytes that an execution takes beside its layout, whatever the size of the image. */
    long workspace();

    /** What intermediate values are kept in. */
    default Precision precision() {
        return Precision.FLOAT32;
    }

    /**
     * Takes the memory that {@code layout}, made from the same plan, asks for.
     *
     * @throws OutOfDeviceMemoryException if the device has less left
     */
    Execution open(Layout layout);

    @Override
    void close();
}
