package io.github.upscale4j.opencl;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.weights.Weights;

/** Makes a dictionary of tokens, which is one pixel, from a tensor or another dictionary: a work item a value. */
final class TokensKernel implements StepKernel {
    private static final int GROUP = 64;

    private final Kernel kernel;
    private final Stages stages;
    private final int[] shape;

    private TokensKernel(String file, KernelCache kernels, Stages stages, int... shape) {
        this.stages = stages;
        this.shape = shape;
        kernel = kernels.get(1, "", stages, file);
    }

    static StepKernel of(Op.Tokens op, Weights weights, WeightArena arena, KernelCache kernels, Stages stages) {
        int values = arena.add(weights.floats(op.name(), op.tokens(), op.channels()));
        return new TokensKernel("tokens", kernels, stages, op.tokens() * op.channels(), values, 0, 0, 0, 0, 0, 0);
    }

    static StepKernel of(Op.TokenLinear op, Weights weights, WeightArena arena, KernelCache kernels, Stages stages) {
        int weight = arena.add(weights.floats(op.name() + ".weight", op.out(), op.in()));
        int bias = arena.add(weights.floats(op.name() + ".bias", op.out()));
        int values = op.tokens() * op.out();
        return new TokensKernel("token_linear", kernels, stages, values, weight, bias, op.in(), op.out(), 0, 0, 0);
    }

    @Override
    public void run(Cl.Memory weights, StepViews views) {
        StepKernel.begin(kernel, weights, views).and(views.operand(0)).and(shape);
        stages.set(kernel, views);
        kernel.run(shape[0], 1, GROUP);
    }
}
