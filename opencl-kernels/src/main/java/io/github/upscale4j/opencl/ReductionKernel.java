package io.github.upscale4j.opencl;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.weights.Weights;

/** {@link Op.DepthwiseReduction}, a work item a value. */
final class ReductionKernel implements StepKernel {
    private static final int GROUP = 64;

    private final Kernel kernel;
    private final Stages stages;
    private final int[] shape;

    ReductionKernel(Op.DepthwiseReduction op, Weights weights, WeightArena arena, KernelCache kernels, Stages stages) {
        this.stages = stages;
        int side = op.kernel();
        int weight = arena.add(weights.floats(op.name() + ".weight", op.channels(), 1, side, side));
        int bias = arena.add(weights.floats(op.name() + ".bias", op.channels()));
        shape = new int[] {op.channels(), side, weight, bias, 0, 0, 0, 0};
        kernel = kernels.get(1, "", stages, "depthwise_reduction");
    }

    @Override
    public void run(Cl.Memory weights, StepViews views) {
        StepKernel.begin(kernel, weights, views).and(views.operand(0)).and(shape);
        stages.set(kernel, views);
        kernel.run((long) views.width() * shape[0], views.rows(), GROUP);
    }
}
