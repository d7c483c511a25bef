package io.github.upscale4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.resample.Resampler;
import io.github.upscale4j.tensor.Tensor;
import io.github.upscale4j.testing.GoldenNetwork;
import io.github.upscale4j.testing.Images;
import java.awt.image.BufferedImage;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Gray pictures through networks for colour, colour through networks for luma. */
class ColourTest {
    private static final int WIDTH = 10;
    private static final int HEIGHT = 7;

    private static BufferedImage gray() {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            image.getRaster().setSample(i % WIDTH, i / WIDTH, 0, (40 + 7 * i + (i / 3 % 5) * 20) % 256);
        }
        return image;
    }

    @Test
    void grayStaysGrayAndIsTheLumaOfTheColourRoute() {
        BufferedImage gray = gray();
        Tensor rgb = Tensor.zeros(3, HEIGHT, WIDTH);
        for (int c = 0; c < 3; c++) {
            for (int i = 0; i < WIDTH * HEIGHT; i++) {
                rgb.data()[c * WIDTH * HEIGHT + i] = gray.getRaster().getSample(i % WIDTH, i / WIDTH, 0) / 255f;
            }
        }
        try (Upscaler upscaler = Upscaler.builder().build()) {
            BufferedImage result = upscaler.upscale(gray);
            assertThat(result.getType()).isEqualTo(BufferedImage.TYPE_BYTE_GRAY);
            Tensor network = upscaler.upscale(rgb);
            int wrong = 0;
            for (int y = 0; y < 4 * HEIGHT; y++) {
                for (int x = 0; x < 4 * WIDTH; x++) {
                    double luma = 0.299 * clamp(network.get(0, y, x))
                            + 0.587 * clamp(network.get(1, y, x))
                            + 0.114 * clamp(network.get(2, y, x));
                    double difference = Math.abs(255 * luma - result.getRaster().getSample(x, y, 0));
                    assertThat(difference).isLessThan(0.501);
                    wrong += difference > 0.5 ? 1 : 0;
                }
            }
            assertThat(wrong).as("rounding ties").isLessThanOrEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"esrgan-old-gray-x4", "srvgg-prelu-gray-x4"})
    void aNetworkForLumaGetsLumaAndTheColoursAreResized(String golden) throws IOException {
        BufferedImage image = Images.soft(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB, 5);
        // Y, Cb, Cr by the definition of ITU-R BT.601 in full range, as JFIF states it
        Tensor luma = Tensor.zeros(1, HEIGHT, WIDTH);
        Tensor chroma = Tensor.zeros(2, HEIGHT, WIDTH);
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            int rgb = image.getRGB(i % WIDTH, i / WIDTH);
            double r = (rgb >> 16 & 255) / 255.0;
            double g = (rgb >> 8 & 255) / 255.0;
            double b = (rgb & 255) / 255.0;
            luma.data()[i] = (float) (0.299 * r + 0.587 * g + 0.114 * b);
            chroma.data()[i] = (float) (-0.168735892 * r - 0.331264108 * g + 0.5 * b);
            chroma.data()[WIDTH * HEIGHT + i] = (float) (0.5 * r - 0.418687589 * g - 0.081312411 * b);
        }
        Model model = Model.load(GoldenNetwork.of(golden).weights());
        try (Upscaler upscaler = Upscaler.builder().model(model).build()) {
            BufferedImage result = upscaler.upscale(image);
            assertThat(result.getType()).isEqualTo(BufferedImage.TYPE_INT_RGB);
            Tensor y = upscaler.upscale(luma);
            Tensor c = Resampler.BICUBIC.resize(chroma, 4 * HEIGHT, 4 * WIDTH);
            for (int row = 0; row < 4 * HEIGHT; row++) {
                for (int x = 0; x < 4 * WIDTH; x++) {
                    double l = clamp(y.get(0, row, x));
                    double cb = c.get(0, row, x);
                    double cr = c.get(1, row, x);
                    int rgb = result.getRGB(x, row);
                    assertThat((double) (rgb >> 16 & 255))
                            .isCloseTo(255 * clamp(l + 1.402 * cr), org.assertj.core.api.Assertions.within(0.51));
                    assertThat((double) (rgb >> 8 & 255))
                            .isCloseTo(
                                    255 * clamp(l - 0.344136286 * cb - 0.714136286 * cr),
                                    org.assertj.core.api.Assertions.within(0.51));
                    assertThat((double) (rgb & 255))
                            .isCloseTo(255 * clamp(l + 1.772 * cb), org.assertj.core.api.Assertions.within(0.51));
                }
            }
            Images.assertSame(upscaler.upscale(gray()), viaLuma(upscaler), "gray through luma");
        }
    }

    /** A gray picture is its luma. */
    private static BufferedImage viaLuma(Upscaler upscaler) {
        BufferedImage gray = gray();
        Tensor luma = Tensor.zeros(1, HEIGHT, WIDTH);
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            luma.data()[i] = gray.getRaster().getSample(i % WIDTH, i / WIDTH, 0) / 255f;
        }
        Tensor network = upscaler.upscale(luma);
        BufferedImage result = new BufferedImage(4 * WIDTH, 4 * HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < network.data().length; i++) {
            int level = (int) (clamp(network.data()[i]) * 255f + 0.5f);
            result.getRaster().setSample(i % (4 * WIDTH), i / (4 * WIDTH), 0, level);
        }
        return result;
    }

    private static float clamp(double value) {
        return (float) Math.max(0, Math.min(1, value));
    }
}
