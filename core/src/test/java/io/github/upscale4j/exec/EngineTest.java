package io.github.upscale4j.exec;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.cpu.CpuBackend;
import io.github.upscale4j.cpu.ScalarKernels;
import io.github.upscale4j.plan.Layout;
import io.github.upscale4j.testing.RandomNets;
import org.junit.jupiter.api.Test;

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
}
