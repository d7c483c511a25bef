package io.github.upscale4j.opencl;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Step;
import io.github.upscale4j.weights.Weights;
import java.util.Arrays;

/** Convolution of any size. */
final class ConvKernel implements StepKernel {
    private static final int ROWS = 6;
    private static final int TILES = 7;

    private final Blocking blocking;
    private final Kernel kernel;
    private final Stages stages;
    private final int[] shape;

    ConvKernel(
            Op.Conv op,
            Step step,
            Weights weights,
            WeightArena arena,
            KernelCache kernels,
            Stages stages,
            Blocking blocking) {
        this.blocking = blocking;
        this.stages = stages;
        int padded = blocking.padded(op.out());
        int bias = arena.add(Arrays.copyOf(op.bias(weights), padded));
        shape = new int[] {op.in(), op.out(), padded, op.kernel(), arena.add(blocking.packed(op, weights)), bias, 0, 0};
        kernel = kernels.get(blocking.lanes(), blocking.constants(op.kernel()), stages, blocking.file());
    }

    @Override
    public void run(Cl.Memory weights, StepViews views) {
        int[] numbers = shape.clone();
        numbers[ROWS] = views.rows();
        numbers[TILES] = blocking.tiles(views.width());
        StepKernel.begin(kernel, weights, views).and(views.operand(0)).and(numbers);
        stages.set(kernel, views);
        blocking.launch(kernel, shape[2], views);
    }
}
