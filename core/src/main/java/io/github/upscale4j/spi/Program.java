package io.github.upscale4j.spi;

import io.github.upscale4j.plan.Layout;
import io.github.upscale4j.plan.Storage;

/** A plan with its weights, ready to run at every size. */
public interface Program extends AutoCloseable {
    /** What the memory of its executions is made of: what layouts for it are to be made with. */
    default Storage storage() {
        return Storage.FLOATS;
    }

    /** Bytes that an execution takes beside its layout, whatever the size of the image. */
    long workspace();

    /** Bytes that an execution takes for rows on their way to a device and back. */
    default long transit(Layout layout) {
        return 0;
    }

    /** What intermediate values are kept in. */
    default Precision precision() {
        return Precision.FLOAT32;
    }

    /**
     * Takes the memory that {@code layout}, made from the same plan for {@link #storage()}, asks for.
     *
     * @throws OutOfDeviceMemoryException if the device has less left
     */
    Execution open(Layout layout);

    @Override
    void close();
}
