package io.github.upscale4j.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.upscale4j.PixelSource;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of file gives the scene it was made of, with its channels, alpha and depth. */
class ReadingTest {
    @TempDir
    Path folder;

    /** The last column is how far a value may be off, of 255. */
    @ParameterizedTest
    @CsvSource({
        "progressive.jpg, rgb, 8, 4",
        "gray.jpg, gray, 8, 2",
        "cmyk.jpg, rgb, 8, 4",
        "ycck.jpg, rgb, 8, 6",
        "rgb.png, rgb, 8, 0",
        "gray-alpha.png, gray-alpha, 8, 0",
        "gray16.png, gray, 16, 0",
        "palette.png, rgb, 8, 14",
        "lossy.webp, rgb, 8, 16",
        "lossless.webp, rgb, 8, 0",
        "alpha-lossy.webp, rgb-alpha, 8, 30",
        "alpha-lossless.webp, rgb-alpha, 8, 0",
        "turned.webp, rgb, 8, 0",
        "lzw.tif, rgb, 8, 0",
        "deflate.tif, rgb, 8, 0",
        "packbits.tif, rgb, 8, 0",
        "rgb16.tif, rgb, 16, 0",
        "big.tif, rgb, 8, 0",
        "planar.tif, rgb, 8, 0",
        "tiled.tif, rgb, 8, 0",
        "alpha.tif, rgb-alpha, 8, 0",
        "gray16.tif, gray, 16, 0",
        "white-is-zero.tif, gray, 8, 0",
        "cmyk.tif, rgb, 8, 1",
        "rgb.bmp, rgb, 8, 0",
        "gray.bmp, gray, 8, 0",
        "palette.gif, rgb, 8, 14"
    })
    void readsTheScene(String name, String kind, int bits, double tolerance) throws IOException {
        PictureFile picture = UpscaleFiles.standard().read(SamplePictures.resource(name, folder));
        assertScene(picture, kind, bits, tolerance);
    }

    @Test
    void readsPremultipliedTiff() throws IOException {
        PictureFile picture = UpscaleFiles.standard().read(SamplePictures.resource("premultiplied.tif", folder));
        PixelSource source = PixelSource.of(picture.image());
        float[] colour = new float[3 * source.width()];
        float[] alpha = new float[source.width()];
        for (int y = 0; y < source.height(); y++) {
            source.read(y, colour, alpha);
            for (int x = 6; x < source.width(); x++) { // below, little colour is left in 8 bits
                assertThat(alpha[x] * 255).isCloseTo(SamplePictures.sceneAlpha(x), within(0.01f));
                for (int c = 0; c < 3; c++) {
                    assertThat(colour[3 * x + c] * 255)
                            .as("%d, %d, %d", x, y, c)
                            .isCloseTo(SamplePictures.scene(x, y, c), within(2f));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bilevel.png", "bilevel.tif"})
    void readsOneBit(String name) throws IOException {
        PictureFile picture = UpscaleFiles.standard().read(SamplePictures.resource(name, folder));
        assertThat(picture.layout(1, 1)).isEqualTo(new RowLayout(1, 1, 1, false, 8));
        float[] row = new float[SamplePictures.WIDTH];
        PixelSource.of(picture.image()).read(0, row, null);
        for (int x = 0; x < row.length; x++) {
            assertThat(row[x]).isEqualTo(SamplePictures.sceneGray(x) > 100 ? 1f : 0f);
        }
    }

    /** The one colour that PNG's tRNS chunk makes transparent. */
    @Test
    void readsTransparentColour() throws IOException {
        float[] alpha = new float[SamplePictures.WIDTH];
        PixelSource gray = PixelSource.of(UpscaleFiles.standard()
                .read(SamplePictures.resource("transparent-gray.png", folder))
                .image());
        gray.read(0, new float[alpha.length], alpha);
        for (int x = 0; x < alpha.length; x++) {
            assertThat(alpha[x]).isEqualTo(SamplePictures.sceneGray(x) == 100 ? 0f : 1f);
        }
        PixelSource rgb = PixelSource.of(UpscaleFiles.standard()
                .read(SamplePictures.resource("transparent-rgb.png", folder))
                .image());
        rgb.read(4, new float[3 * alpha.length], alpha);
        for (int x = 0; x < alpha.length; x++) {
            assertThat(alpha[x]).isEqualTo(x == 3 ? 0f : 1f);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, false", "1, true", "3, false", "3, true"})
    void readsInterlacedPng(int channels, boolean alpha) throws IOException {
        for (int bits : new int[] {8, 16}) {
            BufferedImage image = SamplePictures.random(new java.util.Random(3), channels, alpha, bits, 21, 13);
            Path file = folder.resolve("interlaced" + bits + ".png");
            ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
            try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
                ImageWriteParam param = writer.getDefaultWriteParam();
                param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
                writer.setOutput(out);
                writer.write(null, new IIOImage(image, null, null), param);
            } finally {
                writer.dispose();
            }
            assertThat(Files.readAllBytes(file)[28]).as("interlaced").isEqualTo((byte) 1);
            WritersTest.assertSame(UpscaleFiles.standard().read(file).image(), image, "interlaced " + bits);
        }
    }

    /** Content, not extension. */
    @ParameterizedTest
    @ValueSource(strings = {"lossless.webp", "lzw.tif", "rgb.png", "rgb.bmp"})
    void readsUnderAWrongName(String name) throws IOException {
        for (String wrong : new String[] {"a.jpg", "a.gif", "noname"}) {
            Path file = SamplePictures.resource(name, folder);
            Path renamed = Files.move(file, folder.resolve(wrong));
            assertScene(UpscaleFiles.standard().read(renamed), "rgb", 8, 0);
            Files.delete(renamed);
        }
    }

    private static void assertScene(PictureFile picture, String kind, int bits, double tolerance) throws IOException {
        int channels = kind.startsWith("gray") ? 1 : 3;
        boolean translucent = kind.endsWith("alpha");
        assertThat(picture.layout(1, 1)).isEqualTo(new RowLayout(1, 1, channels, translucent, bits));
        PixelSource source = PixelSource.of(picture.image());
        assertThat(source.width()).isEqualTo(SamplePictures.WIDTH);
        assertThat(source.height()).isEqualTo(SamplePictures.HEIGHT);
        float[] colour = new float[channels * source.width()];
        float[] alpha = translucent ? new float[source.width()] : null;
        for (int y = 0; y < source.height(); y++) {
            source.read(y, colour, alpha);
            for (int x = 0; x < source.width(); x++) {
                if (translucent) {
                    assertThat(alpha[x] * 255).isCloseTo(SamplePictures.sceneAlpha(x), within(0.01f));
                    if (SamplePictures.sceneAlpha(x) < 40 && tolerance > 0) {
                        continue; // lossy formats need not keep what is hardly seen
                    }
                }
                for (int c = 0; c < channels; c++) {
                    double expected = channels == 1 ? SamplePictures.sceneGray(x) : SamplePictures.scene(x, y, c);
                    assertThat((double) colour[channels * x + c] * 255)
                            .as("pixel %d, %d, channel %d", x, y, c)
                            .isCloseTo(expected, within(tolerance + 0.01));
                }
            }
        }
    }
}
