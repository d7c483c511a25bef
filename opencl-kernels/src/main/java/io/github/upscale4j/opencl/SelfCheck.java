package io.github.upscale4j.opencl;

import io.github.upscale4j.debug.ReferenceRunner;
import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.plan.Bands;
import io.github.upscale4j.plan.Layout;
import io.github.upscale4j.plan.Plan;
import io.github.upscale4j.spi.Backend;
import io.github.upscale4j.spi.DeviceException;
import io.github.upscale4j.spi.Execution;
import io.github.upscale4j.spi.Precision;
import io.github.upscale4j.spi.Program;
import io.github.upscale4j.tensor.Tensor;
import io.github.upscale4j.weights.WeightShapes;
import java.util.Optional;
import java.util.function.Supplier;

/** Compares what a device makes of small networks, one for each kernel, with the plain loops of the oracle. */
final class SelfCheck {
    /** Ten times what sums in another order differ by, a hundredth of a level of 8 bits. */
    private static final float LIMIT = 4e-5f;

    /** Four times what rounding every value to 11 bits makes of the worst of these networks. */
    private static final float HALF_LIMIT = 1e-2f;

    /** Not multiples of anything; two bands and a rest. */
    private static final int HEIGHT = 14;

    private static final int WIDTH = 18;
    private static final int BAND = 6;

    private SelfCheck() {}

    /** Which kernel computes wrongly, and by how much; empty if all are right. */
    static Optional<String> fault(Backend backend, Precision precision) {
        for (CheckedNet sample : CheckedNet.values()) {
            Optional<String> fault = fault(sample.kernel(), precision, () -> difference(backend, sample, precision));
            if (fault.isPresent()) {
                return fault;
            }
        }
        return fault("rows of 8 bits", precision, () -> LevelsCheck.difference(backend, precision, 8))
                .or(() -> fault("rows of 16 bits", precision, () -> LevelsCheck.difference(backend, precision, 16)));
    }

    private static Optional<String> fault(String what, Precision precision, Supplier<Float> difference) {
        float limit = limit(precision);
        float most;
        try {
            most = difference.get();
        } catch (DeviceException e) {
            return Optional.of(what + ": " + e.getMessage());
        }
        return most <= limit
                ? Optional.empty()
                : Optional.of("its driver computes " + what + " wrongly, by " + most + " where at most " + limit
                        + " is right");
    }

    /** The most by which a value may differ from the oracle's. */
    static float limit(Precision precision) {
        return precision == Precision.FLOAT16 ? HALF_LIMIT : LIMIT;
    }

    private static float difference(Backend backend, CheckedNet sample, Precision precision) {
        NetBuilder builder = new NetBuilder(WeightShapes.of(sample.weights()));
        Net net = sample.build(builder);
        Tensor image = image(net.inputChannels(), HEIGHT, WIDTH);
        float[] expected = ReferenceRunner.run(net, sample.weights(), image).data();
        Plan plan = Plan.of(net, backend::tiling);
        try (Program program = backend.compile(plan, sample.weights(), precision)) {
            return difference(program, plan, image, BAND, expected);
        }
    }

    /** One without any regularity that a kernel could have. */
    static Tensor image(int channels, int height, int width) {
        Tensor image = Tensor.zeros(channels, height, width);
        for (int i = 0; i < image.data().length; i++) {
            image.data()[i] = (i * 37 + i / 11 * 5) % 101 / 101f;
        }
        return image;
    }

    /** The largest one between what a program makes of an image, in bands, and what is expected; not a number if one is. */
    static float difference(Program program, Plan plan, Tensor image, int band, float[] expected) {
        int width = image.width();
        int height = image.height();
        Layout layout = new Layout(plan, width, height, band, width, height, program.storage());
        float[] result;
        try (Execution execution = program.open(layout)) {
            result = run(execution, layout, image);
        }
        float most = 0;
        for (int i = 0; i < result.length; i++) {
            float difference = Math.abs(result[i] - expected[i]);
            if (!(difference <= most)) {
                most = difference;
                if (Float.isNaN(most)) {
                    return most;
                }
            }
        }
        return most;
    }

    /** The result, channel by channel. */
    private static float[] run(Execution execution, Layout layout, Tensor image) {
        Net net = layout.plan().net();
        int columns = layout.width() * net.scale();
        int rows = layout.height() * net.scale();
        int channels = net.outputChannels();
        float[] result = new float[channels * rows * columns];
        Bands bands = new Bands(layout.plan(), layout.height());
        while (!bands.done()) {
            bands.next(layout.band());
            execution.run(
                    bands,
                    (y, to, at) -> {
                        for (int i = 0; i < image.width() * image.channels(); i++) {
                            to[at + i] = image.get(i % image.channels(), y, i / image.channels());
                        }
                    },
                    (y, values, at) -> {
                        for (int i = 0; i < columns * channels; i++) {
                            result[(i % channels * rows + y) * columns + i / channels] = values[at + i];
                        }
                    });
        }
        execution.flush();
        return result;
    }
}
