package io.github.upscale4j.opencl;

import io.github.upscale4j.net.Op;

/**
 * {@link Op.GlobalAttention}: a work item a query and head, or, of heads with many channels, some work items: an autoencoder's
 * has 512.
 */
final class GlobalAttentionKernel implements StepKernel {
    /** Channels of keys or values of a head up to which a work item holds them all. */
    private static final int MOST_CHANNELS = 64;

    /** Bytes of keys and values in local memory: leaves room for several groups on a unit of a GPU. */
    private static final int PORTION = 16 * 1024;

    /** Queries of a group where each has one work item. */
    private static final int QUERIES = 64;

    /** Work items that share a query. */
    private static final int ITEMS = 16;

    /** Work items of a group at most where they share queries. */
    private static final int MOST_ITEMS = 256;

    private final Op.GlobalAttention op;
    private final Kernel kernel;
    private final Stages stages;
    private final int queries; // of a group
    private final int group; // work items

    GlobalAttentionKernel(Op.GlobalAttention op, KernelCache kernels, Stages stages, Device device) {
        this.op = op;
        this.stages = stages;
        int keySize = op.keyChannels() / op.heads();
        int size = op.channels() / op.heads();
        String sizes = "#define KEY_SIZE " + keySize + "\n#define SIZE " + size;
        if (Math.max(keySize, size) > MOST_CHANNELS) {
            queries = Math.max(1, Math.min(MOST_ITEMS, device.group()) / ITEMS);
            group = queries * ITEMS;
            int keys = Math.max(1, PORTION / (4 * (keySize + size)));
            kernel = kernels.get(
                    1,
                    sizes + "\n#define ITEMS " + ITEMS + "\n#define QUERIES " + queries + "\n#define KEYS " + keys
                            + "\n",
                    stages,
                    "wide_attention");
        } else {
            queries = QUERIES;
            group = queries;
            int room = PORTION / (16 * ((keySize + 3) / 4 + (size + 3) / 4));
            int keys = AttentionKernel.portion(room, room);
            kernel = kernels.get(
                    1,
                    sizes + "\n#define GROUP " + group + "\n#define KEYS " + keys + "\n",
                    stages,
                    "softmax",
                    "global_attention");
        }
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
        kernel.run((long) across * op.heads() * group, views.rows(), group);
    }
}
