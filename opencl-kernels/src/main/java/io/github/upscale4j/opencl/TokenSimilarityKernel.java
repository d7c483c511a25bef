package io.github.upscale4j.opencl;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.weights.Weights;

/** {@link Op.TokenSimilarity}, a work item a pixel. */
final class TokenSimilarityKernel implements StepKernel {
    /** Bytes of tokens in local memory: leaves room for several groups on a unit of a GPU. */
    private static final int PORTION = 16 * 1024;

    private static final int GROUP = 64;

    private final Kernel kernel;
    private final Stages stages;
    private final int factors;

    TokenSimilarityKernel(
            Op.TokenSimilarity op, Weights weights, WeightArena arena, KernelCache kernels, Stages stages) {
        this.stages = stages;
        factors = arena.add(op.factors(weights));
        int portion = Math.min(op.tokens(), Math.max(1, PORTION / (4 * op.channels())));
        String constants = "#define TOKENS " + op.tokens() + "\n#define SIZE " + op.channels() + "\n#define GROUP "
                + GROUP + "\n#define PORTION " + portion + "\n";
        kernel = kernels.get(1, constants, stages, "token_similarity");
    }

    @Override
    public void run(Cl.Memory weights, StepViews views) {
        StepKernel.begin(kernel, weights, views)
                .and(views.operand(0))
                .and(views.operand(1))
                .and(factors, 0, 0, 0, 0, 0, 0, 0);
        stages.set(kernel, views);
        kernel.run(views.width(), views.rows(), GROUP);
    }
}
