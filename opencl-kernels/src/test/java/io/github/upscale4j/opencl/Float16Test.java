package io.github.upscale4j.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.exec.Engine;
import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.plan.Layout;
import io.github.upscale4j.spi.Precision;
import io.github.upscale4j.tensor.Shape;
import io.github.upscale4j.testing.RandomNets;
import io.github.upscale4j.weights.WeightShapes;
import io.github.upscale4j.weights.Weights;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What float16 is for, and what it cannot do. */
class Float16Test {
    private static final RandomNets.Sample NET = RandomNets.srvgg(1, 16, 2, 4);
    private static final int WIDTH = 40;
    private static final int HEIGHT = 90;

    private static Engine engine(Net net, Weights weights, long limit, Precision allowed) {
        return new Engine(TestDevice.open(), net, weights, OptionalLong.of(limit), allowed);
    }

    @Test
    void halvesTheMemoryOfALayout() {
        try (Engine floats = engine(NET.net(), NET.weights(), 1 << 30, Precision.FLOAT32);
                Engine halves = engine(NET.net(), NET.weights(), 1 << 30, Precision.FLOAT16)) {
            Layout layout = halves.layout(WIDTH, HEIGHT);
            assertThat(halves.precision()).isEqualTo(Precision.FLOAT16);
            assertThat(layout.band()).isEqualTo(HEIGHT);
            assertThat(2 * layout.bytes())
                    .isEqualTo(floats.layout(WIDTH, HEIGHT).bytes());
        }
    }

    /** Under a limit that floats keep with bands only, which are in the way on GPUs. */
    @Test
    void makesBandsHigher() {
        long limit;
        try (Engine halves = engine(NET.net(), NET.weights(), 1 << 30, Precision.FLOAT16)) {
            limit = halves.bytes(halves.layout(WIDTH, HEIGHT));
        }
        try (Engine floats = engine(NET.net(), NET.weights(), limit, Precision.FLOAT32);
                Engine halves = engine(NET.net(), NET.weights(), limit, Precision.FLOAT16)) {
            assertThat(halves.layout(WIDTH, HEIGHT).band()).isEqualTo(HEIGHT);
            assertThat(floats.layout(WIDTH, HEIGHT).band()).isLessThan(HEIGHT);
            assertThat(halves.least(WIDTH, HEIGHT)).isLessThan(floats.least(WIDTH, HEIGHT));
        }
    }

    /** Values in the middle are up to 100,000, the result at most 1. */
    @Test
    void whatIsTooLargeForItIsComputedInFloat32() {
        Shape shape = Shape.of(3, 3, 1, 1);
        Map<String, Shape> shapes = Map.of("up.weight", shape, "down.weight", shape);
        Weights weights = Weights.of(Map.of("up.weight", diagonal(1e5f), "down.weight", diagonal(1e-5f)), shapes);
        NetBuilder builder = new NetBuilder(WeightShapes.of(shapes));
        Net net = builder.output(builder.conv("down", builder.conv("up", builder.input(3))));
        try (Engine floats = engine(net, weights, 1 << 30, Precision.FLOAT32);
                Engine halves = engine(net, weights, 1 << 30, Precision.FLOAT16)) {
            assertThat(halves.precision()).isEqualTo(Precision.FLOAT16);
            List<float[]> rows = Rows.of(halves, WIDTH, HEIGHT);
            assertThat(halves.precision()).isEqualTo(Precision.FLOAT32);
            Rows.assertSame(rows, Rows.of(floats, WIDTH, HEIGHT));
        }
    }

    private static float[] diagonal(float value) {
        return new float[] {value, 0, 0, 0, value, 0, 0, 0, value};
    }
}
