package io.github.upscale4j.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.testing.Pictures;
import io.github.upscale4j.testing.Pictures.Named;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a reader reads, a writer writes back to the bit. */
class PixelRoundTripTest {
    static List<Named> kept() {
        List<Named> all = new ArrayList<>(Pictures.kept(41, 23, 11));
        all.addAll(Pictures.unusual(41, 23, 13));
        return all;
    }

    static List<Named> widened() {
        return Pictures.widened(41, 23, 12);
    }

    @ParameterizedTest
    @MethodSource("kept")
    void keepsEverySample(Named named) {
        BufferedImage image = named.image;
        for (int order = 0; order < 3; order++) {
            BufferedImage copy = copy(image, order);
            assertThat(copy.getType()).isEqualTo(image.getType());
            assertThat(copy.getColorModel()).isEqualTo(image.getColorModel());
            assertThat(samples(copy)).as("%s, order %d", named, order).isEqualTo(samples(image));
        }
    }

    @ParameterizedTest
    @MethodSource("widened")
    void keepsEveryColour(Named named) {
        BufferedImage image = named.image;
        BufferedImage copy = copy(image, 0);
        PixelReader reader = PixelReader.of(image);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int expected = image.getRGB(x, y);
                int[] got = copy.getRaster().getPixel(x, y, (int[]) null);
                int red = expected >> 16 & 0xff;
                int blue = expected & 0xff;
                assertThat(got[0]).as("%s at %d, %d", named, x, y).isEqualTo(red);
                assertThat(got[reader.channels() - 1]).isEqualTo(blue);
                if (reader.hasAlpha()) {
                    assertThat(got[reader.channels()]).isEqualTo(expected >>> 24);
                }
            }
        }
        int plain = reader.hasAlpha() ? BufferedImage.TYPE_4BYTE_ABGR : BufferedImage.TYPE_3BYTE_BGR;
        int gray = reader.hasAlpha() ? BufferedImage.TYPE_CUSTOM : BufferedImage.TYPE_BYTE_GRAY;
        assertThat(copy.getType()).isEqualTo(reader.channels() == 1 ? gray : plain);
    }

    /** Order 0: colour before alpha, row by row; 1: alpha first; 2: all colour, then all alpha from the bottom. */
    private static BufferedImage copy(BufferedImage image, int order) {
        PixelReader reader = PixelReader.of(image);
        PixelWriter writer = PixelWriter.like(image, image.getWidth(), image.getHeight());
        int offset = 3;
        float[] colour = new float[offset + reader.width() * reader.channels()];
        float[] alpha = new float[offset + reader.width()];
        for (int y = 0; y < reader.height(); y++) {
            reader.colour(y, colour, offset);
            reader.alpha(y, alpha, offset);
            if (order == 1 && reader.hasAlpha()) {
                writer.alpha(y, alpha, offset);
            }
            writer.colour(y, colour, offset, reader.channels());
            if (order == 0 && reader.hasAlpha()) {
                writer.alpha(y, alpha, offset);
            }
        }
        for (int y = reader.height() - 1; y >= 0 && order == 2 && reader.hasAlpha(); y--) {
            reader.alpha(y, alpha, offset);
            writer.alpha(y, alpha, offset);
        }
        return writer.image();
    }

    private static double[] samples(BufferedImage image) {
        return image.getRaster().getPixels(0, 0, image.getWidth(), image.getHeight(), (double[]) null);
    }
}
