package io.github.upscale4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.upscale4j.testing.GoldenNetwork;
import io.github.upscale4j.testing.Images;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Any size from any size. */
class SizesTest {
    static IntStream scales() {
        return IntStream.rangeClosed(1, 16);
    }

    @ParameterizedTest
    @MethodSource("scales")
    void theOneLinerHasEveryScale(int scale) {
        BufferedImage image = Images.soft(5, 3, BufferedImage.TYPE_INT_RGB, 1);
        BufferedImage large = Upscaler.upscale(image, scale);
        assertThat(large.getWidth()).isEqualTo(5 * scale);
        assertThat(large.getHeight()).isEqualTo(3 * scale);
        assertThat(large.getType()).isEqualTo(BufferedImage.TYPE_INT_RGB);
        double[] expected = Images.means(image);
        double[] actual = Images.means(large);
        for (int c = 0; c < 3; c++) {
            assertThat(Math.abs(actual[c] - expected[c])).as("channel %d", c).isLessThan(16);
        }
    }

    /** 33 times as wide and no higher: three applications, of pictures that never get higher than the result. */
    @Test
    void oneSideGrowsAlone() {
        BufferedImage image = Images.soft(2, 60, BufferedImage.TYPE_INT_RGB, 1);
        BufferedImage wide;
        try (Upscaler upscaler = Upscaler.builder().build()) {
            wide = upscaler.upscale(image, 66, 60);
        }
        assertThat(wide.getWidth()).isEqualTo(66);
        assertThat(wide.getHeight()).isEqualTo(60);
        double[] expected = Images.means(image);
        double[] actual = Images.means(wide);
        for (int c = 0; c < 3; c++) {
            assertThat(Math.abs(actual[c] - expected[c])).as("channel %d", c).isLessThan(16);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 17, Integer.MAX_VALUE})
    void otherScalesAreRefused(int scale) {
        assertThatThrownBy(() -> Upscaler.upscale(Images.soft(5, 3, BufferedImage.TYPE_INT_RGB, 1), scale))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("scale: from 1 to 16, got " + scale);
    }

    @Test
    void theOneLinerIsTheEmbeddedModelAtItsScale() {
        BufferedImage image = Images.soft(7, 6, BufferedImage.TYPE_3BYTE_BGR, 2);
        try (Upscaler upscaler = Upscaler.builder().build()) {
            assertThat(upscaler.model()).isSameAs(Model.natural());
            Images.assertSame(upscaler.upscale(image), Upscaler.upscale(image, 4), "x4");
            Images.assertSame(upscaler.upscale(image, 14, 12), Upscaler.upscale(image, 2), "x2");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, 1",
        "1, 1, 4, 4",
        "1, 1, 3, 2",
        "1, 1, 17, 16",
        "1, 9, 4, 36",
        "9, 1, 36, 4",
        "2, 2, 1, 1",
        "8, 8, 3, 5",
        "7, 5, 28, 2",
        "5, 7, 6, 31",
        "12, 4, 12, 4",
        "3, 3, 13, 12"
    })
    void theDoorGivesTheSizeThatIsAskedFor(int width, int height, int toWidth, int toHeight) {
        int gray = 0x808080;
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, gray);
            }
        }
        try (Upscaler upscaler = Upscaler.builder().threads(2).build()) {
            BufferedImage result = upscaler.upscale(image, toWidth, toHeight);
            assertThat(result.getWidth()).isEqualTo(toWidth);
            assertThat(result.getHeight()).isEqualTo(toHeight);
            for (double mean : Images.means(result)) {
                assertThat(mean).isBetween(108.0, 148.0);
            }
        }
    }

    @Test
    void aSideBelowOneIsRefused() {
        BufferedImage image = Images.soft(3, 3, BufferedImage.TYPE_INT_RGB, 1);
        try (Upscaler upscaler = Upscaler.builder().build()) {
            assertThatThrownBy(() -> upscaler.upscale(image, 0, 5))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a picture is at least 1 x 1 pixels, got 0 x 5");
            assertThatThrownBy(() -> upscaler.upscale(image, 5, -1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("5 x -1");
            assertThatThrownBy(() -> upscaler.upscale((BufferedImage) null)).isInstanceOf(NullPointerException.class);
        }
    }

    /** Odd sides under a pixel-unshuffle, down to one pixel; a model of scale 1 enlarges classically. */
    @ParameterizedTest
    @CsvSource({
        "esrgan-new-x2-unshuffle, 2",
        "esrgan-new-x1-unshuffle, 1",
        "srvgg-prelu-x3, 3",
        "esrgan-old-x8, 8",
        "swinir-real-x2, 2",
        "swin2sr-aux-x4-exact, 4"
    })
    void everyScaleOfModelTakesEverySize(String golden, int scale) throws IOException {
        try (Upscaler upscaler =
                Upscaler.builder().model(GoldenNetwork.of(golden).weights()).build()) {
            for (int[] size : new int[][] {{1, 1}, {1, 6}, {5, 1}, {3, 7}}) {
                BufferedImage image = Images.soft(size[0], size[1], BufferedImage.TYPE_INT_RGB, 1);
                BufferedImage own = upscaler.upscale(image);
                assertThat(own.getWidth()).isEqualTo(scale * size[0]);
                assertThat(own.getHeight()).isEqualTo(scale * size[1]);
                BufferedImage other = upscaler.upscale(image, 11, 10);
                assertThat(other.getWidth()).isEqualTo(11);
                assertThat(other.getHeight()).isEqualTo(10);
            }
        }
    }

    @Test
    void aPictureTooLargeForJavaIsRefusedBeforeAnythingIsComputed() {
        BufferedImage image = new BufferedImage(12_000, 12_000, BufferedImage.TYPE_BYTE_BINARY);
        assertThatThrownBy(() -> Upscaler.upscale(image, 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("48000 x 48000 pixels")
                .hasMessageContaining("more than a BufferedImage can hold");
    }
}
