package io.github.upscale4j.opencl;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Step;
import io.github.upscale4j.weights.Weights;

/** What all pixels of an image leave of a channel: {@link Op.Mean}, {@link Op.Deviation} and {@link Op.Normaliser}. */
final class StatisticKernel implements StepKernel {
    private static final int MOST_ITEMS = 256;

    private final Kernel kernel;
    private final Stages stages;
    private final int channels;
    private final int together; // channels that share a statistic
    private final int weight;
    private final int bias;
    private final float epsilon;
    private final int group;

    /** @param step one of {@link #suits} */
    StatisticKernel(Step step, Weights weights, WeightArena arena, KernelCache kernels, Stages stages, Device device) {
        this.stages = stages;
        channels = step.inputs().get(0).view().channels();
        if (step.op() instanceof Op.Normaliser normaliser) {
            together = normaliser.channels() / normaliser.groups();
            weight = arena.add(weights.floats(normaliser.name() + ".weight", normaliser.channels()));
            bias = arena.add(weights.floats(normaliser.name() + ".bias", normaliser.channels()));
            epsilon = normaliser.epsilon();
        } else {
            together = 1;
            weight = 0;
            bias = 0;
            epsilon = 0;
        }
        int kind = step.op() instanceof Op.Mean ? 0 : step.op() instanceof Op.Deviation ? 1 : 2;
        group = Integer.highestOneBit(Math.min(MOST_ITEMS, device.group()));
        kernel = kernels.get(
                1, "#define GROUP " + group + "\n#define KIND " + kind + "\n", stages, "total", "statistic");
    }

    static boolean suits(Op op) {
        return op instanceof Op.Mean || op instanceof Op.Deviation || op instanceof Op.Normaliser;
    }

    @Override
    public void run(Cl.Memory weights, StepViews views) {
        int columns = views.inputWidth(0);
        StepKernel.begin(kernel, weights, views)
                .and(views.operand(0))
                .and(columns, together, channels, weight, bias, Float.floatToRawIntBits(epsilon), 0, 0);
        stages.set(kernel, views);
        kernel.run((long) channels / together * group, 1, group);
    }
}
