package io.github.upscale4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.testing.Images;
import io.github.upscale4j.testing.Networks;
import java.awt.image.BufferedImage;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link AlphaMode#NETWORK}. */
class NetworkAlphaTest {
    /** A network that adds 51 to everything has no say where alpha is flat. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 255})
    void aConstantAlphaNeedsNoNetwork(int alpha) {
        BufferedImage image = withAlpha(14, 40, (x, y) -> alpha);
        try (Upscaler upscaler = Upscaler.builder()
                .model(Networks.shifted(2, 0.2f))
                .alpha(AlphaMode.NETWORK)
                .build()) {
            BufferedImage result = upscaler.upscale(image);
            for (int i = 3; i < Images.samples(result).length; i += 4) {
                assertThat(Images.samples(result)[i]).isEqualTo(alpha);
            }
        }
    }

    /** Nearest neighbour makes hard edges of hard edges, wherever the first row that is not flat may be. */
    @ParameterizedTest
    @CsvSource({"0, 3", "1, 3", "2, 3", "3, 3", "40, 3", "40, 1", "79, 3", "95, 1"})
    void alphaGoesThroughTheNetwork(int from, int colours) {
        BufferedImage image = withAlpha(14, 96, (x, y) -> y < from || x < 5 ? 255 : (x * 37 + y * 11) % 3 * 100);
        try (Upscaler upscaler = Upscaler.builder()
                .model(Networks.nearest(2, colours))
                .alpha(AlphaMode.NETWORK)
                .threads(1)
                .build()) {
            BufferedImage result = upscaler.upscale(image);
            for (int y = 0; y < 192; y++) {
                for (int x = 0; x < 28; x++) {
                    assertThat(result.getRGB(x, y) >>> 24)
                            .as("%d, %d", x, y)
                            .isEqualTo(image.getRGB(x / 2, y / 2) >>> 24);
                }
            }
        }
    }

    @Test
    void flatIsFlatForTwoPixelsAround() {
        BufferedImage image = withAlpha(20, 60, (x, y) -> x == 10 && y == 30 ? 0 : 100);
        try (Upscaler upscaler = Upscaler.builder()
                .model(Networks.shifted(1, 0.2f))
                .alpha(AlphaMode.NETWORK)
                .build()) {
            BufferedImage result = upscaler.upscale(image);
            for (int y = 0; y < 60; y++) {
                for (int x = 0; x < 20; x++) {
                    boolean near = Math.abs(x - 10) <= 2 && Math.abs(y - 30) <= 2;
                    int expected = !near ? 100 : x == 10 && y == 30 ? 51 : 151;
                    assertThat(result.getRGB(x, y) >>> 24).as("%d, %d", x, y).isEqualTo(expected);
                }
            }
        }
    }

    /** Threads, memory limits and sizes between, which need two runs at once and a resize. */
    @Test
    void threadsAndMemoryChangeNoBit() {
        Random random = new Random(1);
        int[] spots = random.ints(8 * 90, 0, 4).toArray();
        BufferedImage image = withAlpha(8, 90, (x, y) -> y < 35 ? 200 : spots[8 * y + x] * 85);
        BufferedImage first = null;
        for (int threads = 1; threads <= 2; threads++) {
            for (long memory : new long[] {2 * LowMemory.bytes(Model.natural(), "cpu", threads, 8, 90), 1L << 30}) {
                try (Upscaler upscaler = Upscaler.builder()
                        .backend("cpu")
                        .threads(threads)
                        .memoryLimit(memory)
                        .alpha(AlphaMode.NETWORK)
                        .build()) {
                    BufferedImage result = upscaler.upscale(image, 27, 300);
                    first = first == null ? result : first;
                    Images.assertSame(result, first, threads + " threads, " + memory + " bytes");
                }
            }
        }
    }

    private interface Alpha {
        int at(int x, int y);
    }

    private static BufferedImage withAlpha(int width, int height, Alpha alpha) {
        BufferedImage image = Images.soft(width, height, BufferedImage.TYPE_INT_ARGB, 1);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, alpha.at(x, y) << 24 | image.getRGB(x, y) & 0xffffff);
            }
        }
        return image;
    }
}
