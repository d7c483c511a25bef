package io.github.upscale4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;

class PixelWriterTest {
    @Test
    void clampsAndRounds() {
        float[] row = {-0.2f, 1.2f, Float.NaN, 127.49f / 255, 127.51f / 255, Float.POSITIVE_INFINITY};
        assertThat(written(BufferedImage.TYPE_3BYTE_BGR, row, 3)).containsExactly(0, 255, 0, 127, 128, 255);
        assertThat(written(BufferedImage.TYPE_INT_RGB, row, 3)).containsExactly(0, 255, 0, 127, 128, 255);
        assertThat(written(BufferedImage.TYPE_USHORT_GRAY, new float[] {-1, 0.5f}, 1))
                .containsExactly(0, 32768);
    }

    @Test
    void mixesRgbIntoGray() {
        assertThat(written(BufferedImage.TYPE_BYTE_GRAY, new float[] {1, 0, 0, 0, 1, 0}, 3))
                .containsExactly(76, 150);
        assertThat(written(BufferedImage.TYPE_BYTE_GRAY, new float[] {0, 0, 1, 0.5f, 0.5f, 0.5f}, 3))
                .containsExactly(29, 128);
    }

    @Test
    void spreadsGrayToRgb() {
        assertThat(written(BufferedImage.TYPE_INT_BGR, new float[] {0.2f, 1}, 1))
                .containsExactly(51, 51, 51, 255, 255, 255);
    }

    private static int[] written(int type, float[] row, int channels) {
        int width = row.length / channels;
        PixelWriter writer = PixelWriter.like(new BufferedImage(1, 1, type), width, 1);
        writer.colour(0, row, 0, channels);
        return writer.image().getRaster().getPixels(0, 0, width, 1, (int[]) null);
    }

    @Test
    void saysWhenThePictureIsTooLarge() {
        BufferedImage source = new BufferedImage(10, 8, BufferedImage.TYPE_3BYTE_BGR);
        assertThatThrownBy(() -> PixelWriter.like(source, 30_000, 30_000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("30000 x 30000 pixels like those of a 10 x 8 image of type TYPE_3BYTE_BGR"
                        + " (ComponentColorModel, sRGB, 3 components of 8 bits) are more than a BufferedImage can hold:"
                        + " 2147483639 array elements, here 3 per pixel (TYPE_INT_RGB and TYPE_INT_ARGB need 1). Give the"
                        + " rows to a PixelSink as they are made, or upscale it in parts");
        BufferedImage gray = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY);
        assertThatThrownBy(() -> PixelWriter.like(gray, Integer.MAX_VALUE, Integer.MAX_VALUE))
                .hasMessageContaining("here 1 per pixel. Give the rows");
        assertThatThrownBy(() -> PixelWriter.like(gray, 0, 3))
                .hasMessage("a picture is at least 1 x 1 pixels, got 0 x 3");
    }

    @Test
    void refusesAlphaWhereThereIsNone() {
        PixelWriter writer = PixelWriter.like(new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB), 2, 2);
        assertThatThrownBy(() -> writer.alpha(0, new float[2], 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("TYPE_INT_RGB")
                .hasMessageEndingWith("has no alpha to write");
        assertThatThrownBy(() -> writer.colour(0, new float[8], 0, 4))
                .hasMessage("a row of colour has 1 or 3 channels, got 4");
    }
}
