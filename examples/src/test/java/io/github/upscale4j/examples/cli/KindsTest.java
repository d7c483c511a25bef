package io.github.upscale4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.examples.Shared;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files keep their kind: gray, alpha and 16 bits. */
class KindsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"1, 8", "2, 8", "3, 8", "4, 8", "1, 16", "2, 16", "3, 16", "4, 16"})
    void pngKeepsChannelsAndDepth(int channels, int bits) throws IOException {
        Path input = Samples.write(picture(channels, bits), folder.resolve("in.png"));
        for (String method : new String[] {"model", "lanczos"}) {
            Path output = folder.resolve(method + ".png");
            assertThat(Run.of(input, "-o", output, "--scale", 2, "--method", method))
                    .isEqualTo(new Run(0, "", ""));
            assertKind(output, 32, 24, channels, bits);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "00003.png, 512, 256, 3, 8",
        "00017_gray.png, 500, 351, 1, 8",
        "0014.jpg, 179, 179, 3, 8",
        "0030.jpg, 220, 220, 3, 8",
        "ADE_val_00000114.jpg, 256, 256, 3, 8",
        "OST_009.png, 448, 640, 3, 8",
        "comic.png, 62, 90, 3, 8",
        "wolf_gray.jpg, 236, 236, 1, 8",
        "children-alpha.png, 566, 350, 4, 8",
        "tree_alpha_16bit.png, 342, 256, 4, 16"
    })
    void realPicturesKeepChannelsAndDepth(String name, int width, int height, int channels, int bits)
            throws IOException {
        Path input = Shared.require("images/real/" + name);
        Path output = folder.resolve("out.png");
        for (int scale : new int[] {2, 4}) {
            assertThat(Run.of(input, "-o", output, "--scale", scale)).isEqualTo(new Run(0, "", ""));
            assertKind(output, scale * width, scale * height, channels, bits);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpg", "JPEG"})
    void jpegHoldsWhatItCan(String extension) throws IOException {
        for (int channels : new int[] {1, 3}) {
            for (int bits : new int[] {8, 16}) {
                Path input = Samples.write(picture(channels, bits), folder.resolve("in.png"));
                Path output = folder.resolve("out." + extension);
                assertThat(Run.of(input, "-o", output, "--method", "nearest", "--scale", 1))
                        .isEqualTo(new Run(0, "", ""));
                assertKind(output, 16, 12, channels, 8);
                int stored = ImageIO.read(output.toFile()).getRaster().getSample(5, 5, 0);
                int expected = picture(channels, 8).getRaster().getSample(5, 5, 0);
                assertThat(Math.abs(stored - expected))
                        .as("%d x %d bits", channels, bits)
                        .isLessThan(30);
            }
        }
    }

    @Test
    void jpegRefusesTransparencyOnly() throws IOException {
        BufferedImage picture = picture(4, 8);
        Path input = Samples.write(picture, folder.resolve("in.png"));
        Path output = folder.resolve("out.jpg");
        Run run = Run.of(input, "-o", output);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo("upscale: " + input + ": it has transparency, which JPEG cannot hold: write .png or .tif\n");
        assertThat(output).doesNotExist();
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                picture.getRaster().setSample(x, y, 3, 255);
            }
        }
        Samples.write(picture, input);
        assertThat(Run.of(input, "-o", output).code()).isZero();
        assertKind(output, 64, 48, 3, 8);
    }

    private static BufferedImage picture(int channels, int bits) {
        boolean alpha = channels % 2 == 0;
        ColorModel model = new ComponentColorModel(
                ColorSpace.getInstance(channels > 2 ? ColorSpace.CS_sRGB : ColorSpace.CS_GRAY),
                alpha,
                false,
                alpha ? Transparency.TRANSLUCENT : Transparency.OPAQUE,
                bits == 8 ? DataBuffer.TYPE_BYTE : DataBuffer.TYPE_USHORT);
        BufferedImage image = new BufferedImage(model, model.createCompatibleWritableRaster(16, 12), false, null);
        Samples.fill(image);
        return image;
    }

    private static void assertKind(Path file, int width, int height, int channels, int bits) throws IOException {
        BufferedImage image = ImageIO.read(file.toFile());
        assertThat(image.getWidth()).isEqualTo(width);
        assertThat(image.getHeight()).isEqualTo(height);
        assertThat(image.getRaster().getNumBands()).isEqualTo(channels);
        assertThat(image.getColorModel().getComponentSize(0)).isEqualTo(bits);
        if (image.getColorModel().hasAlpha()) {
            int[] alpha = image.getRaster().getSamples(0, 0, width, height, channels - 1, (int[]) null);
            assertThat(alpha).as("alpha").contains(0).contains((1 << bits) - 1);
        }
    }
}
