package io.github.upscale4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.upscale4j.testing.GoldenNetwork;
import io.github.upscale4j.testing.Images;
import io.github.upscale4j.testing.RandomNets;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTest {
    /** Sizes with one pass, two and three; all in one band and in many. */
    @ParameterizedTest
    @CsvSource({
        "srvgg-prelu-x4, 12, 200, 48, 800",
        "srvgg-prelu-x4, 12, 200, 30, 700",
        "srvgg-prelu-x2, 6, 90, 20, 300",
        "srvgg-prelu-x2, 6, 90, 40, 600",
        "esrgan-new-x2-unshuffle, 5, 177, 10, 354",
        "srvgg-prelu-x1, 5, 100, 9, 140"
    })
    void growsToOneAndIsToldOnceAtTheEnd(String golden, int width, int height, int toWidth, int toHeight)
            throws IOException {
        Model model = Model.load(GoldenNetwork.of(golden).weights());
        int last = model.scale() > 1 && toHeight > model.scale() * height ? model.scale() : 1;
        last *= model.scale() > 1 && toHeight > model.scale() * last * height ? model.scale() : 1;
        long low = Passes.plan(width, height, toWidth, toHeight, model.scale()).stream()
                .mapToLong(pass -> LowMemory.bytes(model, "cpu", 2, pass.width(), pass.height()))
                .sum();
        for (long memory : new long[] {1L << 30, low}) {
            List<Double> told = new ArrayList<>();
            try (Upscaler upscaler = Upscaler.builder()
                    .model(model)
                    .backend("cpu")
                    .threads(2)
                    .memoryLimit(memory)
                    .progress(progress -> told.add(progress.fraction()))
                    .build()) {
                BufferedImage image = Images.soft(width, height, BufferedImage.TYPE_INT_ARGB, 1);
                for (int call = 0; call < 2; call++) {
                    told.clear();
                    upscaler.upscale(image, toWidth, toHeight);
                    assertThat(told).isNotEmpty().isSorted().allMatch(fraction -> fraction >= 0 && fraction <= 1);
                    assertThat(told.get(told.size() - 1)).isEqualTo(1.0);
                    assertThat(told.stream().filter(fraction -> fraction == 1)).hasSize(1);
                    assertThat(told.size() > 3 * last).isEqualTo(memory < 1L << 30);
                }
                told.clear();
                upscaler.upscale(RandomNets.image(1, 3, height, width));
                assertThat(told).isSorted().endsWith(1.0);
            }
        }
    }

    @Test
    void aListenerThatThrowsStopsThePictureAndNothingElse() {
        int[] left = {2};
        try (Upscaler upscaler = Upscaler.builder()
                .backend("cpu")
                .threads(2)
                .memoryLimit(LowMemory.bytes(Model.natural(), "cpu", 2, 6, 90))
                .progress(progress -> {
                    if (left[0]-- == 0) {
                        throw new IllegalArgumentException("enough");
                    }
                })
                .build()) {
            BufferedImage image = Images.soft(6, 90, BufferedImage.TYPE_INT_RGB, 1);
            assertThatThrownBy(() -> upscaler.upscale(image))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("enough");
            left[0] = Integer.MAX_VALUE;
            Images.assertSame(upscaler.upscale(image), Upscaler.upscale(image, 4), "the next picture");
        }
    }
}
