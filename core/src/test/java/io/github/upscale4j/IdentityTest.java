package io.github.upscale4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.testing.Images;
import io.github.upscale4j.testing.Invented;
import io.github.upscale4j.testing.Networks;
import io.github.upscale4j.testing.Pictures;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A network that changes nothing shows what the way through it changes. */
class IdentityTest {
    private static final Upscaler SAME =
            Upscaler.builder().model(Networks.identity()).threads(2).build();

    @AfterAll
    static void close() {
        SAME.close();
    }

    static Stream<Pictures.Named> kept() {
        return Stream.concat(Pictures.kept(23, 40, 5).stream(), Pictures.unusual(23, 40, 6).stream());
    }

    static Stream<Pictures.Named> widened() {
        return Pictures.widened(23, 40, 7).stream();
    }

    /** Type, colour model and every sample; under alpha 0 there is another colour, which nobody sees. */
    @ParameterizedTest
    @MethodSource("kept")
    void everySampleComesBack(Pictures.Named picture) {
        BufferedImage image = picture.image;
        BufferedImage result = SAME.upscale(image);
        assertThat(result.getType()).isEqualTo(image.getType());
        assertThat(result.getColorModel()).isEqualTo(image.getColorModel());
        assertThat(result.getSampleModel().getClass())
                .isEqualTo(image.getSampleModel().getClass());
        double[] expected = Images.exactSamples(image);
        double[] actual = Images.exactSamples(result);
        hide(image, expected, actual);
        if (image.getColorModel().getTransferType() == DataBuffer.TYPE_DOUBLE) { // floats on the way
            for (int i = 0; i < expected.length; i++) {
                expected[i] = (float) expected[i];
            }
        }
        int at = Arrays.mismatch(actual, expected);
        if (at >= 0) { // arrays of thousands are no message
            assertThat(actual[at]).as("%s, sample %d", picture.name, at).isEqualTo(expected[at]);
        }
    }

    private static void hide(BufferedImage image, double[]... samples) {
        int bands = image.getRaster().getNumBands();
        if (image.getColorModel().hasAlpha()) {
            for (int i = 0; i < samples[0].length; i += bands) {
                for (int c = 0; c < bands - 1 && samples[0][i + bands - 1] == 0; c++) {
                    samples[0][i + c] = samples[1][i + c] = 0;
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("widened")
    void everyColourOfAPaletteComesBack(Pictures.Named picture) {
        BufferedImage result = SAME.upscale(picture.image);
        int bands = result.getRaster().getNumBands();
        for (int y = 0; y < result.getHeight(); y++) {
            for (int x = 0; x < result.getWidth(); x++) {
                int expected = picture.image.getRGB(x, y);
                int[] got = result.getRaster().getPixel(x, y, (int[]) null);
                String at = picture.name + " at " + x + ", " + y;
                boolean alpha = result.getColorModel().hasAlpha();
                if (alpha) {
                    assertThat(got[bands - 1]).as(at).isEqualTo(expected >>> 24);
                }
                for (int c = 0; c < bands - (alpha ? 1 : 0) && expected >>> 24 != 0; c++) {
                    assertThat(got[c]).as(at).isEqualTo(expected >> 16 - 8 * c & 0xff);
                }
            }
        }
    }

    /** The trap: to getRGB, 128 of gray is 188. */
    @Test
    void everyLevelOfGrayComesBack() {
        for (int type : new int[] {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_USHORT_GRAY}) {
            BufferedImage image = new BufferedImage(256, 256, type);
            for (int i = 0; i < 65_536; i++) {
                image.getRaster().setSample(i % 256, i / 256, 0, type == BufferedImage.TYPE_BYTE_GRAY ? i % 256 : i);
            }
            Images.assertSame(SAME.upscale(image), image, "type " + type);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {ColorSpace.CS_sRGB, ColorSpace.CS_GRAY})
    void aProfileStaysAndValuesAreItsOwn(int kind) {
        ColorSpace space = new ICC_ColorSpace(ICC_Profile.getInstance(kind));
        BufferedImage image = filled(Pictures.components(space, DataBuffer.TYPE_USHORT, false, false, 20, 20));
        BufferedImage result = SAME.upscale(image);
        assertThat(result.getColorModel().getColorSpace()).isSameAs(space);
        Images.assertSame(result, image, "profile");
    }

    /** 32 bits are more than a float tells apart: 24 of them come back. */
    @Test
    void integersComeBackToThePrecisionOfFloats() {
        ColorSpace rgb = ColorSpace.getInstance(ColorSpace.CS_sRGB);
        BufferedImage image = Pictures.components(rgb, DataBuffer.TYPE_INT, false, false, 9, 9);
        Random random = new Random(1);
        for (int i = 0; i < 243; i++) {
            image.getRaster().setSample(i / 3 % 9, i / 27, i % 3, random.nextInt());
        }
        BufferedImage result = SAME.upscale(image);
        assertThat(result.getColorModel()).isEqualTo(image.getColorModel());
        for (int i = 0; i < 243; i++) {
            long expected = image.getRaster().getSample(i / 3 % 9, i / 27, i % 3) & 0xffffffffL;
            long actual = result.getRaster().getSample(i / 3 % 9, i / 27, i % 3) & 0xffffffffL;
            assertThat(Math.abs(actual - expected)).isLessThanOrEqualTo(1 << 8);
        }
    }

    /** Colours that sRGB has too, through the colour space's own conversion and back. */
    @ParameterizedTest
    @ValueSource(ints = {DataBuffer.TYPE_BYTE, DataBuffer.TYPE_USHORT})
    void xyzIsBroughtBackToXyz(int data) {
        ColorSpace xyz = ColorSpace.getInstance(ColorSpace.CS_CIEXYZ);
        BufferedImage image = Pictures.components(xyz, data, false, false, 30, 30);
        Random random = new Random(1);
        double max = (data == DataBuffer.TYPE_BYTE ? 255 : 65535) / (1 + 32767 / 32768.0);
        for (int i = 0; i < 900; i++) {
            // away from the border of what sRGB has, so that rounding does not lead outside
            float[] rgb = {
                0.1f + 0.8f * random.nextFloat(), 0.1f + 0.8f * random.nextFloat(), 0.1f + 0.8f * random.nextFloat()
            };
            float[] own = xyz.fromRGB(rgb);
            image.getRaster().setPixel(i % 30, i / 30, new double[] {own[0] * max, own[1] * max, own[2] * max});
        }
        BufferedImage result = SAME.upscale(image);
        assertThat(result.getColorModel()).isEqualTo(image.getColorModel());
        int[] expected = Images.samples(image);
        int[] actual = Images.samples(result);
        for (int i = 0; i < expected.length; i++) {
            assertThat(Math.abs(actual[i] - expected[i])).isLessThanOrEqualTo(data == DataBuffer.TYPE_BYTE ? 1 : 8);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aColourSpaceOfSomebodysOwnComesBack(boolean alpha) {
        ColorSpace space = new Invented(ColorSpace.TYPE_Lab, 3);
        BufferedImage image = Pictures.components(space, DataBuffer.TYPE_USHORT, alpha, alpha, 30, 30);
        Random random = new Random(1);
        for (int i = 0; i < 900; i++) {
            int[] pixel = new int[alpha ? 4 : 3];
            pixel[0] = 20_000 + random.nextInt(20_000);
            pixel[1] = 28_000 + random.nextInt(10_000);
            pixel[2] = 28_000 + random.nextInt(10_000);
            if (alpha) {
                pixel[3] = 65_535;
            }
            image.getRaster().setPixel(i % 30, i / 30, pixel);
        }
        Images.assertSame(SAME.upscale(image), image, "alpha " + alpha);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aColourModelOfSomebodysOwnBecomesPlain(boolean clear) {
        ColorModel model = new Invented.Model(clear);
        WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 16, 16, 1, null);
        for (int i = 0; i < 256; i++) {
            raster.setSample(i % 16, i / 16, 0, i);
        }
        BufferedImage image = new BufferedImage(model, raster, false, null);
        BufferedImage result = SAME.upscale(image);
        assertThat(result.getType()).isEqualTo(clear ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
        for (int i = clear ? 1 : 0; i < 256; i++) {
            assertThat(result.getRGB(i % 16, i / 16)).isEqualTo(image.getRGB(i % 16, i / 16));
        }
        assertThat(result.getRGB(0, 0) >>> 24).isEqualTo(clear ? 0 : 255);
    }

    private static BufferedImage filled(BufferedImage image) {
        Random random = new Random(3);
        int bands = image.getRaster().getNumBands();
        for (int i = 0; i < image.getWidth() * image.getHeight() * bands; i++) {
            image.getRaster()
                    .setSample(
                            i / bands % image.getWidth(),
                            i / bands / image.getWidth(),
                            i % bands,
                            random.nextInt(65_536));
        }
        return image;
    }
}
