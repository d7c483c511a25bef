package io.github.upscale4j.exec;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.cpu.CpuBackend;
import io.github.upscale4j.cpu.ScalarKernels;
import io.github.upscale4j.plan.Layout;
import io.github.upscale4j.spi.Execution;
import io.github.upscale4j.spi.Precision;
import io.github.upscale4j.spi.Program;
import io.github.upscale4j.testing.PlayedDevice;
import io.github.upscale4j.testing.RandomNets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineTest {
    /** 1.2 MB needed, 1.1 MB allowed. */
    @Test
    void theMessageDoesNotAskForTheMemoryThatThereIs() {
        RandomNets.Sample sample = RandomNets.srvgg(1, 16, 2, 4);
        long needed;
        try (Engine engine =
                new Engine(new CpuBackend(new ScalarKernels(), 1), sample.net(), sample.weights(), Long.MAX_VALUE)) {
            needed = engine.bytes(new Layout(engine.plan(), 100, 2000, 1));
        }
        try (Engine engine =
                new Engine(new CpuBackend(new ScalarKernels(), 1), sample.net(), sample.weights(), needed - 1)) {
            engine.layout(100, 2000);
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).doesNotContainPattern("least (\\d+ MB).* limit is \\1");
            return;
        }
        throw new AssertionError("done with less than it needs");
    }

    /** Pixels enough to keep it busy, and the first rows early. */
    @ParameterizedTest
    @CsvSource({"512, 512, 128", "512, 200, 200", "256, 400, 400", "256, 1000, 256", "1920, 1080, 64", "8000, 500, 32"})
    void aDeviceGetsBandsThatKeepItBusy(int width, int height, int band) {
        RandomNets.Sample net = RandomNets.srvgg(1, 4, 1, 2);
        try (Engine engine = new Engine(new Busy(), net.net(), net.weights(), 1 << 30)) {
            assertThat(engine.layout(width, height).band()).isEqualTo(band);
        }
    }

    private static final class Busy extends PlayedDevice {
        @Override
        public boolean likesHighBands() {
            return true;
        }

        @Override
        protected Execution open(Program program, Layout layout, Precision precision) {
            return program.open(layout);
        }
    }
}
