package io.github.upscale4j.opencl;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Buffer;
import io.github.upscale4j.weights.Weights;

/** How much channels attend to one another over the whole image. */
final class SimilarityKernel implements StepKernel {
    private static final int MOST_ITEMS = 64;

    private final Op.ChannelSimilarity op;
    private final Kernel kernel;
    private final Stages stages;
    private final int temperature;
    private final int group;

    SimilarityKernel(
            Op.ChannelSimilarity op,
            Weights weights,
            WeightArena arena,
            KernelCache kernels,
            Stages stages,
            Device device) {
        this.op = op;
        this.stages = stages;
        temperature = arena.add(op.temperature(weights));
        group = Integer.highestOneBit(Math.min(MOST_ITEMS, device.group()));
        String constants = "#define GROUP " + group + "\n#define SIZE " + op.channels() / op.heads() + "\n";
        kernel = kernels.get(1, constants, stages, "total", "channel_similarity");
    }

    @Override
    public void run(Cl.Memory weights, StepViews views) {
        Buffer queries = views.step().inputs().get(0).view().buffer();
        int columns = queries.size(views.layout().width());
        StepKernel.begin(kernel, weights, views)
                .and(views.operand(0))
                .and(views.operand(1))
                .and(columns, op.queryAt(), op.keyAt(), temperature, op.step(), op.channels(), 0, 0);
        stages.set(kernel, views);
        kernel.run((long) op.step() * op.step() * op.channels() * group, 1, group);
    }
}
