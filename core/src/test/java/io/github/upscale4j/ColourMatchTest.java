package io.github.upscale4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.testing.Images;
import io.github.upscale4j.testing.Networks;
import java.awt.image.BufferedImage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColourMatchTest {
    /** A network that makes everything brighter, and one that changes nothing. */
    @ParameterizedTest
    @CsvSource({"1, 40, 60", "2, 33, 90", "4, 5, 7", "3, 70, 16"})
    void takesOutWhatTheNetworkAddsEverywhere(int scale, int width, int height) {
        for (int type : new int[] {BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_BYTE_GRAY}) {
            BufferedImage image = Images.soft(width, height, type, 1);
            BufferedImage expected = upscaled(Networks.shifted(scale, 0), false, image);
            // what is clamped at white is lost
            assertThat(Images.difference(upscaled(Networks.shifted(scale, 0.04f), false, image), expected))
                    .isGreaterThanOrEqualTo(9);
            assertThat(Images.difference(upscaled(Networks.shifted(scale, 0.04f), true, image), expected))
                    .isLessThanOrEqualTo(1);
            assertThat(Images.difference(upscaled(Networks.shifted(scale, 0), true, image), expected))
                    .isLessThanOrEqualTo(1);
        }
    }

    private static BufferedImage upscaled(Model model, boolean match, BufferedImage image) {
        try (Upscaler upscaler =
                Upscaler.builder().model(model).colourMatch(match).threads(1).build()) {
            return upscaler.upscale(image);
        }
    }
}
