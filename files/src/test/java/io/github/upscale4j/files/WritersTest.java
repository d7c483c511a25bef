package io.github.upscale4j.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.PixelSource;
import io.github.upscale4j.spi.Levels;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What our encoders write, others read back to the same values: the JDK's readers and TwelveMonkeys'. */
class WritersTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "1, false, 8", "1, true, 8", "3, false, 8", "3, true, 8",
        "1, false, 16", "1, true, 16", "3, false, 16", "3, true, 16"
    })
    void pngAndTiffAreExact(int channels, boolean alpha, int bits) throws IOException {
        for (int seed = 0; seed < 12; seed++) {
            Random random = new Random(seed);
            int width = 1 + random.nextInt(seed < 6 ? 40 : 900);
            int height = 1 + random.nextInt(seed < 6 ? 40 : 300);
            BufferedImage image = SamplePictures.random(random, channels, alpha, bits, width, height);
            String what = String.format("seed %d: %d x %d", seed, width, height);

            Path png = folder.resolve(seed + ".png");
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(png))) {
                write(image, new PngWriter(out, layout(image), Metadata.NONE));
            }
            assertSame(ImageIO.read(png.toFile()), image, "PNG, " + what);

            for (boolean big : new boolean[] {false, true}) {
                Path tiff = folder.resolve(seed + "" + big + ".tif");
                try (RandomAccessFile file = new RandomAccessFile(tiff.toFile(), "rw")) {
                    write(image, new TiffWriter(file, layout(image), Metadata.NONE, big));
                }
                assertThat(Files.readAllBytes(tiff)[3]).isEqualTo((byte) (big ? 43 : 42));
                assertSame(read(tiff, "com.twelvemonkeys"), image, "TIFF, big " + big + ", " + what);
                if (!big) { // the JDK knows no BigTIFF
                    assertSame(read(tiff, "com.sun"), image, "TIFF by the JDK, " + what);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1", "3"})
    void jpegIsClose(int channels) throws IOException {
        BufferedImage image = SamplePictures.empty(channels, false, 8, 64, 48);
        for (int y = 0; y < 48; y++) {
            for (int x = 0; x < 64; x++) {
                for (int c = 0; c < channels; c++) {
                    image.getRaster().setSample(x, y, c, 40 + 2 * x + y + 10 * c);
                }
            }
        }
        Path file = folder.resolve("a.jpg");
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            write(image, new JpegWriter(out, layout(image), Metadata.NONE, 95));
        }
        Raster back = ImageIO.read(file.toFile()).getRaster();
        assertThat(back.getNumBands()).isEqualTo(channels);
        for (int y = 0; y < 48; y++) {
            for (int x = 0; x < 64; x++) {
                for (int c = 0; c < channels; c++) {
                    assertThat(Math.abs(
                                    back.getSample(x, y, c) - image.getRaster().getSample(x, y, c)))
                            .as("%d, %d, %d", x, y, c)
                            .isLessThan(5);
                }
            }
        }
    }

    @Test
    void roundsHalfUp() {
        byte[] row = new byte[3];
        new RowLayout(3, 1, 1, false, 8).pack(new float[] {0.49f / 255, 0.51f / 255, 1}, null, row, 0);
        assertThat(row).containsExactly(0, 1, 255);
        byte[] deep = new byte[4];
        new RowLayout(2, 1, 1, false, 16).pack(new float[] {0x1234 / 65535f, 1}, null, deep, 0);
        assertThat(deep).containsExactly(0x12, 0x34, 0xff, 0xff);
    }

    /** Rows that were rounded elsewhere become the same files as rows of floats. */
    @ParameterizedTest
    @CsvSource({"1, 8", "3, 8", "1, 16", "3, 16"})
    void takeLevelsAsWell(int channels, int bits) throws IOException {
        BufferedImage image = SamplePictures.random(new Random(bits + channels), channels, false, bits, 61, 43);
        for (FileFormat format : FileFormat.values()) {
            byte[][] files = new byte[2][];
            for (int i = 0; i < 2; i++) {
                Path path = folder.resolve(i + format.extension());
                try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
                    RowWriter writer = format.open(file, layout(image), Metadata.NONE, 90);
                    if (i == 0) {
                        write(image, writer);
                    } else {
                        writeLevels(image, writer);
                    }
                }
                files[i] = Files.readAllBytes(path);
            }
            assertThat(files[1]).as("%s", format).isEqualTo(files[0]);
        }
    }

    private static void writeLevels(BufferedImage image, RowWriter writer) throws IOException {
        try (writer) {
            PixelSource source = PixelSource.of(image);
            int values = source.width() * source.channels();
            byte[] read = new byte[values * source.depth() / 8];
            byte[] written = new byte[values * writer.depth() / 8];
            for (int y = 0; y < source.height(); y++) {
                source.read(y, read);
                for (int i = 0; i < values; i++) {
                    float value = Levels.get(read, 0, i, source.depth()) / (float) Levels.max(source.depth());
                    int level = (int) (value * Levels.max(writer.depth()) + 0.5f);
                    Levels.put(written, 0, i, writer.depth(), level);
                }
                writer.write(y, written);
            }
            writer.finish();
        }
    }

    static RowLayout layout(BufferedImage image) {
        return new PictureFile(Path.of("test"), image, Metadata.NONE).layout(image.getWidth(), image.getHeight());
    }

    private static void write(BufferedImage image, RowWriter writer) throws IOException {
        try (writer) {
            PixelSource source = PixelSource.of(image);
            float[] colour = new float[source.width() * source.channels()];
            float[] alpha = source.hasAlpha() ? new float[source.width()] : null;
            for (int y = 0; y < source.height(); y++) {
                source.read(y, colour, alpha);
                writer.write(y, colour, alpha);
            }
            writer.finish();
        }
    }

    private static BufferedImage read(Path file, String readerPackage) throws IOException {
        try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
            var readers = ImageIO.getImageReadersByFormatName("tiff");
            while (readers.hasNext()) {
                ImageReader reader = readers.next();
                if (reader.getClass().getName().startsWith(readerPackage)) {
                    reader.setInput(in);
                    return reader.read(0);
                }
            }
        }
        throw new AssertionError("no TIFF reader in " + readerPackage);
    }

    /** Same size, channels, depth and, value by value, content. */
    static void assertSame(BufferedImage actual, BufferedImage expected, String what) {
        Raster a = actual.getRaster();
        Raster b = expected.getRaster();
        assertThat(a.getBounds()).as(what).isEqualTo(b.getBounds());
        assertThat(a.getNumBands()).as(what).isEqualTo(b.getNumBands());
        assertThat(actual.getColorModel().hasAlpha())
                .as(what)
                .isEqualTo(expected.getColorModel().hasAlpha());
        assertThat(actual.getColorModel().getComponentSize(0))
                .as(what)
                .isEqualTo(expected.getColorModel().getComponentSize(0));
        for (int y = 0; y < b.getHeight(); y++) {
            int[] rowA = a.getPixels(0, y, b.getWidth(), 1, (int[]) null);
            int[] rowB = b.getPixels(0, y, b.getWidth(), 1, (int[]) null);
            assertThat(rowA).as("%s, row %d", what, y).isEqualTo(rowB);
        }
    }
}
