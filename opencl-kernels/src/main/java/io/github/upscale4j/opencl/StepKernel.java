package io.github.upscale4j.opencl;

/** One step, ready to run. */
interface StepKernel {
    /** Puts the rows of a band on the queue, epilogue and zeros beside the rows included. */
    void run(Cl.Memory weights, StepViews views);

    /** Sets the arguments that all kernels begin with: weights, output, area. */
    static Kernel begin(Kernel kernel, Cl.Memory weights, StepViews views) {
        return kernel.with(weights).and(views.output()).and(views.area());
    }
}
