package io.github.upscale4j.opencl;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.weights.Weights;

/** {@link Op.TokenUpdate}, a group of work items a token. */
final class TokenUpdateKernel implements StepKernel {
    private static final int FEWEST_ITEMS = 64;
    private static final int MOST_ITEMS = 256;

    private final Op.TokenUpdate op;
    private final Kernel kernel;
    private final Stages stages;
    private final int factors;
    private final int shares;
    private final int group;

    TokenUpdateKernel(
            Op.TokenUpdate op, Weights weights, WeightArena arena, KernelCache kernels, Stages stages, Device device) {
        this.op = op;
        this.stages = stages;
        factors = arena.add(weights.floats(op.name() + ".norm3.weight", op.tokens()));
        float[] old = weights.floats(op.name() + ".sigma", op.tokens(), 1);
        for (int t = 0; t < old.length; t++) {
            old[t] = (float) (1 / (1 + Math.exp(-old[t])));
        }
        shares = arena.add(old);
        int wanted = Math.max(FEWEST_ITEMS, Math.min(MOST_ITEMS, 2 * op.channels() - 1));
        group = Integer.highestOneBit(Math.min(wanted, device.group()));
        String constants = "#define GROUP " + group + "\n#define CHANNELS " + op.channels() + "\n";
        kernel = kernels.get(1, constants, stages, "total", "token_update");
    }

    @Override
    public void run(Cl.Memory weights, StepViews views) {
        int epsilon = Float.floatToRawIntBits((float) Op.TokenUpdate.EPSILON);
        StepKernel.begin(kernel, weights, views)
                .and(views.operand(0))
                .and(views.operand(1))
                .and(views.operand(2))
                .and(views.inputWidth(2), factors, shares, epsilon, 0, 0, 0, 0);
        stages.set(kernel, views);
        kernel.run((long) op.tokens() * group, 1, group);
    }
}
