package io.github.upscale4j.opencl;

import io.github.upscale4j.plan.Step;

/** The order of pixels by their categories: one group of work items, since each place depends on all pixels before. */
final class CategoryOrderKernel implements StepKernel {
    private static final int MOST_ITEMS = 256;

    private final Kernel kernel;
    private final Stages stages;
    private final int group;

    CategoryOrderKernel(Step step, KernelCache kernels, Stages stages, Device device) {
        this.stages = stages;
        group = Math.min(MOST_ITEMS, device.group());
        int categories = step.inputs().get(0).view().channels();
        String constants = "#define GROUP " + group + "\n#define CATEGORIES " + categories + "\n";
        kernel = kernels.get(1, constants, stages, "category_order");
    }

    @Override
    public void run(Cl.Memory weights, StepViews views) {
        StepKernel.begin(kernel, weights, views).and(views.operand(0)).and(views.inputWidth(0), 0, 0, 0, 0, 0, 0, 0);
        stages.set(kernel, views);
        kernel.run(group, 1, group);
    }
}
