package io.github.upscale4j.opencl;

/** How a convolution is cut into work items and groups. */
interface Blocking {
    /** The kernel's file. */
    String file();

    /** Channels that a work item computes side by side. */
    int lanes();

    /** Output channels that are computed together. */
    int outputs();

    /** What the file wants to be defined. */
    String constants(int kernel);

    /** Puts the kernel, whose arguments are set, on the queue for all rows of the band. */
    void launch(Cl.Kernel kernel, int paddedOutputs, StepViews views);

    /** Tiles of a row of {@code width} pixels; 0 where there are none. */
    int tiles(int width);

    /** {@code outputs} brought up to a whole number of those that are computed together. */
    default int padded(int outputs) {
        return (outputs + outputs() - 1) / outputs() * outputs();
    }
}
