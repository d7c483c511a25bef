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

    CpuProgram(Plan plan, Kernels.StepKernel[] kernels, Parallel parallel) {
        this.plan = plan;
        this.kernels = kernels;
        this.parallel = parallel;
    }

    @Override
    public long workspace() {
        long floats = 0;
        long lines = 0;
        long lineLength = 0;
        for (int i = 1; i < kernels.length; i++) {
            floats = Math.max(floats, kernels[i].scratch());
            lines = Math.max(lines, kernels[i].lines());
            lineLength = Math.max(lineLength, kernels[i].lineLength());
        }
        return 4 * parallel.threads() * (floats + lines * lineLength);
    }

    @Override
    public Execution open(Layout layout) {
        if (layout.plan() != plan) {
            throw new IllegalArgumentException("the layout was made from another plan");
        }
        return new CpuExecution(layout, kernels, parallel);
    }

    @Override
    public void close() {
        // nothing but memory
    }
}
