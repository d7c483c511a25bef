package io.github.upscale4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.upscale4j.Model;
import io.github.upscale4j.Upscaler;
import io.github.upscale4j.resample.Resampler;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class QualityTest {
    private static final String SET5 = "images/quality/Set5";

    @Test
    void bicubicIsAsInThePapers() throws IOException {
        double psnr = Quality.measure(Shared.require(SET5), image -> Quality.classical(Resampler.BICUBIC, image))
                .psnr();
        assertThat(psnr).isCloseTo(28.43, within(0.006));
    }

    @Test
    void theFaithfulModelIsCloserToTheTruth() throws IOException {
        try (Upscaler faithful = Upscaler.builder().model(Model.faithful()).build()) {
            assertThat(Quality.measure(Shared.require(SET5), faithful::upscale).psnr())
                    .isGreaterThanOrEqualTo(30.5);
        }
    }
}
