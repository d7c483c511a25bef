package io.github.upscale4j.opencl;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Step;

/** {@link Op.Sample}, one work item a value. */
final class SampleKernel implements StepKernel {
    private static final int GROUP = 64;

    private final Cl.Kernel kernel;
    private final Stages stages;
    private final Op.Sample op;
    private final int channels;

    SampleKernel(Op.Sample op, Step step, KernelCache kernels, Stages stages) {
        this.op = op;
        this.stages = stages;
        channels = step.output().channels();
        kernel = kernels.get(1, "", stages, "sample");
    }

    @Override
    public void run(Cl.Memory arena, Cl.Memory weights, StepViews views) {
        StepKernel.begin(kernel, arena, weights, views)
                .and(channels)
                .and(views.operand(0))
                .and(views.operand(1))
                .and(op.groups(), op.factor(), views.inputHeight(0), views.inputWidth(0), 0, 0, 0, 0);
        stages.set(kernel, views);
        kernel.run((long) views.width() * channels, views.rows(), GROUP);
    }
}
