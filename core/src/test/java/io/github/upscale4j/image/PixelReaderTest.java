package io.github.upscale4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.upscale4j.testing.Pictures;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PixelReaderTest {
    @ParameterizedTest
    @ValueSource(
            ints = {
                BufferedImage.TYPE_INT_RGB,
                BufferedImage.TYPE_INT_ARGB,
                BufferedImage.TYPE_INT_BGR,
                BufferedImage.TYPE_3BYTE_BGR,
                BufferedImage.TYPE_4BYTE_ABGR,
                BufferedImage.TYPE_BYTE_INDEXED
            })
    void readsRgbInThisOrder(int type) {
        BufferedImage image = new BufferedImage(2, 1, type);
        image.setRGB(1, 0, 0xff336699);
        PixelReader reader = PixelReader.of(image);
        float[] row = new float[6];
        reader.colour(0, row, 0);
        assertThat(reader.channels()).isEqualTo(3);
        assertThat(row).containsExactly(0, 0, 0, 0x33 / 255f, 0x66 / 255f, 0x99 / 255f);
        reader.alpha(0, row, 0);
        assertThat(row[1]).isEqualTo(1);
    }

    /** getRGB would make 188 of 128: it takes the raster for linear light. */
    @Test
    void readsGrayAsStored() {
        BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setSample(0, 0, 0, 128);
        assertThat(colour(image)).containsExactly(128 / 255f);
        BufferedImage deep = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_GRAY);
        deep.getRaster().setSample(0, 0, 0, 12345);
        assertThat(colour(deep)).containsExactly(12345 / 65535f);
    }

    @ParameterizedTest
    @ValueSource(ints = {BufferedImage.TYPE_INT_ARGB_PRE, BufferedImage.TYPE_4BYTE_ABGR_PRE})
    void dividesByAlpha(int type) {
        BufferedImage image = new BufferedImage(1, 1, type);
        image.getRaster().setPixel(0, 0, new int[] {1, 2, 3, 3});
        assertThat(colour(image)).containsExactly(1 / 3f, 2 / 3f, 1);
        image.getRaster().setPixel(0, 0, new int[] {0, 0, 0, 0});
        assertThat(colour(image)).containsExactly(0, 0, 0);
    }

    @Test
    void readsWhatImageIoReadsFromPng() throws IOException {
        ColorSpace rgb = ColorSpace.getInstance(ColorSpace.CS_sRGB);
        BufferedImage image = Pictures.components(rgb, DataBuffer.TYPE_USHORT, true, false, 3, 2);
        image.getRaster().setPixel(1, 1, new int[] {100, 20_000, 65_535, 1_000});
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(image, "png", png);
        PixelReader reader = PixelReader.of(ImageIO.read(new ByteArrayInputStream(png.toByteArray())));
        float[] row = new float[9];
        reader.colour(1, row, 0);
        assertThat(row).containsExactly(0, 0, 0, 100 / 65535f, 20_000 / 65535f, 1, 0, 0, 0);
        reader.alpha(1, row, 0);
        assertThat(row[1]).isEqualTo(1_000 / 65535f);
        assertThat(reader.depth()).isEqualTo(16);
    }

    @Test
    void takesRgbWithAProfileOfItsOwn() {
        ColorSpace space = new ICC_ColorSpace(ICC_Profile.getInstance(ColorSpace.CS_sRGB));
        BufferedImage image = Pictures.components(space, DataBuffer.TYPE_BYTE, false, false, 1, 1);
        image.getRaster().setPixel(0, 0, new int[] {1, 2, 3});
        assertThat(colour(image)).containsExactly(1 / 255f, 2 / 255f, 3 / 255f);
        assertThat(PixelWriter.like(image, 2, 2).image().getColorModel().getColorSpace())
                .isSameAs(space);
    }

    /** IEC 61966-2-1: half of the light is 188 of 255. */
    @Test
    void codesLinearLightForDisplay() {
        ColorSpace linear = ColorSpace.getInstance(ColorSpace.CS_LINEAR_RGB);
        BufferedImage image = Pictures.components(linear, DataBuffer.TYPE_FLOAT, false, false, 1, 1);
        image.getRaster().setPixel(0, 0, new float[] {0.5f, 0.001f, 1});
        assertThat(colour(image)[0]).isCloseTo(0.735357f, within(1e-6f));
        assertThat(colour(image)[1]).isCloseTo(0.01292f, within(1e-6f));
        assertThat(colour(image)[2]).isCloseTo(1, within(1e-6f));
    }

    @Test
    void convertsOtherSpacesByWhatTheySay() {
        ColorSpace xyz = ColorSpace.getInstance(ColorSpace.CS_CIEXYZ);
        BufferedImage image = Pictures.components(xyz, DataBuffer.TYPE_FLOAT, false, false, 1, 1);
        float[] red = xyz.fromRGB(new float[] {0.8f, 0.3f, 0.2f});
        image.getRaster().setPixel(0, 0, red);
        float[] got = colour(image);
        assertThat(got[0]).isCloseTo(0.8f, within(1e-3f));
        assertThat(got[1]).isCloseTo(0.3f, within(1e-3f));
        assertThat(got[2]).isCloseTo(0.2f, within(1e-3f));
    }

    @Test
    void clampsWhatIsOutsideItsRange() {
        ColorSpace rgb = ColorSpace.getInstance(ColorSpace.CS_sRGB);
        BufferedImage image = Pictures.components(rgb, DataBuffer.TYPE_FLOAT, false, false, 1, 1);
        image.getRaster().setPixel(0, 0, new float[] {-0.5f, 7, Float.NaN});
        assertThat(colour(image)).containsExactly(0, 1, 0);
    }

    @Test
    void refusesARowOutside() {
        PixelReader reader = PixelReader.of(new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB));
        assertThatThrownBy(() -> reader.colour(2, new float[6], 0)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    private static float[] colour(BufferedImage image) {
        PixelReader reader = PixelReader.of(image);
        float[] row = new float[reader.channels() * reader.width()];
        reader.colour(0, row, 0);
        return row;
    }
}
