package io.github.upscale4j.opencl;

/** One step, ready to run. */
interface StepKernel {
    /** Puts the rows of a band on the queue, epilogue and zeros beside the rows included. */
    void run(Cl.Memory arena, Cl.Memory weights, StepViews views);

    /** Sets the arguments that all kernels begin with: memory, weights, output, area. */
    static Cl.Kernel begin(Cl.Kernel kernel, Cl.Memory arena, Cl.Memory weights, StepViews views) {
        return kernel.with(arena, weights).and(views.output()).and(views.area());
    }
}
