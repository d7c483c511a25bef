package io.github.upscale4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.exec.Engine;
import io.github.upscale4j.plan.Layout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Published shapes: what the engine takes beside the picture and the result, when nobody asks it to take less. */
class TransformerMemoryTest {
    @ParameterizedTest
    @CsvSource({"swinir-m-x4, 600", "swinir-s-x2, 150"})
    void aPictureOf512PixelsNeedsBandsOf(String network, int megabytes) {
        Network net = Network.named(network);
        try (Engine engine =
                new Engine(MeasuredBackend.open("cpu-scalar", 2), net.net(), net.weights(), Long.MAX_VALUE)) {
            Layout layout = engine.layout(512, 512);
            assertThat(layout.band()).isLessThan(layout.height());
            assertThat(engine.bytes(layout)).isLessThan(megabytes * 1_000_000L);
        }
    }
}
