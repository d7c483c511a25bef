package io.github.upscale4j.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.upscale4j.exec.Engine;
import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.plan.Layout;
import io.github.upscale4j.plan.Plan;
import io.github.upscale4j.spi.Execution;
import io.github.upscale4j.spi.Program;
import io.github.upscale4j.tensor.Shape;
import io.github.upscale4j.testing.RandomNets;
import io.github.upscale4j.weights.WeightShapes;
import io.github.upscale4j.weights.Weights;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A device whose largest buffer is smaller than its memory. */
class PiecesTest {
    private static final RandomNets.Sample NET = RandomNets.srvgg(1, 16, 2, 4);
    private static final int WIDTH = 40;
    private static final int HEIGHT = 90;

    private static Engine engine(long largest, long limit) {
        OpenClBackend backend = new OpenClBackend(TestDevice.withLargest(largest), ConvChoice.USUAL);
        return new Engine(backend, NET.net(), NET.weights(), limit);
    }

    /** The picture is one band in several buffers, then lower bands in smaller ones, then none fits. */
    @Test
    void severalBuffersServeAndThenLowerBands() {
        List<float[]> expected;
        long largest;
        try (Engine engine = engine(1 << 30, 1 << 30)) {
            Layout whole = engine.layout(WIDTH, HEIGHT);
            assertThat(whole.band()).isEqualTo(HEIGHT);
            largest = 4 * (whole.largestPiece() + DeviceArena.SLACK);
            expected = Rows.of(engine, WIDTH, HEIGHT);
        }
        try (Engine engine = engine(largest, 1 << 30)) {
            Layout pieces = engine.layout(WIDTH, HEIGHT);
            assertThat(pieces.band()).isEqualTo(HEIGHT);
            assertThat(pieces.bytes()).isGreaterThan(largest);
            Rows.assertSame(Rows.of(engine, WIDTH, HEIGHT), expected);
            int live = ((OpenClBackend) engine.backend()).live();
            for (int i = 0; i < 3; i++) {
                Rows.assertSame(Rows.of(engine, WIDTH, HEIGHT), expected);
                assertThat(((OpenClBackend) engine.backend()).live()).isEqualTo(live);
            }
        }
        try (Engine engine = engine(largest - 4, 1 << 30)) {
            assertThat(engine.layout(WIDTH, HEIGHT).band()).isLessThan(HEIGHT);
            assertThat(engine.least(WIDTH, HEIGHT)).isLessThan(largest);
            Rows.assertSame(Rows.of(engine, WIDTH, HEIGHT), expected);
        }
        try (Engine engine = engine(4_000, 1 << 30)) {
            assertThatThrownBy(() -> Rows.of(engine, WIDTH, HEIGHT))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageMatching(
                            "a picture 40 pixels wide needs .* KB of memory in one piece with this network, "
                                    + "and opencl .* has pieces of 3 KB: upscale .* in narrower parts, or take another backend");
        }
    }

    /** Of a network that sees all of an image. */
    @Test
    void smallerTilesServeWhereTheImageDoesNotFit() {
        Map<String, Shape> shapes = Map.of("in.weight", Shape.of(16, 3, 1, 1), "out.weight", Shape.of(3, 16, 1, 1));
        Weights weights = Weights.of(Map.of("in.weight", new float[48], "out.weight", new float[48]), shapes);
        NetBuilder builder = new NetBuilder(WeightShapes.of(shapes));
        Node x = builder.conv("in", builder.input(3));
        Net net = builder.output(builder.conv("out", builder.multiply(x, builder.sigmoid(builder.mean(x)))));
        long whole = 4L * 200 * 200 * 16;
        for (long largest : new long[] {2 * whole, whole / 2}) {
            OpenClBackend backend = new OpenClBackend(TestDevice.withLargest(largest), ConvChoice.USUAL);
            try (Engine engine = new Engine(backend, net, weights, 1 << 30)) {
                assertThat(engine.tiled(200, 200, 1 << 30)).isEqualTo(largest < whole);
                assertThat(Rows.of(engine, 200, 200)).hasSize(200);
            }
        }
        OpenClBackend backend = new OpenClBackend(TestDevice.withLargest(20_000), ConvChoice.USUAL);
        try (Engine engine = new Engine(backend, net, weights, 1 << 30)) {
            assertThatThrownBy(() -> Rows.of(engine, 200, 200))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("a picture of 200 x 200 pixels, even in tiles, needs")
                    .hasMessageContaining("in one piece");
        }
    }

    @Test
    void aDeviceMayTakeMoreThanItsLargestBuffer() {
        try (Engine engine = engine(1 << 20, Long.MAX_VALUE)) {
            assertThat(engine.memoryLimit()).isEqualTo(TestDevice.require().memory() / 4 * 3);
        }
    }

    @Test
    void refusesALayoutOfLargerPieces() {
        try (OpenClBackend backend = new OpenClBackend(TestDevice.withLargest(100_000), ConvChoice.USUAL)) {
            Plan plan = Plan.of(NET.net(), backend::tiling);
            try (Program program = backend.compile(plan, NET.weights())) {
                assertThatThrownBy(() -> program.open(new Layout(plan, WIDTH, HEIGHT, HEIGHT)))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("but the device has Storage[bytes=4, piece=24936]")
                        .hasMessageEndingWith("use Program.storage()");
                try (Execution small = program.open(new Layout(plan, 4, 4, 4))) {
                    assertThat(small).isNotNull();
                }
            }
        }
    }
}
