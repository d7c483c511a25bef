package io.github.upscale4j.opencl;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Step;
import io.github.upscale4j.weights.Weights;

/** {@link Op.Deviation} and {@link Op.Normaliser}: a group of work items for each channel or group of channels. */
final class StatisticKernel implements StepKernel {
    private static final int MOST_ITEMS = 256;

    private final Cl.Kernel kernel;
    private final Stages stages;
    private final int groups; // of channels
    private final int items;
    private final int[] shape; // behind the columns

    private StatisticKernel(KernelCache kernels, Stages stages, Device device, String file, int groups, int... shape) {
        this.stages = stages;
        this.groups = groups;
        this.shape = shape;
        items = Integer.highestOneBit(Math.min(MOST_ITEMS, device.group()));
        kernel = kernels.get(1, "#define GROUP " + items + "\n", stages, "moments", file);
    }

    static StepKernel deviation(Step step, KernelCache kernels, Stages stages, Device device) {
        return new StatisticKernel(
                kernels, stages, device, "deviation", step.output().channels());
    }

    static StepKernel normaliser(
            Op.Normaliser op, Weights weights, WeightArena arena, KernelCache kernels, Stages stages, Device device) {
        return new StatisticKernel(
                kernels,
                stages,
                device,
                "normaliser",
                op.groups(),
                op.channels() / op.groups(),
                op.channels(),
                Float.floatToRawIntBits(op.epsilon()),
                arena.add(weights.floats(op.name() + ".weight", op.channels())),
                arena.add(weights.floats(op.name() + ".bias", op.channels())));
    }

    @Override
    public void run(Cl.Memory arena, Cl.Memory weights, StepViews views) {
        int[] all = new int[8];
        all[0] = views.inputWidth(0);
        System.arraycopy(shape, 0, all, 1, shape.length);
        kernel.with(arena, weights)
                .and(views.output())
                .and(views.area())
                .and(views.operand(0))
                .and(all);
        stages.set(kernel, views);
        kernel.run((long) groups * items, 1, items);
    }
}
