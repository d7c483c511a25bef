package io.github.upscale4j.opencl;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.weights.Weights;

/** Layer normalisation, on a GPU some work items a pixel, so that neighbours read neighbours. */
final class LayerNormKernel implements StepKernel {
    private static final int GROUP = 128;

    /** Channels that a work item holds in registers, at most as long as a pixel has no more items than a group. */
    private static final int HELD = 8;

    private static final int LEAST_ITEMS = 16;

    private final Kernel kernel;
    private final Stages stages;
    private final int[] shape;
    private final int items;

    LayerNormKernel(
            Op.LayerNorm op, Weights weights, WeightArena arena, KernelCache kernels, Stages stages, Device device) {
        this.stages = stages;
        int weight = arena.add(weights.floats(op.name() + ".weight", op.channels()));
        int bias = arena.add(weights.floats(op.name() + ".bias", op.channels()));
        shape = new int[] {op.channels(), weight, bias, Float.floatToRawIntBits(op.epsilon()), 0, 0, 0, 0};
        items = device.kind() == Device.Kind.CPU ? 1 : items(op.channels());
        int mine = (op.channels() + items - 1) / items;
        String constants = "#define GROUP " + GROUP + "\n#define ITEMS " + items + "\n#define MINE "
                + (items == 1 ? 1 : mine) + "\n";
        kernel = kernels.get(1, constants, stages, "layer_norm");
    }

    private static int items(int channels) {
        int items = LEAST_ITEMS;
        while (items < GROUP && items * HELD < channels) {
            items *= 2;
        }
        return items;
    }

    @Override
    public void run(Cl.Memory weights, StepViews views) {
        StepKernel.begin(kernel, weights, views).and(views.operand(0)).and(shape);
        stages.set(kernel, views);
        kernel.run((long) views.width() * items, views.rows(), GROUP);
    }
}
