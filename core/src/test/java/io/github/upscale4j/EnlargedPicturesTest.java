package io.github.upscale4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.resample.Resampler;
import io.github.upscale4j.testing.Images;
import io.github.upscale4j.testing.SafetensorsFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks that take the picture enlarged: by bicubic interpolation, to whatever size is asked for. */
class EnlargedPicturesTest {
    @TempDir
    private Path folder;

    /** VDSR that adds nothing: what comes out is the enlargement that it got, plus {@code more}. */
    private Model nothing(int colours, float more) throws IOException {
        return Model.load(new SafetensorsFile()
                .put("input.weight", new float[4 * colours * 9], 4, colours, 3, 3)
                .put("residual_layer.0.conv.weight", new float[144], 4, 4, 3, 3)
                .put("output.weight", new float[4 * colours * 9], colours, 4, 3, 3)
                .put("output.bias", filled(colours, more), colours)
                .write(folder.resolve("nothing.safetensors")));
    }

    private static float[] filled(int length, float value) {
        float[] values = new float[length];
        Arrays.fill(values, value);
        return values;
    }

    @ParameterizedTest
    @CsvSource({"22, 14", "33, 21", "55, 35", "11, 7", "30, 40", "8, 5"})
    void theyGetTheBicubicPictureOfAnySize(int width, int height) throws IOException {
        for (int type : new int[] {BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_BYTE_GRAY}) {
            BufferedImage image = Images.soft(11, 7, type, 3);
            for (int colours : new int[] {1, 3}) {
                try (Upscaler upscaler =
                        Upscaler.builder().model(nothing(colours, 0)).build()) {
                    BufferedImage result = upscaler.upscale(image, width, height);
                    assertThat(result.getType()).isEqualTo(type);
                    assertClose(result, Resampler.BICUBIC.resize(image, width, height), colours + " colours");
                }
            }
        }
    }

    @Test
    void theModelSaysSo() throws IOException {
        Model model = nothing(1, 0);
        assertThat(model.takesEnlarged()).isTrue();
        assertThat(model.scale()).isEqualTo(1);
        assertThat(model.toString()).endsWith("parameters, on enlarged pictures");
        assertThat(Model.natural().takesEnlarged()).isFalse();
    }

    /** Black is 16 and white 235 of 255 for these networks: a bit more of their luma is 255 / 219 more of ours. */
    @Test
    void lumaIsMatlabs() throws IOException {
        BufferedImage image = Images.soft(9, 9, BufferedImage.TYPE_BYTE_GRAY, 4);
        try (Upscaler upscaler =
                Upscaler.builder().model(nothing(1, 21.9f / 255)).build()) {
            BufferedImage result = upscaler.upscale(image);
            for (int i = 0; i < 81; i++) {
                int before = image.getRaster().getSample(i % 9, i / 9, 0);
                assertThat((double) result.getRaster().getSample(i % 9, i / 9, 0))
                        .isCloseTo(Math.min(255, before + 25.5), org.assertj.core.data.Offset.offset(0.51));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void alphaIsEnlargedToo(boolean opaque) throws IOException {
        BufferedImage image = Images.soft(11, 7, BufferedImage.TYPE_INT_ARGB, 5);
        for (int i = 0; i < 77 && opaque; i++) {
            image.setRGB(i % 11, i / 11, image.getRGB(i % 11, i / 11) | 0xFF000000);
        }
        try (Upscaler upscaler = Upscaler.builder().model(nothing(3, 0)).build();
                Upscaler classical = Upscaler.builder()
                        .model(io.github.upscale4j.testing.Networks.identity())
                        .build()) {
            BufferedImage result = upscaler.upscale(image, 33, 21);
            BufferedImage expected = classical.upscale(image, 33, 21); // a network of scale 1, then the same resize
            assertClose(result, expected, "alpha");
        }
    }

    /** Copies of a seamless result side by side are the result of copies side by side. */
    @Test
    void seamlessBordersMeet() throws IOException {
        BufferedImage image = Images.soft(12, 12, BufferedImage.TYPE_INT_RGB, 6);
        BufferedImage four = new BufferedImage(36, 36, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 36 * 36; i++) {
            four.setRGB(i % 36, i / 36, image.getRGB(i % 36 % 12, i / 36 % 12));
        }
        try (Upscaler seamless =
                        Upscaler.builder().model(nothing(3, 0)).seamless(true).build();
                Upscaler plain = Upscaler.builder().model(nothing(3, 0)).build()) {
            BufferedImage middle = plain.upscale(four, 72, 72).getSubimage(24, 24, 24, 24);
            assertClose(seamless.upscale(image, 24, 24), middle, "seamless");
        }
    }

    /** Rounding ties aside. */
    private static void assertClose(BufferedImage actual, BufferedImage expected, String name) {
        int[] a = actual.getRaster().getPixels(0, 0, actual.getWidth(), actual.getHeight(), (int[]) null);
        int[] b = expected.getRaster().getPixels(0, 0, expected.getWidth(), expected.getHeight(), (int[]) null);
        assertThat(a).as(name).hasSameSizeAs(b);
        for (int i = 0; i < a.length; i++) {
            if (actual.getColorModel().hasAlpha() && a[i / 4 * 4 + 3] == 0 && i % 4 != 3) {
                continue; // colour that nobody sees
            }
            assertThat(Math.abs(a[i] - b[i])).as("%s, sample %d", name, i).isLessThanOrEqualTo(1);
        }
    }
}
