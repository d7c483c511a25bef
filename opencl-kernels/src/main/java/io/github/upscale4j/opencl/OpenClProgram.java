package io.github.upscale4j.opencl;

import io.github.upscale4j.plan.Layout;
import io.github.upscale4j.plan.Plan;
import io.github.upscale4j.spi.Execution;
import io.github.upscale4j.spi.Program;

/** A plan with the kernels of its steps, the first of which is the input and has none, and the weights on the device. */
final class OpenClProgram implements Program {
    private final Cl cl;
    private final RowKernels rows;
    private final Plan plan;
    private final StepKernel[] kernels;
    private final Cl.Memory weights;

    OpenClProgram(Cl cl, RowKernels rows, Plan plan, StepKernel[] kernels, Cl.Memory weights) {
        this.cl = cl;
        this.rows = rows;
        this.plan = plan;
        this.kernels = kernels;
        this.weights = weights;
    }

    @Override
    public long workspace() {
        return 4L * OpenClExecution.SLACK;
    }

    @Override
    public long transit(Layout layout) {
        return RowUpload.bytes(layout) + RowDownload.bytes(layout);
    }

    @Override
    public Execution open(Layout layout) {
        if (layout.plan() != plan) {
            throw new IllegalArgumentException("the layout was made from another plan");
        }
        return new OpenClExecution(cl, rows, layout, kernels, weights);
    }

    @Override
    public void close() {
        weights.close();
    }
}
