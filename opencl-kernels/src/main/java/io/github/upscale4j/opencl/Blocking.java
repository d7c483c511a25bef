package io.github.upscale4j.opencl;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.weights.Weights;

/** How a convolution is cut into work items and groups. */
interface Blocking {
    /** The kernel's file. */
    String file();

    /** Channels that a work item computes side by side. */
    int lanes();

    /** Output channels that are computed together. */
    int outputs();

    /** Whether the device has what this needs for the convolution, and the file computes such ones. */
    default boolean fits(Op.Conv op, Device device) {
        return true;
    }

    /** What the file wants to be defined. */
    String constants(int kernel);

    /** Puts the kernel, whose arguments are set, on the queue for all rows of the band. */
    void launch(Kernel kernel, int paddedOutputs, StepViews views);

    /** Tiles of a row of {@code width} pixels; 0 where there are none. */
    int tiles(int width);

    /** The weights as the file wants them; without the bias. */
    default float[] packed(Op.Conv op, Weights weights) {
        return PackedWeights.direct(op, weights, padded(op.out()));
    }

    /** {@code outputs} brought up to a whole number of those that are computed together. */
    default int padded(int outputs) {
        return (outputs + outputs() - 1) / outputs() * outputs();
    }
}
