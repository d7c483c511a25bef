package io.github.upscale4j.opencl;

/** One step, ready to run. */
interface StepKernel {
    /** Puts the rows of a band on the queue, epilogue and zeros beside the rows included. */
    void run(Cl.Memory arena, Cl.Memory weights, StepViews views);
}
