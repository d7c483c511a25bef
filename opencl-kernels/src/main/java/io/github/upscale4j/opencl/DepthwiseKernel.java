package io.github.upscale4j.opencl;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.weights.Weights;
import java.util.Arrays;

/** Convolution of each channel on its own. */
final class DepthwiseKernel implements StepKernel {
    private final RegisterBlocking blocking;
    private final Kernel kernel;
    private final Stages stages;
    private final int[] shape;

    DepthwiseKernel(
            Op.DepthwiseConv op,
            Weights weights,
            WeightArena arena,
            KernelCache kernels,
            Stages stages,
            RegisterBlocking blocking) {
        this.blocking = blocking;
        this.stages = stages;
        int padded = (op.channels() + blocking.lanes() - 1) / blocking.lanes() * blocking.lanes();
        int weight = arena.add(packed(op, weights, padded));
        int bias = arena.add(Arrays.copyOf(op.bias(weights), padded));
        shape = new int[] {op.channels(), padded, op.kernel(), weight, bias, 0, 0, 0};
        kernel = kernels.get(blocking.lanes(), blocking.constants(op.kernel()), stages, "depthwise");
    }

    /** (kernel row, kernel column, padded channels). */
    private static float[] packed(Op.DepthwiseConv op, Weights weights, int padded) {
        float[] weight = op.weight(weights); // (channels, kernel, kernel)
        int places = op.kernel() * op.kernel();
        float[] packed = new float[places * padded];
        for (int c = 0; c < op.channels(); c++) {
            for (int place = 0; place < places; place++) {
                packed[place * padded + c] = weight[c * places + place];
            }
        }
        return packed;
    }

    @Override
    public void run(Cl.Memory weights, StepViews views) {
        StepKernel.begin(kernel, weights, views).and(views.operand(0)).and(shape);
        stages.set(kernel, views);
        long blocks = (views.width() + blocking.pixels() - 1) / blocking.pixels();
        kernel.run(blocks * (shape[1] / blocking.lanes()), views.rows(), blocking.group());
    }
}
