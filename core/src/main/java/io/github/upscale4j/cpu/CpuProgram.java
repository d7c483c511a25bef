package io.github.upscale4j.cpu;

import io.github.upscale4j.plan.Layout;
import io.github.upscale4j.plan.Plan;
import io.github.upscale4j.spi.Execution;
import io.github.upscale4j.spi.Program;

/** A plan with the kernels of its steps; the first, which is the input, has none. */
final class CpuProgram implements Program {
    private final Plan plan;
    private final Kernels.StepKernel[] kernels;
    private final Parallel parallel;
    private final Scratch.Size scratch;

    CpuProgram(Plan plan, Kernels.StepKernel[] kernels, Parallel parallel) {
        this.plan = plan;
        this.kernels = kernels;
        this.parallel = parallel;
        this.scratch = Scratch.Size.of(kernels);
    }

    @Override
    public long workspace() {
        return parallel.threads() * scratch.bytes();
    }

    @Override
    public Execution open(Layout layout) {
        if (layout.plan() != plan) {
            throw new IllegalArgumentException("the layout was made from another plan");
        }
        return new CpuExecution(layout, kernels, parallel, scratch);
    }

    @Override
    public void close() {
        // nothing but memory
    }
}
