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

    private final Kernel kernel;
    private final Stages stages;
    private final Function<StepViews, int[]> shape;
    private final int channels;
    private final boolean pair; // whether two inputs are read

    private PointwiseKernel(
            Step step, KernelCache kernels, Stages stages, String file, Function<StepViews, int[]> shape) {
        this.stages = stages;
        this.shape = shape;
        channels = step.output().channels();
        pair = isPair(step.op());
        kernel = kernels.get(1, "", stages, file, pair ? "pointwise_pair" : "pointwise");
    }

    /** @throws UnsupportedOperationException naming the operation if it is none of them */
    static StepKernel of(Step step, KernelCache kernels, Stages stages) {
        return new PointwiseKernel(step, kernels, stages, file(step.op()), views -> shape(step.op(), views));
    }

    private static boolean isPair(Op op) {
        return op instanceof Op.Sample || op instanceof Op.ChannelMix || op instanceof Op.TokenMix;
    }

    private static String file(Op op) {
        if (op instanceof Op.Copy || op instanceof Op.Slice) {
            return "copy";
        }
        if (op instanceof Op.PixelShuffle) {
            return "pixel_shuffle";
        }
        if (op instanceof Op.PixelUnshuffle) {
            return "pixel_unshuffle";
        }
        if (op instanceof Op.Nearest) {
            return "nearest";
        }
        if (op instanceof Op.Resize resize) {
            return resize.linear() ? "bilinear" : "resize_nearest";
        }
        if (op instanceof Op.Bilinear) {
            return "bilinear";
        }
        if (op instanceof Op.Bicubic) {
            return "bicubic";
        }
        if (op instanceof Op.Crop) {
            return "crop";
        }
        if (op instanceof Op.Trim) {
            return "trim";
        }
        if (op instanceof Op.Reflect) {
            return "reflect";
        }
        if (op instanceof Op.MaxPool || op instanceof Op.AdaptiveMaxPool) {
            return "max_pool";
        }
        if (op instanceof Op.ChannelMix) {
            return "channel_mix";
        }
        if (op instanceof Op.Grid) {
            return "grid";
        }
        if (op instanceof Op.Mirror) {
            return "mirror";
        }
        if (op instanceof Op.LocalMax) {
            return "local_max";
        }
        if (op instanceof Op.TokenMix) {
            return "token_mix";
        }
        if (op instanceof Op.Sample) {
            return "sample";
        }
        throw new UnsupportedOperationException("OpenCL has no kernel for " + op);
    }

    /** The numbers that the operation's file asks for. */
    private static int[] shape(Op op, StepViews views) {
        int rows = views.inputHeight(0);
        int columns = views.inputWidth(0);
        if (op instanceof Op.Slice slice) {
            return shape(slice.first());
        }
        if (op instanceof Op.PixelShuffle shuffle) {
            return shape(shuffle.factor());
        }
        if (op instanceof Op.PixelUnshuffle unshuffle) {
            return shape(unshuffle.factor());
        }
        if (op instanceof Op.Nearest nearest) {
            return shape(nearest.factor());
        }
        if (op instanceof Op.Resize resize && !resize.linear()) {
            // the division is done here: devices need not round it rightly
            return shape(rows, columns, bits((float) rows / views.height()), bits((float) columns / views.width()));
        }
        if (op instanceof Op.Bilinear || op instanceof Op.Resize) {
            return shape(rows, columns, views.height(), views.width());
        }
        if (op instanceof Op.Bicubic cubic) {
            return cubicShape(cubic, views);
        }
        if (op instanceof Op.Grid grid) {
            return shape(grid.window(), rows, columns, grid.back() ? 1 : 0);
        }
        if (op instanceof Op.LocalMax max) {
            return shape(max.kernel(), rows, columns);
        }
        if (op instanceof Op.Crop || op instanceof Op.Mirror) {
            return own(views);
        }
        if (op instanceof Op.Trim trim) {
            return shape(trim.before(), trim.step());
        }
        if (op instanceof Op.Reflect reflect) {
            int[] own = own(views);
            return shape(reflect.pixels(), own[0] - 2 * reflect.pixels(), own[1] - 2 * reflect.pixels());
        }
        if (op instanceof Op.ChannelMix mix) {
            return shape(mix.valueAt(), mix.channels() / mix.heads(), mix.channels(), mix.step());
        }
        if (op instanceof Op.TokenMix mix) {
            return shape(mix.tokens(), mix.channels());
        }
        if (op instanceof Op.Sample sample) {
            return shape(
                    sample.groups(),
                    sample.factor(),
                    rows,
                    columns,
                    views.step().output().channels());
        }
        if (op instanceof Op.MaxPool pool) {
            return shape(pool.kernel(), pool.stride(), rows, columns, views.height(), views.width());
        }
        return op instanceof Op.AdaptiveMaxPool ? shape(0, 0, rows, columns, views.height(), views.width()) : shape(0);
    }

    private static int bits(float value) {
        return Float.floatToRawIntBits(value);
    }

    private static int[] cubicShape(Op.Bicubic op, StepViews views) {
        Layout layout = views.layout();
        int[] own = own(views);
        return shape(
                op.factor(),
                op.counted(own[0] / op.factor(), layout.height()),
                layout.height(),
                op.counted(own[1] / op.factor(), layout.width()),
                layout.width());
    }

    /** Rows and columns of the output that belong to the image itself. */
    private static int[] own(StepViews views) {
        Buffer buffer = views.step().output().buffer();
        Layout layout = views.layout();
        return shape(buffer.size(layout.ownHeight()), buffer.size(layout.ownWidth()));
    }

    private static int[] shape(int... numbers) {
        return Arrays.copyOf(numbers, 8);
    }

    @Override
    public void run(Cl.Memory weights, StepViews views) {
        StepKernel.begin(kernel, weights, views).and(channels).and(views.operand(0));
        if (pair) {
            kernel.and(views.operand(1));
        }
        kernel.and(shape.apply(views));
        stages.set(kernel, views);
        kernel.run((long) views.width() * channels, views.rows(), GROUP);
    }
}
