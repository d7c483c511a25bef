package io.github.upscale4j.opencl;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.weights.Weights;

/** Layer normalisation, a work item a pixel. */
final class LayerNormKernel implements StepKernel {
    private static final int GROUP = 64;

    private final Cl.Kernel kernel;
    private final Stages stages;
    private final int[] shape;

    LayerNormKernel(Op.LayerNorm op, Weights weights, WeightArena arena, KernelCache kernels, Stages stages) {
        this.stages = stages;
        int weight = arena.add(weights.floats(op.name() + ".weight", op.channels()));
        int bias = arena.add(weights.floats(op.name() + ".bias", op.channels()));
        shape = new int[] {op.channels(), weight, bias, Float.floatToRawIntBits(op.epsilon()), 0, 0, 0, 0};
        kernel = kernels.get(1, "", stages, "layer_norm");
    }

    @Override
    public void run(Cl.Memory arena, Cl.Memory weights, StepViews views) {
        kernel.with(arena, weights)
                .and(views.output())
                .and(views.area())
                .and(views.operand(0))
                .and(shape);
        stages.set(kernel, views);
        kernel.run(views.width(), views.rows(), GROUP);
    }
}
