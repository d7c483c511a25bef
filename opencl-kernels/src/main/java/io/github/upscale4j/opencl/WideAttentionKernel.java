package io.github.upscale4j.opencl;

import io.github.upscale4j.net.Op;

/** {@link Op.GlobalAttention} of heads with many channels, which some work items share: an autoencoder's has 512. */
final class WideAttentionKernel implements StepKernel {
    /** Channels of keys or values of a head up to which a work item holds them all. */
    private static final int WIDE = 64;

    /** Bytes of keys and values in local memory: leaves room for several groups on a unit of a GPU. */
    private static final int PORTION = 16 * 1024;

    /** Work items that share a query. */
    private static final int ITEMS = 16;

    private static final int MOST_ITEMS = 256;

    private final Op.GlobalAttention op;
    private final Kernel kernel;
    private final Stages stages;
    private final int queries;

    WideAttentionKernel(Op.GlobalAttention op, KernelCache kernels, Stages stages, Device device) {
        this.op = op;
        this.stages = stages;
        int keySize = op.keyChannels() / op.heads();
        int size = op.channels() / op.heads();
        queries = Math.max(1, Math.min(MOST_ITEMS, device.group()) / ITEMS);
        int keys = Math.max(1, PORTION / (4 * (keySize + size)));
        String constants = "#define KEY_SIZE " + keySize + "\n#define SIZE " + size + "\n#define ITEMS " + ITEMS
                + "\n#define QUERIES " + queries + "\n#define KEYS " + keys + "\n";
        kernel = kernels.get(1, constants, stages, "wide_attention");
    }

    /** Whether the operation has such heads. */
    static boolean suits(Op.GlobalAttention op) {
        return Math.max(op.keyChannels(), op.channels()) / op.heads() > WIDE;
    }

    @Override
    public void run(Cl.Memory weights, StepViews views) {
        int across = (views.width() + queries - 1) / queries;
        StepKernel.begin(kernel, weights, views)
                .and(views.operand(0))
                .and(views.operand(1))
                .and(views.operand(2))
                .and(views.inputWidth(1), across, Float.floatToRawIntBits(op.factor()), 0, 0, 0, 0, 0);
        stages.set(kernel, views);
        kernel.run((long) across * op.heads() * queries * ITEMS, views.rows(), queries * ITEMS);
    }
}
