package io.github.upscale4j.exec;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.plan.Layout;
import io.github.upscale4j.spi.Execution;
import io.github.upscale4j.spi.Precision;
import io.github.upscale4j.spi.Program;
import io.github.upscale4j.testing.PlayedDevice;
import io.github.upscale4j.testing.RandomNets;
import java.util.Arrays;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Results in float16 that are not finite. */
class PrecisionTest {
    private static final RandomNets.Sample NET = RandomNets.srvgg(1, 16, 2, 2);
    private static final int WIDTH = 10;
    private static final int HEIGHT = 300;
    private static final int VALUES = WIDTH * NET.net().scale() * NET.net().outputChannels();

    /** What the device puts into one row of its results in float16. */
    private record Fault(int row, float value) {}

    /** A device that knows both precisions. */
    private static final class Device extends PlayedDevice {
        private final Fault fault;

        Device(Fault fault) {
            this.fault = fault;
        }

        @Override
        protected Precision precision(Precision allowed) {
            return allowed;
        }

        @Override
        protected Execution open(Program program, Layout layout, Precision precision) {
            Execution execution = program.open(layout);
            return precision == Precision.FLOAT32 ? execution : spoilt(execution, fault);
        }
    }

    private static Execution spoilt(Execution execution, Fault fault) {
        return PlayedDevice.through(execution, sink -> (y, row, at) -> {
            float[] copy = Arrays.copyOfRange(row, at, at + VALUES);
            if (y == fault.row) {
                copy[VALUES - 1] = fault.value;
            }
            sink.write(y, copy, 0);
        });
    }

    private static float[] upscale(Engine engine) {
        float[] all = new float[VALUES * HEIGHT * NET.net().scale()];
        int[] next = new int[2];
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
                    assertThat(y).isEqualTo(next[1]++);
                    System.arraycopy(row, at, all, y * VALUES, VALUES);
                },
                Long.MAX_VALUE,
                () -> {})) {
            while (run.next()) {
                assertThat(run.fraction()).isBetween(0.0, 1.0);
            }
        }
        return all;
    }

    private static Engine engine(Fault fault, Precision allowed) {
        return engine(new Device(fault), allowed);
    }

    private static Engine engine(Device device, Precision allowed) {
        return new Engine(device, NET.net(), NET.weights(), OptionalLong.of(60_000), allowed);
    }

    private static float[] expected() {
        try (Engine engine = engine(new Fault(-1, 0), Precision.FLOAT32)) {
            return upscale(engine);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, NaN", "0, Infinity", "200, -Infinity", "599, NaN"})
    void aResultThatIsNotFiniteIsComputedAgainInFloat32(int row, float value) {
        float[] expected = expected();
        Device device = new Device(new Fault(row, value));
        Engine engine = engine(device, Precision.FLOAT16);
        assertThat(engine.precision()).isEqualTo(Precision.FLOAT16);
        assertThat(upscale(engine)).isEqualTo(expected);
        assertThat(engine.precision()).isEqualTo(Precision.FLOAT32);
        assertThat(engine.backend().description()).isEqualTo("a device");
        assertThat(upscale(engine)).isEqualTo(expected);
        engine.close();
        assertThat(device.compiled()).isEqualTo(2);
        assertThat(device.closed()).as("two programs and a device").isEqualTo(3);
    }

    /** The largest number of float16 is one; and what is no number in float32 is for the caller to see. */
    @Test
    void whatIsFiniteStays() {
        Device device = new Device(new Fault(3, 65504));
        try (Engine engine = engine(device, Precision.FLOAT16)) {
            assertThat(upscale(engine)).contains(65504f);
            assertThat(engine.precision()).isEqualTo(Precision.FLOAT16);
        }
        assertThat(device.compiled()).isEqualTo(1);
    }

    @Test
    void withoutLeaveNothingIsLessPreciseThanFloat32() {
        try (Engine engine = engine(new Fault(0, Float.NaN), Precision.FLOAT32)) {
            assertThat(engine.precision()).isEqualTo(Precision.FLOAT32);
            assertThat(upscale(engine)).doesNotContain(Float.NaN);
        }
    }
}
