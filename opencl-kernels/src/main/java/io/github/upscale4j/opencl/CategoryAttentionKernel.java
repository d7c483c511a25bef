package io.github.upscale4j.opencl;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.weights.Weights;

/** {@link Op.CategoryAttention}, a group of work items for the pixels that attend to one another, and a head. */
final class CategoryAttentionKernel implements StepKernel {
    /** Bytes of keys and values in local memory: leaves room for several groups on a unit of a GPU. */
    private static final int PORTION = 16 * 1024;

    private static final int MOST_ITEMS = 256;

    private final Op.CategoryAttention op;
    private final Kernel kernel;
    private final Stages stages;
    private final int factor;
    private final int group;

    CategoryAttentionKernel(
            Op.CategoryAttention op, Weights weights, KernelCache kernels, Stages stages, Device device) {
        this.op = op;
        this.stages = stages;
        factor = Float.floatToRawIntBits(op.factor(weights));
        group = Math.min(device.group(), Math.min(MOST_ITEMS, (op.group() + 31) / 32 * 32));
        int size = op.channels() / op.heads();
        int keys = AttentionKernel.portion(op.group(), PORTION / (2 * 16 * ((size + 3) / 4)));
        String constants = "#define SIZE " + size + "\n#define GROUP " + group + "\n#define KEYS " + keys + "\n";
        kernel = kernels.get(1, constants, stages, "softmax", "category_attention");
    }

    @Override
    public void run(Cl.Memory weights, StepViews views) {
        long pixels = (long) views.width() * views.height();
        long groups = (pixels + op.group() - 1) / op.group();
        StepKernel.begin(kernel, weights, views)
                .and(views.operand(0))
                .and(views.operand(1))
                .and(views.width(), op.group(), op.channels(), op.heads(), factor, 0, 0, 0);
        stages.set(kernel, views);
        kernel.run(groups * op.heads() * group, 1, group);
    }
}
