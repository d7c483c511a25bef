package io.github.upscale4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.upscale4j.testing.Images;
import io.github.upscale4j.testing.Invented;
import io.github.upscale4j.testing.Pictures;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What comes out is of the kind that went in. */
class PictureKindsTest {
    private static final Upscaler UPSCALER = Upscaler.builder().threads(2).build();

    @AfterAll
    static void close() {
        UPSCALER.close();
    }

    static Stream<Pictures.Named> kept() {
        return Stream.concat(Pictures.kept(9, 8, 1).stream(), Pictures.unusual(9, 8, 2).stream());
    }

    static Stream<Pictures.Named> widened() {
        return Pictures.widened(9, 8, 1).stream();
    }

    @ParameterizedTest
    @MethodSource("kept")
    void keepsTypeDepthAndAlpha(Pictures.Named picture) {
        BufferedImage image = picture.image;
        double[] before = Images.exactSamples(image);
        BufferedImage result = UPSCALER.upscale(image);
        assertThat(result.getWidth()).isEqualTo(4 * image.getWidth());
        assertThat(result.getHeight()).isEqualTo(4 * image.getHeight());
        assertThat(result.getType()).isEqualTo(image.getType());
        assertThat(result.isAlphaPremultiplied()).isEqualTo(image.isAlphaPremultiplied());
        ColorModel model = result.getColorModel();
        assertThat(model).isEqualTo(image.getColorModel());
        assertThat(Images.exactSamples(image)).as("the input stays as it is").isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("widened")
    void palettesAndShortPixelsBecomePlain(Pictures.Named picture) {
        BufferedImage result = UPSCALER.upscale(picture.image);
        ColorModel model = result.getColorModel();
        assertThat(model.hasAlpha()).isEqualTo(picture.image.getColorModel().hasAlpha());
        assertThat(model.getComponentSize()).containsOnly(8);
        boolean gray = picture.name.contains("grays") || picture.name.contains("binary");
        assertThat(model.getNumColorComponents()).isEqualTo(gray ? 1 : 3);
    }

    /** The same colours stored in other ways give the same picture. */
    @Test
    void theOrderOfBytesDoesNotMatter() {
        BufferedImage reference = UPSCALER.upscale(Images.soft(11, 9, BufferedImage.TYPE_INT_RGB, 3));
        for (int type : List.of(BufferedImage.TYPE_INT_BGR, BufferedImage.TYPE_3BYTE_BGR)) {
            BufferedImage other = UPSCALER.upscale(Images.soft(11, 9, type, 3));
            assertThat(Images.samples(other)).as("type %d", type).isEqualTo(Images.samples(reference));
        }
        BufferedImage argb = UPSCALER.upscale(Images.soft(11, 9, BufferedImage.TYPE_INT_ARGB, 3));
        BufferedImage abgr = UPSCALER.upscale(Images.soft(11, 9, BufferedImage.TYPE_4BYTE_ABGR, 3));
        assertThat(Images.samples(abgr)).isEqualTo(Images.samples(argb));
    }

    @Test
    void aPartOfAPictureIsAPictureOfItsOwn() {
        BufferedImage whole = Images.soft(20, 20, BufferedImage.TYPE_INT_ARGB, 4);
        BufferedImage part = whole.getSubimage(5, 7, 9, 8);
        BufferedImage copy = new BufferedImage(9, 8, BufferedImage.TYPE_INT_ARGB);
        copy.setRGB(0, 0, 9, 8, part.getRGB(0, 0, 9, 8, null, 0, 9), 0, 9);
        Images.assertSame(UPSCALER.upscale(part), UPSCALER.upscale(copy), "part");
    }

    /** 16 bits are not cut to 8 on the way: the result has levels between those of 8 bits. */
    @Test
    void sixteenBitsStaySixteen() {
        BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_USHORT_GRAY);
        for (int i = 0; i < 64; i++) {
            image.getRaster().setSample(i % 8, i / 8, 0, 30_000 + 37 * i);
        }
        int[] samples = Images.samples(UPSCALER.upscale(image));
        assertThat(Arrays.stream(samples).distinct().count()).isGreaterThan(300);
        assertThat(Arrays.stream(samples).average().orElseThrow()).isBetween(29_000.0, 33_500.0);
    }

    @Test
    void refusesCmykAndSaysWhatToDo() {
        ColorSpace cmyk = new Invented(ColorSpace.TYPE_CMYK, 4);
        assertThatThrownBy(() -> UPSCALER.upscale(Pictures.components(cmyk, DataBuffer.TYPE_BYTE, false, false, 4, 4)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cannot read pixels of a 4 x 4 image of type TYPE_CUSTOM (ComponentColorModel, CMYK, 4"
                        + " components of 8 bits); CMYK is not understood here. Convert it first: draw it into a new"
                        + " BufferedImage(width, height, BufferedImage.TYPE_INT_RGB) with"
                        + " createGraphics().drawImage(image, 0, 0, null)");
    }
}
