package io.github.upscale4j.opencl;

import io.github.upscale4j.net.Op;

/** {@link Op.GlobalAttention}, a work item a query and head. */
final class GlobalAttentionKernel implements StepKernel {
    /** Bytes of keys and values in local memory: leaves room for several groups on a unit of a GPU. */
    private static final int PORTION = 16 * 1024;

    private static final int GROUP = 64;

    private final Op.GlobalAttention op;
    private final Kernel kernel;
    private final Stages stages;

    GlobalAttentionKernel(Op.GlobalAttention op, KernelCache kernels, Stages stages) {
        this.op = op;
        this.stages = stages;
        int keySize = op.keyChannels() / op.heads();
        int size = op.channels() / op.heads();
        int room = PORTION / (16 * ((keySize + 3) / 4 + (size + 3) / 4));
        int keys = AttentionKernel.portion(room, room);
        String constants = "#define KEY_SIZE " + keySize + "\n#define SIZE " + size + "\n#define GROUP " + GROUP
                + "\n#define KEYS " + keys + "\n";
        kernel = kernels.get(1, constants, stages, "softmax", "global_attention");
    }

    @Override
    public void run(Cl.Memory weights, StepViews views) {
        int across = (views.width() + GROUP - 1) / GROUP;
        StepKernel.begin(kernel, weights, views)
                .and(views.operand(0))
                .and(views.operand(1))
                .and(views.operand(2))
                .and(views.inputWidth(1), across, Float.floatToRawIntBits(op.factor()), 0, 0, 0, 0, 0);
        stages.set(kernel, views);
        kernel.run((long) across * op.heads() * GROUP, views.rows(), GROUP);
    }
}
