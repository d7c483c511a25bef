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
        float limit = precision == Precision.FLOAT16 ? HALF_LIMIT : LIMIT;
        for (CheckedNet sample : CheckedNet.values()) {
            float difference;
            try {
                difference = difference(backend, sample, precision);
            } catch (DeviceException e) {
                return Optional.of(sample.kernel() + ": " + e.getMessage());
            }
            if (!(difference <= limit)) {
                return Optional.of("its driver computes " + sample.kernel() + " wrongly, by " + difference
                        + " where at most " + limit + " is right");
            }
        }
        return Optional.empty();
    }

    private static float difference(Backend backend, CheckedNet sample, Precision precision) {
        NetBuilder builder = new NetBuilder(WeightShapes.of(sample.weights()));
        Net net = sample.build(builder);
        Tensor image = Tensor.zeros(net.inputChannels(), HEIGHT, WIDTH);
        for (int i = 0; i < image.data().length; i++) {
            image.data()[i] = (i * 37 + i / 11 * 5) % 101 / 101f;
        }
        float[] expected = ReferenceRunner.run(net, sample.weights(), image).data();
        float[] result = run(backend, net, sample, image, precision);
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

    private static float[] run(Backend backend, Net net, CheckedNet sample, Tensor image, Precision precision) {
        Plan plan = Plan.of(net, backend::tiling);
        try (Program program = backend.compile(plan, sample.weights(), precision)) {
            Layout layout = new Layout(plan, WIDTH, HEIGHT, BAND, WIDTH, HEIGHT, program.storage());
            try (Execution execution = program.open(layout)) {
                return run(execution, layout, image);
            }
        }
    }

    /** The result, channel by channel. */
    private static float[] run(Execution execution, Layout layout, Tensor image) {
        Net net = layout.plan().net();
        int columns = WIDTH * net.scale();
        int rows = HEIGHT * net.scale();
        int channels = net.outputChannels();
        float[] result = new float[channels * rows * columns];
        Bands bands = new Bands(layout.plan(), HEIGHT);
        while (!bands.done()) {
            bands.next(layout.band());
            execution.run(
                    bands,
                    (y, to, at) -> {
                        for (int i = 0; i < WIDTH * image.channels(); i++) {
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
