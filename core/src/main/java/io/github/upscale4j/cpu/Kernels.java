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

    /** One step, ready to run. */
    interface StepKernel {
        /** Floats of memory that each thread lends to a call. */
        default int scratch() {
            return 0;
        }

        /** Arrays of {@link #lineLength()} floats that each thread lends to a call. */
        default int lines() {
            return 0;
        }

        default int lineLength() {
            return 0;
        }

        /** Columns of a tile; its rows are the block of the step's footprint. */
        int columns();

        /** Tiles that the kernel likes to have in one call, or a multiple of them. */
        default int batch() {
            return 1;
        }

        /** Tiles that take as long as fewer: the number of them in a call is a multiple of this. */
        default int unit() {
            return 1;
        }

        /** Computes tiles {@code first} to {@code last - 1}, epilogue included. */
        void run(StepRows rows, Tiles tiles, int first, int last, Scratch scratch);

        /** Multiply-adds or the like for one output pixel: what tells a task worth a thread from one that is not. */
        long cost();
    }

    /** A step whose one pixel is made of a whole image; threads share its channels. */
    interface GlobalKernel extends StepKernel {
        /** Parts that may be computed in any order. */
        int parts();

        /** Computes one of them. */
        void run(StepRows rows, int part);

        /** What follows when all are there: the epilogue. */
        void finish(StepRows rows);

        @Override
        default int columns() {
            return 1;
        }

        @Override
        default void run(StepRows rows, Tiles tiles, int first, int last, Scratch scratch) {
            for (int part = 0; part < parts(); part++) {
                run(rows, part);
            }
            finish(rows);
        }

        @Override
        default long cost() {
            return 1;
        }
    }
}
