package io.github.upscale4j.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.upscale4j.PixelSource;
import io.github.upscale4j.Upscaler;
import io.github.upscale4j.resample.Resampler;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Results are the library's, whole, in their place, or not there at all. */
class ResultsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"1, false, 8", "1, true, 16", "3, false, 16", "3, true, 8"})
    void resamplingToAFileIsThatOfAnImage(int channels, boolean alpha, int bits) throws IOException {
        BufferedImage image = SamplePictures.random(new Random(7), channels, alpha, bits, 31, 23);
        PictureFile picture =
                UpscaleFiles.standard().read(SamplePictures.write(image, "png", folder.resolve("in.png")));
        for (Resampler resampler :
                List.of(Resampler.NEAREST, Resampler.BILINEAR, Resampler.BICUBIC, Resampler.LANCZOS3)) {
            for (int[] size : new int[][] {{62, 46}, {93, 30}, {10, 7}}) {
                Path output = folder.resolve("out.png");
                UpscaleFiles.standard().write(picture, Enlarger.of(resampler), size[0], size[1], output);
                WritersTest.assertSame(
                        ImageIO.read(output.toFile()),
                        resampler.resize(image, size[0], size[1]),
                        resampler + " to " + size[0] + " x " + size[1]);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "tif"})
    void aNetworksFileIsItsImage(String extension) throws IOException {
        try (Upscaler upscaler = Upscaler.builder().threads(1).build()) {
            for (String name : List.of("rgb.png", "alpha.tif", "gray16.png", "rgb16.tif")) {
                Path input = SamplePictures.resource(name, folder);
                Path output = folder.resolve("out." + extension);
                UpscaleFiles.standard().upscale(upscaler, input, output, 2);
                BufferedImage expected =
                        upscaler.upscale(UpscaleFiles.standard().read(input).image(), 48, 32);
                WritersTest.assertSame(UpscaleFiles.standard().read(output).image(), expected, name);
            }
        }
    }

    @Test
    void qualityOfJpegIsTheUsers() throws IOException {
        BufferedImage image = SamplePictures.random(new Random(1), 3, false, 8, 200, 100);
        PictureFile picture =
                UpscaleFiles.standard().read(SamplePictures.write(image, "png", folder.resolve("in.png")));
        long last = 0;
        for (int quality : new int[] {1, 50, 95, 100}) {
            Path output = folder.resolve(quality + ".jpg");
            UpscaleFiles.standard()
                    .withQuality(quality)
                    .write(picture, Enlarger.of(Resampler.NEAREST), 200, 100, output);
            assertThat(Files.size(output)).isGreaterThan(last);
            last = Files.size(output);
        }
        assertThatThrownBy(() -> UpscaleFiles.standard().withQuality(101))
                .hasMessage("quality: from 1 to 100, got 101");
    }

    @Test
    void jpegRefusesWhatItCannotHoldBeforeTheWork() throws IOException {
        Enlarger untouched = (image, width, height, sink) -> {
            throw new AssertionError("the work has begun");
        };
        UpscaleFiles files = UpscaleFiles.standard();
        Path output = folder.resolve("out.jpg");
        PictureFile opaque = files.read(SamplePictures.resource("rgb.png", folder));
        assertThatThrownBy(() -> files.write(opaque, untouched, 65_501, 10, output))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the result of 65501 x 10 pixels is too large for JPEG, whose sides end at 65500: write .png"
                                + " or .tif");
        assertThatThrownBy(() -> files.write(opaque, untouched, 65_500, 65_500, output))
                .hasMessageContaining("gathered in memory");
        PictureFile transparent = files.read(SamplePictures.resource("alpha.tif", folder));
        assertThatThrownBy(() -> files.write(transparent, untouched, 48, 32, output))
                .hasMessage("it has transparency, which JPEG cannot hold: write .png or .tif");
        assertThatThrownBy(() -> files.write(opaque, untouched, 48, 32, folder.resolve("out.webp")))
                .hasMessageContaining(".png, .jpg, .jpeg, .tif and .tiff can be written");
        assertThat(names()).containsExactly("alpha.tif", "rgb.png");
    }

    @Test
    void jpegTakesTheLongestSide() throws IOException {
        PictureFile picture = UpscaleFiles.standard().read(SamplePictures.resource("rgb.png", folder));
        Path output = folder.resolve("out.jpg");
        UpscaleFiles.standard().write(picture, Enlarger.of(Resampler.NEAREST), 65_500, 2, output);
        assertThat(UpscaleFiles.standard().read(output).image().getWidth()).isEqualTo(65_500);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg", "tif"})
    void aFailureLeavesWhatWasThere(String extension) throws IOException {
        Path input = SamplePictures.resource("rgb.png", folder);
        Path output = Files.writeString(folder.resolve("out." + extension), "before");
        PictureFile picture = UpscaleFiles.standard().read(input);
        for (int rows : new int[] {0, 1, 17, 31}) {
            assertThatThrownBy(() -> UpscaleFiles.standard().write(picture, breaking(rows), 48, 32, output))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("broken on purpose");
            assertThat(output).hasContent("before");
            assertThat(names()).containsExactly("out." + extension, "rgb.png");
        }
    }

    /** Gives some rows, then fails. */
    private static Enlarger breaking(int rows) {
        return (image, width, height, sink) -> {
            PixelSource source = PixelSource.of(image);
            for (int y = 0; y < rows; y++) {
                sink.write(y, new float[width * source.channels()], null);
            }
            throw new IllegalStateException("broken on purpose");
        };
    }

    @Test
    void whatCannotBeWrittenIsNamed() throws IOException {
        PictureFile picture = UpscaleFiles.standard().read(SamplePictures.resource("rgb.png", folder));
        Path output = folder.resolve("nowhere").resolve("out.png");
        assertThatThrownBy(() -> UpscaleFiles.standard().write(picture, Enlarger.of(Resampler.NEAREST), 48, 32, output))
                .isInstanceOf(IOException.class)
                .hasMessage(output + ": cannot be written: (No such file or directory)");
    }

    /** As by an interrupt from the keyboard: the JVM ends in the middle of a picture. */
    @ParameterizedTest
    @ValueSource(strings = {"png", "tif", "jpg"})
    void theEndOfTheJvmLeavesNothing(String extension) throws Exception {
        Path input = SamplePictures.resource("rgb.png", folder);
        Path output = folder.resolve("out." + extension);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Endless.class.getName(),
                        input.toString(),
                        output.toString())
                .redirectErrorStream(true)
                .start();
        int told = process.getInputStream().read();
        assertThat(told).as("a dot when some rows are written").isEqualTo('.');
        assertThat(names()).as("its part file").hasSize(2);
        process.destroy(); // the signal that Java ends itself for
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(names()).containsExactly("rgb.png");
    }

    /** Writes a few rows and then waits for the end. */
    static final class Endless {
        public static void main(String[] args) throws IOException {
            PictureFile picture = UpscaleFiles.standard().read(Path.of(args[0]));
            UpscaleFiles.standard()
                    .write(
                            picture,
                            (image, width, height, sink) -> {
                                for (int y = 0; y < 100; y++) {
                                    sink.write(y, new float[3 * width], null);
                                }
                                System.out.print('.');
                                System.out.flush();
                                try {
                                    Thread.sleep(60_000);
                                } catch (InterruptedException e) {
                                    throw new IllegalStateException(e);
                                }
                            },
                            500,
                            500,
                            Path.of(args[1]));
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
