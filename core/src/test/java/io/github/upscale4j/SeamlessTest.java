package io.github.upscale4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.testing.GoldenNetwork;
import io.github.upscale4j.testing.Images;
import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Textures whose opposite borders continue each other. */
class SeamlessTest {
    /** Noise with blobs, without a border: every row and column is like every other. */
    private static BufferedImage texture(int width, int height, int type) {
        BufferedImage image = new BufferedImage(width, height, type);
        Random random = new Random(8);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double wave = Math.sin(2 * Math.PI * (3.0 * x / width + 2.0 * y / height));
                int[] pixel = new int[image.getRaster().getNumBands()];
                for (int c = 0; c < pixel.length; c++) {
                    pixel[c] = (int) (128 + 80 * wave * (c == 1 ? -1 : 1) + 40 * random.nextDouble());
                }
                image.getRaster().setPixel(x, y, pixel);
            }
        }
        return image;
    }

    private static BufferedImage rolled(BufferedImage image, int dx, int dy) {
        WritableRaster raster = image.getRaster().createCompatibleWritableRaster();
        BufferedImage result = new BufferedImage(image.getColorModel(), raster, image.isAlphaPremultiplied(), null);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                raster.setPixel(
                        (x + dx) % image.getWidth(),
                        (y + dy) % image.getHeight(),
                        image.getRaster().getPixel(x, y, (int[]) null));
            }
        }
        return result;
    }

    /** Where the picture is cut does not show: one that is rolled gives a result that is rolled, up to rounding. */
    @ParameterizedTest
    @CsvSource({
        "srvgg-prelu-x4, 24, 20, 4, 4",
        "srvgg-prelu-x4, 24, 20, 3, 3",
        "srvgg-prelu-x4, 24, 20, 1, 1",
        "srvgg-prelu-x2, 21, 23, 4, 4",
        "srvgg-prelu-gray-x4, 26, 22, 4, 4",
        "esrgan-new-x2-unshuffle, 40, 44, 2, 2"
    })
    void aRolledTextureGivesARolledResult(String golden, int width, int height, int scaleX, int scaleY)
            throws IOException {
        Model model = Model.load(GoldenNetwork.of(golden).weights());
        for (int type :
                new int[] {BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_4BYTE_ABGR, BufferedImage.TYPE_BYTE_GRAY}) {
            for (AlphaMode alpha : AlphaMode.values()) {
                BufferedImage image = texture(width, height, type);
                try (Upscaler upscaler = Upscaler.builder()
                        .model(model)
                        .seamless(true)
                        .alpha(alpha)
                        .build()) {
                    BufferedImage result = upscaler.upscale(image, scaleX * width, scaleY * height);
                    for (int[] by : new int[][] {{2, 0}, {0, 4}, {width / 4 * 2, height / 4 * 2}}) {
                        BufferedImage again =
                                upscaler.upscale(rolled(image, by[0], by[1]), scaleX * width, scaleY * height);
                        assertThat(Images.difference(again, rolled(result, scaleX * by[0], scaleY * by[1])))
                                .as("type %d by %d, %d", type, by[0], by[1])
                                .isLessThanOrEqualTo(1);
                    }
                }
            }
        }
    }

    /** The seamless result is the middle of the result of nine copies, and without the option it is not. */
    @Test
    void isTheMiddleOfNineCopies() {
        int side = 32;
        BufferedImage image = texture(side, side, BufferedImage.TYPE_INT_RGB);
        BufferedImage nine = new BufferedImage(3 * side, 3 * side, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 3 * side; y++) {
            for (int x = 0; x < 3 * side; x++) {
                nine.setRGB(x, y, image.getRGB(x % side, y % side));
            }
        }
        BufferedImage expected = Upscaler.upscale(nine, 4).getSubimage(4 * side, 4 * side, 4 * side, 4 * side);
        BufferedImage copy = new BufferedImage(4 * side, 4 * side, BufferedImage.TYPE_INT_RGB);
        copy.createGraphics().drawImage(expected, 0, 0, null);
        try (Upscaler upscaler = Upscaler.builder().seamless(true).build()) {
            assertThat(Images.difference(upscaler.upscale(image), copy)).isLessThanOrEqualTo(1);
        }
        assertThat(Images.difference(Upscaler.upscale(image, 4), copy)).isGreaterThan(16);
    }

    /** Smaller than what the network sees: the margin is one more copy on each side, and the result still a picture. */
    @ParameterizedTest
    @CsvSource({"1, 1", "2, 5", "7, 1"})
    void tinyTexturesWork(int width, int height) {
        BufferedImage image = texture(width, height, BufferedImage.TYPE_INT_ARGB);
        try (Upscaler upscaler = Upscaler.builder().seamless(true).build()) {
            assertThat(upscaler.upscale(image).getWidth()).isEqualTo(4 * width);
            assertThat(upscaler.upscale(image, 16 * width, 9 * height).getHeight())
                    .isEqualTo(9 * height);
            assertThat(upscaler.upscale(image, 1, 1).getHeight()).isEqualTo(1);
        }
    }
}
