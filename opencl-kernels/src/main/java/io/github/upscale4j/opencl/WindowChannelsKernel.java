package io.github.upscale4j.opencl;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.weights.Weights;

/** Attention among the channels of a window, a work item a window and channel. */
final class WindowChannelsKernel implements StepKernel {
    private static final int GROUP = 64;

    private final Op.WindowChannels op;
    private final Kernel kernel;
    private final Stages stages;
    private final int temperature;

    WindowChannelsKernel(Op.WindowChannels op, Weights weights, WeightArena arena, KernelCache kernels, Stages stages) {
        this.op = op;
        this.stages = stages;
        temperature = arena.add(op.temperature(weights));
        String constants = "#define SIZE " + op.channels() / op.heads() + "\n";
        kernel = kernels.get(1, constants, stages, "window_channels");
    }

    @Override
    public void run(Cl.Memory weights, StepViews views) {
        int windows = views.width() / op.window();
        StepKernel.begin(kernel, weights, views)
                .and(views.operand(0))
                .and(op.channels(), op.window(), windows, temperature, 0, 0, 0, 0);
        stages.set(kernel, views);
        kernel.run((long) windows * op.channels(), views.rows() / op.window(), GROUP);
    }
}
