package io.github.upscale4j.opencl;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Buffer;
import io.github.upscale4j.plan.Layout;
import io.github.upscale4j.plan.Step;
import java.util.Arrays;
import java.util.function.Function;

/** Operations of which one work item computes one value. */
final class PointwiseKernel implements StepKernel {
    private static final int GROUP = 64;

    private final Cl.Kernel kernel;
    private final Stages stages;
    private final Function<StepViews, int[]> shape;
    private final int channels;

    private PointwiseKernel(
            Step step, KernelCache kernels, Stages stages, String file, Function<StepViews, int[]> shape) {
        this.stages = stages;
        this.shape = shape;
        channels = step.output().channels();
        kernel = kernels.get(1, "", stages, file, "pointwise");
    }

    /** @throws UnsupportedOperationException naming the operation if it is none of them */
    static StepKernel of(Step step, KernelCache kernels, Stages stages) {
        Op op = step.op();
        if (op instanceof Op.Copy) {
            return new PointwiseKernel(step, kernels, stages, "copy", views -> shape(0));
        }
        if (op instanceof Op.Slice slice) {
            return new PointwiseKernel(step, kernels, stages, "copy", views -> shape(slice.first()));
        }
        if (op instanceof Op.PixelShuffle shuffle) {
            return new PointwiseKernel(step, kernels, stages, "pixel_shuffle", views -> shape(shuffle.factor()));
        }
        if (op instanceof Op.PixelUnshuffle unshuffle) {
            return new PointwiseKernel(step, kernels, stages, "pixel_unshuffle", views -> shape(unshuffle.factor()));
        }
        if (op instanceof Op.Nearest nearest) {
            return new PointwiseKernel(step, kernels, stages, "nearest", views -> shape(nearest.factor()));
        }
        if (op instanceof Op.Bilinear linear) {
            int factor = linear.factor();
            return new PointwiseKernel(
                    step,
                    kernels,
                    stages,
                    "bilinear",
                    views -> shape(factor, views.height() / factor, views.width() / factor));
        }
        if (op instanceof Op.Bicubic cubic) {
            return new PointwiseKernel(step, kernels, stages, "bicubic", views -> cubicShape(cubic, views));
        }
        if (op instanceof Op.Crop) {
            return new PointwiseKernel(step, kernels, stages, "crop", PointwiseKernel::cropShape);
        }
        throw new UnsupportedOperationException("OpenCL has no kernel for " + op);
    }

    private static int[] cubicShape(Op.Bicubic op, StepViews views) {
        Layout layout = views.layout();
        int[] own = cropShape(views);
        return shape(op.factor(), own[0] / op.factor(), layout.height(), own[1] / op.factor(), layout.width());
    }

    private static int[] cropShape(StepViews views) {
        Buffer buffer = views.step().output().buffer();
        Layout layout = views.layout();
        return shape(buffer.size(layout.ownHeight()), buffer.size(layout.ownWidth()));
    }

    private static int[] shape(int... numbers) {
        return Arrays.copyOf(numbers, 8);
    }

    @Override
    public void run(Cl.Memory arena, Cl.Memory weights, StepViews views) {
        kernel.with(arena, weights)
                .and(views.output())
                .and(views.area())
                .and(channels)
                .and(views.operand(0))
                .and(shape.apply(views));
        stages.set(kernel, views);
        kernel.run((long) views.width() * channels, views.rows(), GROUP);
    }
}
