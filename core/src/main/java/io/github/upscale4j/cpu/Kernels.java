package io.github.upscale4j.cpu;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Step;
import io.github.upscale4j.plan.Tiling;
import io.github.upscale4j.weights.Weights;

/** The operations on the CPU. Implementations give each output value the same bits wherever a block begins or ends. */
public interface Kernels {
    /** As in {@code cpu-scalar}. */
    String name();

    /** For people, what the kernels use of the machine, as in {@code 512 bit}; may be empty. */
    String detail();

    /** The rows and columns of the operation that are computed together. */
    Tiling tiling(Op op);

    /** Packs the step's weights. */
    StepKernel prepare(Step step, Weights weights);

    /** Memory that a thread lends to a kernel for the time of a call; what it holds before means nothing. */
    record Scratch(float[] floats, int[] ints) {}

    /** One step, ready to run. */
    interface StepKernel {
        /** Floats of memory that each thread lends to a call. */
        default int scratchFloats() {
            return 0;
        }

        /** Ints of memory that each thread lends to a call. */
        default int scratchInts() {
            return 0;
        }

        /**
         * Computes rows {@code y0} to {@code y1 - 1}, columns {@code x0} to {@code x1 - 1} of the output, epilogue
         * included. Rows are one block of the step's footprint or a part of it at the image's edge; {@code x0} is a
         * multiple of {@link #columns()}.
         */
        void run(StepRows rows, int y0, int y1, int x0, int x1, Scratch scratch);

        /** Blocks of columns start at multiples of this. */
        default int columns() {
            return 1;
        }

        /** Multiply-adds or the like for one output pixel: what tells a task worth a thread from one that is not. */
        long cost();
    }
}
