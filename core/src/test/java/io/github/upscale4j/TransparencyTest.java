package io.github.upscale4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.resample.Resampler;
import io.github.upscale4j.testing.Images;
import java.awt.image.BufferedImage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransparencyTest {
    private static final Upscaler UPSCALER = Upscaler.builder().threads(2).build();

    @AfterAll
    static void close() {
        UPSCALER.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 77, 254, 255})
    void constantAlphaIsExact(int alpha) {
        BufferedImage opaque = Images.soft(9, 7, BufferedImage.TYPE_INT_RGB, 1);
        BufferedImage image = new BufferedImage(9, 7, BufferedImage.TYPE_INT_ARGB);
        for (int i = 0; i < 63; i++) {
            image.setRGB(i % 9, i / 9, alpha << 24 | opaque.getRGB(i % 9, i / 9) & 0xffffff);
        }
        for (int scale : new int[] {4, 2, 5}) {
            BufferedImage result = UPSCALER.upscale(image, 9 * scale, 7 * scale);
            BufferedImage expected = UPSCALER.upscale(opaque, 9 * scale, 7 * scale);
            for (int y = 0; y < result.getHeight(); y++) {
                for (int x = 0; x < result.getWidth(); x++) {
                    assertThat(result.getRGB(x, y)).isEqualTo(alpha << 24 | expected.getRGB(x, y) & 0xffffff);
                }
            }
        }
    }

    @Test
    void aPictureThatNobodySeesStaysUnseen() {
        for (int type : new int[] {BufferedImage.TYPE_INT_ARGB, BufferedImage.TYPE_4BYTE_ABGR_PRE}) {
            BufferedImage result = UPSCALER.upscale(new BufferedImage(6, 5, type));
            assertThat(result.getType()).isEqualTo(type);
            int[] samples = Images.samples(result);
            for (int i = 3; i < samples.length; i += 4) {
                assertThat(samples[i]).isZero();
            }
        }
    }

    /** A disc of one colour on hidden garbage: over any ground the edge is a mixture of the two and nothing else. */
    @ParameterizedTest
    @CsvSource({"000000, 000000", "ffffff, 000000", "ff00ff, ffffff", "00ff00, ff0000", "ffffff, 00ff00"})
    void hiddenColoursLeaveNoFringe(String hidden, String ground) {
        int colour = 0xc86432;
        BufferedImage image = disc(colour, Integer.parseInt(hidden, 16));
        BufferedImage result = UPSCALER.upscale(image);
        BufferedImage full = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 256; i++) {
            full.setRGB(i % 16, i / 16, colour);
        }
        BufferedImage truth = UPSCALER.upscale(full);
        int under = Integer.parseInt(ground, 16);
        int edge = 0;
        for (int y = 0; y < 64; y++) {
            for (int x = 0; x < 64; x++) {
                int argb = result.getRGB(x, y);
                double alpha = (argb >>> 24) / 255.0;
                edge += alpha > 0 && alpha < 1 ? 1 : 0;
                for (int shift = 0; shift < 24; shift += 8) {
                    double seen = alpha * (argb >> shift & 255) + (1 - alpha) * (under >> shift & 255);
                    double wanted = alpha * (truth.getRGB(x, y) >> shift & 255) + (1 - alpha) * (under >> shift & 255);
                    assertThat(Math.abs(seen - wanted))
                            .as("%d, %d: %08x", x, y, argb)
                            .isLessThan(1);
                }
            }
        }
        assertThat(edge).as("the edge is soft").isGreaterThan(100);
    }

    /** With colours that vary too, the composite is that of the opaque picture where the picture is opaque. */
    @ParameterizedTest
    @ValueSource(strings = {"000000", "ffffff", "ff0000"})
    void theInsideOfADiscIsThatOfTheOpaquePicture(String hidden) {
        BufferedImage opaque = Images.soft(40, 40, BufferedImage.TYPE_INT_RGB, 7);
        BufferedImage image = new BufferedImage(40, 40, BufferedImage.TYPE_INT_ARGB);
        for (int y = 0; y < 40; y++) {
            for (int x = 0; x < 40; x++) {
                boolean visible = Math.hypot(x - 19.5, y - 19.5) < 18;
                image.setRGB(x, y, visible ? opaque.getRGB(x, y) : Integer.parseInt(hidden, 16));
            }
        }
        BufferedImage result = UPSCALER.upscale(image);
        BufferedImage truth = UPSCALER.upscale(opaque);
        double sum = 0;
        int count = 0;
        int most = 0;
        for (int y = 0; y < 160; y++) {
            for (int x = 0; x < 160; x++) {
                // 2 pixels of the source inside the edge; bled colours are close, so what they do there is little
                if (Math.hypot(x - 79.5, y - 79.5) < 64) {
                    assertThat(result.getRGB(x, y) >>> 24).isEqualTo(255);
                    for (int shift = 0; shift < 24; shift += 8) {
                        int difference =
                                Math.abs((result.getRGB(x, y) >> shift & 255) - (truth.getRGB(x, y) >> shift & 255));
                        sum += difference;
                        most = Math.max(most, difference);
                        count++;
                    }
                }
            }
        }
        assertThat(sum / count).isLessThan(1);
        assertThat(most).isLessThan(40);
    }

    /**
     * The whole picture, its edge above all, over black, white and red, against the opaque truth under the same alpha: what
     * was hidden shows nowhere. The same garbage one step above alpha 0 does show: the bound is one that can fail.
     */
    @ParameterizedTest
    @CsvSource({
        "000000, CLASSICAL",
        "ffffff, CLASSICAL",
        "ff0000, CLASSICAL",
        "00ff00, CLASSICAL",
        "000000, NETWORK",
        "ffffff, NETWORK",
        "ff0000, NETWORK"
    })
    void noFringeAgainstTheOpaqueTruth(String hidden, AlphaMode mode) {
        int side = 48;
        BufferedImage opaque = Images.soft(side, side, BufferedImage.TYPE_INT_RGB, 7);
        BufferedImage bled = new BufferedImage(side, side, BufferedImage.TYPE_INT_ARGB);
        BufferedImage leaking = new BufferedImage(side, side, BufferedImage.TYPE_INT_ARGB);
        BufferedImage alphas = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
        int garbage = Integer.parseInt(hidden, 16);
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                double inside = 18.5 - Math.hypot(x - 23.5, y - 23.5);
                int alpha = (int) Math.round(255 * Math.max(0, Math.min(1, inside)));
                int colour = alpha == 0 ? garbage : opaque.getRGB(x, y) & 0xffffff;
                bled.setRGB(x, y, alpha << 24 | colour);
                alphas.getRaster().setSample(x, y, 0, alpha);
                leaking.setRGB(x, y, Math.max(1, alpha) << 24 | colour);
            }
        }
        try (Upscaler upscaler =
                Upscaler.builder().model(Model.faithful()).alpha(mode).build()) {
            BufferedImage truth = upscaler.upscale(opaque);
            BufferedImage matte = mode == AlphaMode.CLASSICAL
                    ? Resampler.BICUBIC.resize(alphas, 4 * side, 4 * side)
                    : upscaler.upscale(alphas);
            BufferedImage result = upscaler.upscale(bled);
            BufferedImage fringed = upscaler.upscale(leaking);
            double worst = 0;
            for (int ground : new int[] {0x000000, 0xffffff, 0xff0000}) {
                double[] good = difference(result, truth, matte, ground);
                // measured: 1.9 levels on average over the pixels of the edge, 33 at most, whatever is hidden
                assertThat(good[0]).as("mean over %06x", ground).isLessThan(2.5);
                assertThat(good[1]).as("most over %06x", ground).isLessThan(45);
                worst = Math.max(worst, difference(fringed, truth, matte, ground)[0]);
            }
            // measured: 4.5 to 12
            assertThat(worst).as("what leaks is worse").isGreaterThan(4);
        }
    }

    /** Mean and most of what is seen over {@code ground}, in levels, at pixels that are neither opaque nor clear. */
    private static double[] difference(BufferedImage result, BufferedImage truth, BufferedImage matte, int ground) {
        double sum = 0;
        double most = 0;
        int count = 0;
        for (int y = 0; y < result.getHeight(); y++) {
            for (int x = 0; x < result.getWidth(); x++) {
                int argb = result.getRGB(x, y);
                double alpha = (argb >>> 24) / 255.0;
                double wanted = matte.getRaster().getSample(x, y, 0) / 255.0;
                for (int shift = 0; shift < 24 && wanted > 0.01 && wanted < 1; shift += 8) {
                    int behind = ground >> shift & 255;
                    double seen = alpha * (argb >> shift & 255) + (1 - alpha) * behind;
                    double expected = wanted * (truth.getRGB(x, y) >> shift & 255) + (1 - wanted) * behind;
                    sum += Math.abs(seen - expected);
                    most = Math.max(most, Math.abs(seen - expected));
                    count++;
                }
            }
        }
        return new double[] {sum / count, most};
    }

    private static BufferedImage disc(int colour, int hidden) {
        BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_ARGB);
        for (int y = 0; y < 16; y++) {
            for (int x = 0; x < 16; x++) {
                boolean visible = Math.hypot(x - 7.5, y - 7.5) < 6;
                image.setRGB(x, y, visible ? 0xff000000 | colour : hidden);
            }
        }
        return image;
    }
}
