package io.github.upscale4j.opencl;

import io.github.upscale4j.debug.ReferenceRunner;
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
import io.github.upscale4j.spi.Program;
import io.github.upscale4j.tensor.Shape;
import io.github.upscale4j.tensor.Tensor;
import io.github.upscale4j.weights.WeightShapes;
import io.github.upscale4j.weights.Weights;
import java.util.Map;
import java.util.Random;

/** One convolution on the device: where {@link ConvTuner} takes times, of zeros, and looks at what becomes of a small image. */
final class TuningGround implements AutoCloseable {
    private static final int SMALL_WIDTH = 19; // more than a tile, and a rest
    private static final int SMALL_HEIGHT = 9;
    private static final int BAND = 5; // so that the next one begins at an odd row

    private static final long ENOUGH = 1_000_000;
    private static final int MOST_QUEUED = 16;

    private final Cl cl;
    private final Net net;
    private final Op.Conv op;
    private final Plan plan;
    private final Step step;
    private final Weights weights;
    private final StepViews views;
    private final DeviceArena arena;
    private float[] expected; // null until it is asked for

    /** @param like the convolution: its channels and kernel count */
    TuningGround(Op.Conv like, int width, int rows, Cl cl, Precision precision) {
        this.cl = cl;
        Shape shape = Shape.of(like.out(), like.in(), like.kernel(), like.kernel());
        Map<String, Shape> shapes = Map.of("conv.weight", shape);
        weights = Weights.of(Map.of("conv.weight", random(shape)), shapes);
        NetBuilder builder = new NetBuilder(WeightShapes.of(shapes));
        net = builder.output(builder.conv("conv", builder.input(like.in())));
        plan = Plan.of(net, any -> new Tiling(1, RegisterBlocking.MOST_PIXELS));
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

    private static float[] random(Shape shape) {
        Random random = new Random(7);
        float[] values = new float[Math.toIntExact(shape.elements())];
        double deviation = Math.sqrt((double) shape.dim(0) / values.length);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * deviation);
        }
        return values;
    }

    /** By how much values of a small image differ from the oracle's at most. */
    float difference(Blocking blocking, KernelCache kernels) {
        Tensor image = SelfCheck.image(net.inputChannels(), SMALL_HEIGHT, SMALL_WIDTH);
        if (expected == null) {
            expected = ReferenceRunner.run(net, weights, image).data();
        }
        WeightArena packed = new WeightArena();
        KernelCache own = kernels.part();
        StepKernel[] steps = {null, kernel(blocking, own, packed)};
        RowKernels rows = new RowKernels(own);
        try (Program program = new OpenClProgram(cl, own, rows, plan, steps, packed.upload(cl))) {
            return SelfCheck.difference(program, plan, image, BAND, expected);
        }
    }

    private StepKernel kernel(Blocking blocking, KernelCache kernels, WeightArena packed) {
        Stages none = new Stages(step, weights, packed);
        return new ConvKernel(op, step, weights, packed, kernels, none, blocking);
    }

    /** One cut, compiled. */
    Trial trial(Blocking blocking, KernelCache kernels) {
        return new Trial(blocking, kernels);
    }

    /** A cut that is timed. */
    final class Trial implements AutoCloseable {
        private final Blocking blocking;
        private final StepKernel kernel;
        private final Cl.Memory memory;
        private long shortest = Long.MAX_VALUE;
        private int several = 1;

        private Trial(Blocking blocking, KernelCache kernels) {
            this.blocking = blocking;
            WeightArena packed = new WeightArena();
            kernel = kernel(blocking, kernels, packed);
            memory = packed.upload(cl);
        }

        Blocking blocking() {
            return blocking;
        }

        /**
         * Runs it twice, without remembering the time: what comes first takes longer, and short ones will be put on the queue
         * several at a time, or what is timed would be how long the queue takes. Whether it did.
         */
        boolean runs() {
            run(1);
            several = (int) Math.max(1, Math.min(MOST_QUEUED, ENOUGH / run(1)));
            return true;
        }

        void time() {
            shortest = Math.min(shortest, run(several));
        }

        private long run(int times) {
            long start = System.nanoTime();
            for (int i = 0; i < times; i++) {
                kernel.run(memory, views);
            }
            cl.finish();
            return Math.max(1, (System.nanoTime() - start) / times);
        }

        /** Nanoseconds of the shortest of its timed runs. */
        long shortest() {
            return shortest;
        }

        @Override
        public void close() {
            memory.close();
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
