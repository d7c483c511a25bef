package io.github.upscale4j.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.upscale4j.cpu.CpuBackend;
import io.github.upscale4j.cpu.ScalarKernels;
import io.github.upscale4j.plan.Layout;
import io.github.upscale4j.spi.Backend;
import io.github.upscale4j.spi.DeviceException;
import io.github.upscale4j.spi.Execution;
import io.github.upscale4j.spi.OutOfDeviceMemoryException;
import io.github.upscale4j.spi.Precision;
import io.github.upscale4j.spi.Program;
import io.github.upscale4j.testing.PlayedDevice;
import io.github.upscale4j.testing.RandomNets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What becomes of a picture on a device that runs out of memory or is lost. */
class FailingDeviceTest {
    private static final RandomNets.Sample NET = RandomNets.srvgg(1, 16, 2, 2);
    private static final int WIDTH = 10;
    private static final int HEIGHT = 300;

    private final List<Integer> bands = new ArrayList<>();

    /** A device of little memory, or that is lost after some bands. */
    private final class Device extends PlayedDevice {
        private final long memory;
        private int bandsLeft;

        Device(long memory, int bandsLeft) {
            this.memory = memory;
            this.bandsLeft = bandsLeft;
        }

        @Override
        protected Execution open(Program program, Layout layout, Precision precision) {
            bands.add(layout.band());
            if (layout.bytes() > memory) {
                throw new OutOfDeviceMemoryException("a device has no memory left", null);
            }
            return through(program.open(layout), sink -> {
                boolean lost = bandsLeft-- == 0;
                return (y, row, at) -> {
                    sink.write(y, row, at);
                    if (lost) {
                        throw new DeviceException("a device is lost");
                    }
                };
            });
        }
    }

    /** Rows of the result, in the order in which they came; the source complains if a row is read twice. */
    private static List<float[]> upscale(Engine engine) {
        List<float[]> rows = new ArrayList<>();
        int[] next = {0};
        int values = WIDTH * NET.net().scale() * NET.net().outputChannels();
        try (Run run = engine.open(
                WIDTH,
                HEIGHT,
                (y, to, at) -> {
                    assertThat(y).isEqualTo(next[0]++);
                    for (int i = 0; i < WIDTH * 3; i++) {
                        to[at + i] = (y * 31 + i * 7) % 101 / 101f;
                    }
                },
                (y, row, at) -> {
                    assertThat(y).isEqualTo(rows.size());
                    rows.add(Arrays.copyOfRange(row, at, at + values));
                },
                Long.MAX_VALUE,
                () -> {})) {
            while (run.next()) {
                assertThat(run.fraction()).isBetween(0.0, 1.0);
            }
        }
        return rows;
    }

    private static Backend cpu() {
        return new CpuBackend(new ScalarKernels(), 1);
    }

    private static List<float[]> expected() {
        try (Engine engine = new Engine(cpu(), NET.net(), NET.weights(), 1 << 30)) {
            return upscale(engine);
        }
    }

    private static void assertClose(List<float[]> actual, List<float[]> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int y = 0; y < expected.size(); y++) {
            assertThat(actual.get(y)).containsExactly(expected.get(y), Offset.offset(1e-5f));
        }
    }

    @Test
    void lowerBandsFitIntoLittleMemory() {
        long needed;
        try (Engine engine = new Engine(new Device(1 << 30, 99), NET.net(), NET.weights(), 1 << 30)) {
            needed = engine.layout(WIDTH, HEIGHT).bytes();
        }
        try (Engine engine = new Engine(new Device(needed / 3, 999), NET.net(), NET.weights(), 1 << 30)) {
            assertClose(upscale(engine), expected());
        }
        assertThat(bands).hasSizeGreaterThan(2).isSortedAccordingTo((a, b) -> b - a);
        try (Engine engine = new Engine(new Device(1_000, 999), NET.net(), NET.weights(), 1 << 30)) {
            assertThatThrownBy(() -> upscale(engine))
                    .isInstanceOf(OutOfDeviceMemoryException.class)
                    .hasMessage("a device has no memory left");
        }
    }

    /** Before the first band, in the middle, after rows were given away; the caller sees each row once. */
    @Test
    void thePictureGoesOnOnTheOtherBackend() {
        List<float[]> expected = expected();
        for (int bandsLeft : new int[] {0, 1, 3}) {
            Device device = new Device(1 << 30, bandsLeft);
            Engine engine = new Engine(device, NET.net(), NET.weights(), 60_000);
            engine.fallBackTo(FailingDeviceTest::cpu);
            assertClose(upscale(engine), expected);
            assertThat(engine.backend().description()).startsWith("cpu-oracle");
            assertClose(upscale(engine), expected);
            assertThat(device.closed()).isZero();
            engine.close();
            assertThat(device.closed()).isEqualTo(2);
        }
    }

    @Test
    void aDeviceWithoutAnyMemoryLeavesItToTheOtherBackend() {
        try (Engine engine = new Engine(new Device(0, 99), NET.net(), NET.weights(), 1 << 30)) {
            engine.fallBackTo(FailingDeviceTest::cpu);
            assertClose(upscale(engine), expected());
        }
    }

    @Test
    void withoutAnotherBackendTheCallFails() {
        try (Engine engine = new Engine(new Device(1 << 30, 1), NET.net(), NET.weights(), 60_000)) {
            assertThatThrownBy(() -> upscale(engine))
                    .isInstanceOf(DeviceException.class)
                    .hasMessage("a device is lost");
        }
    }
}
