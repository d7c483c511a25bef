package io.github.upscale4j.opencl;

import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Bands;
import io.github.upscale4j.plan.Layout;
import io.github.upscale4j.plan.Plan;
import io.github.upscale4j.plan.Step;
import io.github.upscale4j.plan.Storage;
import io.github.upscale4j.plan.Tiling;
import io.github.upscale4j.spi.Precision;
import io.github.upscale4j.tensor.Shape;
import io.github.upscale4j.weights.WeightShapes;
import io.github.upscale4j.weights.Weights;
import java.util.Map;

/** One convolution on a feature map of zeros that lies on the device: where {@link ConvTuner} takes times. */
final class TuningGround implements AutoCloseable {
    private final Cl cl;
    private final Op.Conv op;
    private final Step step;
    private final Weights weights;
    private final StepViews views;
    private final DeviceArena arena;

    /** @param like the convolution: its channels and kernel count */
    TuningGround(Op.Conv like, int width, int rows, Cl cl, Precision precision) {
        this.cl = cl;
        Shape shape = Shape.of(like.out(), like.in(), like.kernel(), like.kernel());
        Map<String, Shape> shapes = Map.of("conv.weight", shape);
        weights = Weights.of(Map.of("conv.weight", new float[(int) shape.elements()]), shapes);
        NetBuilder builder = new NetBuilder(WeightShapes.of(shapes));
        Net net = builder.output(builder.conv("conv", builder.input(like.in())));
        Plan plan = Plan.of(net, any -> new Tiling(1, RegisterBlocking.MOST_PIXELS));
        step = plan.last();
        op = (Op.Conv) step.op();
        Layout layout =
                new Layout(plan, width, rows, rows, width, rows, new Storage(precision.bytes(), Long.MAX_VALUE));
        arena = new DeviceArena(cl, layout);
        arena.clear();
        views = new StepViews(step, arena);
        Bands bands = new Bands(plan, rows);
        bands.next(rows);
        views.moveTo(bands);
    }

    /** The shortest of some runs, in nanoseconds. */
    long time(Blocking blocking, KernelCache kernels, int rounds) {
        WeightArena packed = new WeightArena();
        Stages none = new Stages(step, weights, packed);
        StepKernel kernel = new ConvKernel(op, step, weights, packed, kernels, none, blocking);
        long shortest = Long.MAX_VALUE;
        try (Cl.Memory memory = packed.upload(cl)) {
            for (int i = 0; i <= rounds; i++) { // the first one warms up
                long start = System.nanoTime();
                kernel.run(memory, views);
                cl.finish();
                shortest = i == 0 ? shortest : Math.min(shortest, System.nanoTime() - start);
            }
        }
        return shortest;
    }

    @Override
    public void close() {
        arena.close();
    }
}
