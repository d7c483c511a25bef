package io.github.upscale4j.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.debug.ReferenceRunner;
import io.github.upscale4j.exec.BandRunner;
import io.github.upscale4j.net.Net;
import io.github.upscale4j.plan.Layout;
import io.github.upscale4j.plan.Plan;
import io.github.upscale4j.spi.Backend;
import io.github.upscale4j.spi.Execution;
import io.github.upscale4j.spi.Program;
import io.github.upscale4j.tensor.Tensor;
import io.github.upscale4j.weights.Weights;

/** Runs a network through a backend in bands of a given height. */
public final class Runs {
    private Runs() {}

    public static Tensor run(Backend backend, Net net, Weights weights, Tensor image, int band) {
        Plan plan = Plan.of(net, backend::tiling);
        try (Program program = backend.compile(plan, weights)) {
            return run(program, plan, image, band);
        }
    }

    public static Tensor run(Program program, Plan plan, Tensor image, int band) {
        Layout layout = layout(program, plan, image, band);
        try (Execution execution = program.open(layout)) {
            return run(execution, layout, image);
        }
    }

    public static Layout layout(Program program, Plan plan, Tensor image, int band) {
        return new Layout(
                plan,
                BandRunner.padded(plan.net(), image.width()),
                BandRunner.padded(plan.net(), image.height()),
                band,
                image.width(),
                image.height(),
                program.storage());
    }

    public static Tensor run(Execution execution, Layout layout, Tensor image) {
        Net net = layout.plan().net();
        int height = image.height() * net.scale();
        int width = image.width() * net.scale();
        Tensor result = Tensor.zeros(net.outputChannels(), height, width);
        BandRunner.run(
                execution,
                layout,
                image.width(),
                image.height(),
                (y, to, at) -> {
                    for (int x = 0; x < image.width(); x++) {
                        for (int c = 0; c < image.channels(); c++) {
                            to[at + x * image.channels() + c] = image.get(c, y, x);
                        }
                    }
                },
                (y, values, at) -> {
                    for (int x = 0; x < width; x++) {
                        for (int c = 0; c < result.channels(); c++) {
                            result.data()[(c * height + y) * width + x] = values[at + x * result.channels() + c];
                        }
                    }
                },
                (rows, of) -> {});
        return result;
    }

    /** What the unfused network gives for an image of any size: extended by reflection, cropped. */
    public static Tensor reference(Net net, Weights weights, Tensor image) {
        int height = BandRunner.padded(net, image.height());
        int width = BandRunner.padded(net, image.width());
        Tensor extended = Tensor.zeros(image.channels(), height, width);
        for (int c = 0; c < image.channels(); c++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    extended.data()[(c * height + y) * width + x] =
                            image.get(c, reflected(y, image.height()), reflected(x, image.width()));
                }
            }
        }
        Tensor result = ReferenceRunner.values(net, weights, extended, image.height(), image.width())
                .get(net.output());
        Tensor own = Tensor.zeros(result.channels(), image.height() * net.scale(), image.width() * net.scale());
        for (int c = 0; c < own.channels(); c++) {
            for (int y = 0; y < own.height(); y++) {
                int from = (c * result.height() + y) * result.width();
                System.arraycopy(result.data(), from, own.data(), (c * own.height() + y) * own.width(), own.width());
            }
        }
        return own;
    }

    /** To and fro between the first and the last. */
    private static int reflected(int i, int size) {
        int at = 0;
        for (int k = 0, step = 1; k < i && size > 1; k++) {
            step = at + step < 0 || at + step >= size ? -step : step;
            at += step;
        }
        return at;
    }

    /** The largest absolute difference, no number where one is none; shapes must be the same. */
    public static float difference(Tensor a, Tensor b) {
        assertThat(a).hasToString(b.toString());
        float most = 0;
        for (int i = 0; i < a.data().length; i++) {
            float difference = Math.abs(a.data()[i] - b.data()[i]);
            if (Float.isNaN(difference)) {
                return difference;
            }
            most = Math.max(most, difference);
        }
        return most;
    }
}
