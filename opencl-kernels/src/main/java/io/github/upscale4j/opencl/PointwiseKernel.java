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
        if (op instanceof Op.Trim trim) {
            return new PointwiseKernel(step, kernels, stages, "trim", views -> shape(trim.before(), trim.step()));
        }
        if (op instanceof Op.Reflect reflect) {
            int pixels = reflect.pixels();
            return new PointwiseKernel(step, kernels, stages, "reflect", views -> {
                int[] own = cropShape(views);
                return shape(pixels, own[0] - 2 * pixels, own[1] - 2 * pixels);
            });
        }
        if (op instanceof Op.Pool pool) {
            int kernel = pool instanceof Op.MaxPool max ? max.kernel() : 0;
            int stride = pool instanceof Op.MaxPool max ? max.stride() : 0;
            return new PointwiseKernel(step, kernels, stages, "max_pool", views -> sizes(kernel, stride, views));
        }
        if (op instanceof Op.Resize resize) {
            return resize.linear()
                    ? new PointwiseKernel(step, kernels, stages, "resize_linear", PointwiseKernel::sizes)
                    : new PointwiseKernel(step, kernels, stages, "resize_nearest", PointwiseKernel::ratios);
        }
        throw new UnsupportedOperationException("OpenCL has no kernel for " + op);
    }

    /** Numbers, and rows and columns of the input and of the output. */
    private static int[] sizes(int first, int second, StepViews views) {
        return shape(first, second, views.inputHeight(0), views.inputWidth(0), views.height(), views.width());
    }

    private static int[] sizes(StepViews views) {
        return shape(views.inputHeight(0), views.inputWidth(0), views.height(), views.width());
    }

    private static int[] ratios(StepViews views) {
        int height = views.inputHeight(0);
        int width = views.inputWidth(0);
        return shape(
                height,
                width,
                Float.floatToRawIntBits((float) height / views.height()),
                Float.floatToRawIntBits((float) width / views.width()));
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
