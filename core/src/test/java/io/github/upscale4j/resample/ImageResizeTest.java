package io.github.upscale4j.resample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.upscale4j.testing.Pictures;
import io.github.upscale4j.testing.Pictures.Named;
import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ImageResizeTest {
    static List<Named> kept() {
        return Pictures.kept(13, 11, 5);
    }

    /** Doubled by nearest, every visible pixel is there four times, to the bit, also by way of premultiplication. */
    @ParameterizedTest
    @MethodSource("kept")
    void doublesEveryKind(Named named) {
        BufferedImage image = named.image;
        BufferedImage large = Resampler.NEAREST.resize(image, 2 * image.getWidth(), 2 * image.getHeight());
        assertThat(large.getType()).isEqualTo(image.getType());
        for (int y = 0; y < large.getHeight(); y++) {
            for (int x = 0; x < large.getWidth(); x++) {
                int[] expected = image.getRaster().getPixel(x / 2, y / 2, (int[]) null);
                int[] got = large.getRaster().getPixel(x, y, (int[]) null);
                if (!image.getColorModel().hasAlpha() || expected[expected.length - 1] > 0) {
                    assertThat(got).as("%s at %d, %d", named, x, y).isEqualTo(expected);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kept")
    void takesSizesThatAreNoMultiple(Named named) {
        BufferedImage got = Resampler.LANCZOS3.resize(named.image, 29, 3);
        assertThat(got.getWidth()).isEqualTo(29);
        assertThat(got.getHeight()).isEqualTo(3);
    }

    @Test
    void exactResizingRefusesAlpha() {
        BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_INT_ARGB);
        assertThatThrownBy(() -> ExactResize.matlab(image, 2, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("exact resizing is defined for opaque 8-bit pictures, got 8 bits with alpha;"
                        + " Resampler.resize takes those");
    }
}
