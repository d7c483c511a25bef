package io.github.upscale4j.opencl;

import io.github.upscale4j.net.Attention;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.weights.Weights;

/** Attention within windows, a group of work items a window and head. */
final class AttentionKernel implements StepKernel {
    /** Bytes of keys and values in local memory: leaves room for several groups on a unit of a GPU. */
    private static final int PORTION = 16 * 1024;

    private final Op.WindowAttention op;
    private final Cl.Kernel kernel;
    private final Stages stages;
    private final int group;
    private final int bias;
    private final int factors;

    AttentionKernel(
            Op.WindowAttention op,
            Weights weights,
            WeightArena arena,
            KernelCache kernels,
            Stages stages,
            Device device) {
        this.op = op;
        this.stages = stages;
        int size = op.channels() / op.heads();
        int pixels = op.window() * op.window();
        group = Math.min(Math.min(256, device.group()), (pixels + 31) / 32 * 32);
        int keys = Math.min(pixels, Math.max(1, PORTION / (8 * size)));
        bias = arena.add(op.attention().bias(op, weights));
        factors = arena.add(op.attention().factors(op, weights));
        String constants = "#define SIZE " + size + "\n#define SIDE " + op.window() + "\n#define GROUP " + group
                + "\n#define KEYS " + keys + "\n#define COSINE " + (op.attention() == Attention.COSINE ? 1 : 0) + "\n";
        kernel = kernels.get(1, constants, stages, "window_attention");
    }

    @Override
    public void run(Cl.Memory arena, Cl.Memory weights, StepViews views) {
        int side = op.window();
        int first = Math.floorDiv(views.from() - op.shift(), side) * side + op.shift();
        int windows = (views.width() - op.shift() + side - 1) / side + (op.shift() > 0 ? 1 : 0);
        int below = (views.from() + views.rows() - first + side - 1) / side;
        kernel.with(arena, weights)
                .and(views.output())
                .and(views.area())
                .and(views.operand(0))
                .and(op.channels(), op.shift(), first, bias, factors, windows, 0, 0);
        stages.set(kernel, views);
        kernel.run((long) windows * op.heads() * group, below, group);
    }
}
