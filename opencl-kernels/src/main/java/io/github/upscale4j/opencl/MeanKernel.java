package io.github.upscale4j.opencl;

import io.github.upscale4j.plan.Buffer;
import io.github.upscale4j.plan.Step;

/** The mean of each channel over the whole image. */
final class MeanKernel implements StepKernel {
    private static final int MOST_ITEMS = 256;

    private final Cl.Kernel kernel;
    private final Stages stages;
    private final int channels;
    private final int group;

    MeanKernel(Step step, KernelCache kernels, Stages stages, Device device) {
        this.stages = stages;
        channels = step.output().channels();
        group = Integer.highestOneBit(Math.min(MOST_ITEMS, device.group()));
        kernel = kernels.get(1, "#define GROUP " + group + "\n", stages, "mean");
    }

    @Override
    public void run(Cl.Memory arena, Cl.Memory weights, StepViews views) {
        Buffer in = views.step().inputs().get(0).view().buffer();
        kernel.with(arena, weights)
                .and(views.output())
                .and(views.area())
                .and(views.operand(0))
                .and(in.size(views.layout().width()), 0, 0, 0, 0, 0, 0, 0);
        stages.set(kernel, views);
        kernel.run((long) channels * group, 1, group);
    }
}
