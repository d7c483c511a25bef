package io.github.upscale4j.opencl;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.weights.Weights;

/** {@link Op.NearestCode}, a work item a pixel. */
final class NearestCodeKernel implements StepKernel {
    private static final int GROUP = 64;

    private final Kernel kernel;
    private final Stages stages;
    private final int[] shape;

    NearestCodeKernel(Op.NearestCode op, Weights weights, WeightArena arena, KernelCache kernels, Stages stages) {
        this.stages = stages;
        shape = new int[] {op.codes(), arena.add(op.values(weights)), 0, 0, 0, 0, 0, 0};
        kernel = kernels.get(1, "#define SIZE " + op.channels() + "\n", stages, "nearest_code");
    }

    @Override
    public void run(Cl.Memory weights, StepViews views) {
        StepKernel.begin(kernel, weights, views).and(views.operand(0)).and(shape);
        stages.set(kernel, views);
        kernel.run(views.width(), views.rows(), GROUP);
    }
}
