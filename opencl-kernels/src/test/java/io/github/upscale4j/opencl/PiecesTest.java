package io.github.upscale4j.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.upscale4j.exec.Engine;
import io.github.upscale4j.exec.Run;
import io.github.upscale4j.plan.Layout;
import io.github.upscale4j.plan.Plan;
import io.github.upscale4j.spi.Execution;
import io.github.upscale4j.spi.Program;
import io.github.upscale4j.testing.RandomNets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

    private static List<float[]> upscale(Engine engine) {
        List<float[]> rows = new ArrayList<>();
        int values = WIDTH * NET.net().scale() * NET.net().outputChannels();
        try (Run run = engine.open(
                WIDTH,
                HEIGHT,
                (y, to, at) -> {
                    for (int i = 0; i < WIDTH * 3; i++) {
                        to[at + i] = (y * 31 + i * 7) % 101 / 101f;
                    }
                },
                (y, row, at) -> rows.add(Arrays.copyOfRange(row, at, at + values)),
                engine.memoryLimit(),
                () -> {})) {
            while (run.next()) {}
        }
        return rows;
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
            expected = upscale(engine);
        }
        try (Engine engine = engine(largest, 1 << 30)) {
            Layout pieces = engine.layout(WIDTH, HEIGHT);
            assertThat(pieces.band()).isEqualTo(HEIGHT);
            assertThat(pieces.bytes()).isGreaterThan(largest);
            int live = ((OpenClBackend) engine.backend()).live();
            for (int i = 0; i < 3; i++) {
                assertRows(upscale(engine), expected);
                assertThat(((OpenClBackend) engine.backend()).live()).isEqualTo(live);
            }
        }
        try (Engine engine = engine(largest - 4, 1 << 30)) {
            assertThat(engine.layout(WIDTH, HEIGHT).band()).isLessThan(HEIGHT);
            assertThat(engine.least(WIDTH, HEIGHT)).isLessThan(largest);
            assertRows(upscale(engine), expected);
        }
        try (Engine engine = engine(4_000, 1 << 30)) {
            assertThatThrownBy(() -> upscale(engine))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageMatching(
                            "a picture 40 pixels wide needs .* KB of memory in one piece with this network, "
                                    + "and opencl .* has pieces of 3 KB: upscale .* in narrower parts, or take another backend");
        }
    }

    private static void assertRows(List<float[]> actual, List<float[]> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int y = 0; y < expected.size(); y++) {
            assertThat(actual.get(y)).as("row %d", y).isEqualTo(expected.get(y));
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
