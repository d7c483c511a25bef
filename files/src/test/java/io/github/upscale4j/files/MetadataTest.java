package io.github.upscale4j.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.twelvemonkeys.imageio.metadata.Directory;
import com.twelvemonkeys.imageio.metadata.Entry;
import com.twelvemonkeys.imageio.metadata.tiff.Rational;
import com.twelvemonkeys.imageio.metadata.tiff.TIFFEntry;
import com.twelvemonkeys.imageio.metadata.tiff.TIFFWriter;
import io.github.upscale4j.files.Bytes.Piece;
import io.github.upscale4j.resample.Resampler;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Profile, density and EXIF, from every format that holds them into every one that is written; read back byte by byte. */
class MetadataTest {
    private static final byte[] PROFILE = SamplePictures.rgbProfile();
    private static final int SCALE = 2;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "png, png",
        "png, jpg",
        "png, tif",
        "jpg, png",
        "jpg, jpg",
        "jpg, tif",
        "tif, png",
        "tif, jpg",
        "tif, tif"
    })
    void keepsProfileDensityAndExif(String from, String to) throws IOException {
        Path result = enlarge(Files.write(folder.resolve("in." + from), input(from)), to);
        byte[] bytes = Files.readAllBytes(result);
        assertThat(profile(bytes, to)).as("profile").isEqualTo(PROFILE);
        double[] density = density(bytes, to);
        assertThat(density[0]).as("across").isCloseTo(300, within(0.02));
        assertThat(density[1]).as("down").isCloseTo(150, within(0.02));
        assertExif(exif(bytes, to));
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg", "tif"})
    void keepsWhatWebpHolds(String to) throws IOException {
        Path input = SamplePictures.resource("turned.webp", folder);
        byte[] bytes = Files.readAllBytes(enlarge(input, to));
        byte[] profile = profile(bytes, to);
        assertThat(new String(profile, 12, 8, StandardCharsets.US_ASCII)).isEqualTo("mntrRGB ");
        Directory exif = exif(bytes, to);
        assertThat(exif.getEntryById(271).getValue()).isEqualTo("Maker");
        assertThat(exif.getEntryById(274).getValue()).isEqualTo(1);
    }

    @Test
    void addsNothingToAPlainPicture() throws IOException {
        Path input = SamplePictures.resource("rgb.png", folder);
        assertThat(Bytes.pngChunks(Files.readAllBytes(enlarge(input, "png"))))
                .extracting(Piece::type)
                .containsOnly("IHDR", "IDAT", "IEND");
        assertThat(Bytes.jpegSegments(Files.readAllBytes(enlarge(input, "jpg"))))
                .extracting(Piece::type)
                .doesNotContain("ffe1", "ffe2");
        Directory tiff = Bytes.directory(Files.readAllBytes(enlarge(input, "tif")));
        assertThat(tiff.getEntryById(34675)).isNull();
        assertThat(tiff.getEntryById(34665)).isNull();
    }

    /** How values become light, and what people wrote: a PNG's own chunks go into a PNG as they are. */
    @Test
    void keepsGammaAndTextOfPng() throws IOException {
        byte[] gamma = ByteBuffer.allocate(4).putInt(100_000).array();
        byte[] white = new byte[32];
        new Random(1).nextBytes(white);
        byte[] text = "Comment\0made by hand".getBytes(StandardCharsets.ISO_8859_1);
        byte[] xmp = "XML:com.adobe.xmp\0\0\0\0\0<x/>".getBytes(StandardCharsets.ISO_8859_1);
        byte[] plain = Files.readAllBytes(SamplePictures.resource("rgb.png", folder));
        Path input = Files.write(
                folder.resolve("in.png"),
                Bytes.withChunks(
                        plain,
                        new Piece("gAMA", gamma),
                        new Piece("cHRM", white),
                        new Piece("iTXt", xmp),
                        new Piece("tEXt", text)));
        PictureFile picture = UpscaleFiles.standard().read(input);
        WritersTest.assertSame(picture.image(), SamplePictures.scene(), "values are not bent by gamma");
        List<Piece> chunks = Bytes.pngChunks(Files.readAllBytes(enlarge(input, "png")));
        assertThat(Bytes.find(chunks, "gAMA", "")).isEqualTo(gamma);
        assertThat(Bytes.find(chunks, "cHRM", "")).isEqualTo(white);
        assertThat(Bytes.find(chunks, "tEXt", "")).isEqualTo(text);
        assertThat(Bytes.find(chunks, "iTXt", "")).as("XMP").isNull();
        List<String> order = chunks.stream().map(Piece::type).toList();
        assertThat(order.indexOf("gAMA")).isLessThan(order.indexOf("IDAT"));
    }

    @Test
    void keepsStandardRgbOfPngUnlessAProfileSaysMore() throws IOException {
        byte[] plain = Files.readAllBytes(SamplePictures.resource("rgb.png", folder));
        Piece standard = new Piece("sRGB", new byte[] {0});
        Path input = Files.write(folder.resolve("in.png"), Bytes.withChunks(plain, standard));
        assertThat(Bytes.find(Bytes.pngChunks(Files.readAllBytes(enlarge(input, "png"))), "sRGB", ""))
                .containsExactly(0);
        Files.write(input, Bytes.withChunks(plain, standard, profileChunk(PROFILE)));
        List<Piece> chunks = Bytes.pngChunks(Files.readAllBytes(enlarge(input, "png")));
        assertThat(Bytes.find(chunks, "sRGB", "")).isNull();
        assertThat(Bytes.find(chunks, "iCCP", "")).isNotNull();
    }

    /** A profile for other channels than the result has would be refused or misread by every program. */
    @Test
    void aProfileForOtherChannelsIsLeftOut() throws IOException {
        byte[] gray = SamplePictures.grayProfile();
        byte[] colour = Files.readAllBytes(SamplePictures.resource("rgb.png", folder));
        Path input = Files.write(folder.resolve("in.png"), Bytes.withChunks(colour, profileChunk(gray)));
        assertThat(Bytes.find(Bytes.pngChunks(Files.readAllBytes(enlarge(input, "png"))), "iCCP", ""))
                .isNull();
        byte[] deep = Files.readAllBytes(SamplePictures.resource("gray16.png", folder));
        Files.write(input, Bytes.withChunks(deep, profileChunk(gray)));
        assertThat(profile(Files.readAllBytes(enlarge(input, "png")), "png")).isEqualTo(gray);
    }

    /** Values stay as they are stored, whatever their profile makes of them: the result has the same one. */
    @ParameterizedTest
    @ValueSource(ints = {ColorSpace.CS_sRGB, ColorSpace.CS_LINEAR_RGB})
    void aProfileDoesNotChangeValues(int space) throws IOException {
        byte[] profile = ICC_Profile.getInstance(space).getData();
        Path input = Files.write(folder.resolve("in.tif"), tiff(Bytes.exif(1, ByteOrder.BIG_ENDIAN), profile));
        Path result = folder.resolve("out.png");
        PictureFile picture = UpscaleFiles.standard().read(input);
        UpscaleFiles.standard()
                .write(picture, Enlarger.of(Resampler.NEAREST), SamplePictures.WIDTH, SamplePictures.HEIGHT, result);
        WritersTest.assertSame(ImageIO.read(result.toFile()), SamplePictures.scene(), "space " + space);
        assertThat(profile(Files.readAllBytes(result), "png")).isEqualTo(profile);
    }

    @Test
    void aLargeProfileGoesThroughJpegInParts() throws IOException {
        byte[] large = Arrays.copyOf(PROFILE, 200_000);
        new Random(2).nextBytes(large);
        System.arraycopy(PROFILE, 0, large, 0, 128);
        byte[] plain = Files.readAllBytes(SamplePictures.resource("rgb.png", folder));
        Path input = Files.write(folder.resolve("in.png"), Bytes.withChunks(plain, profileChunk(large)));
        Path jpeg = enlarge(input, "jpg");
        assertThat(profile(Files.readAllBytes(jpeg), "jpg")).isEqualTo(large);
        Path again = Files.move(jpeg, folder.resolve("again.jpg"));
        assertThat(profile(Files.readAllBytes(enlarge(again, "png")), "png")).isEqualTo(large);
    }

    /** Nonsense beside the pixels must not keep a picture from being read, nor take memory or time. */
    @Test
    void damagedMetadataDoNotStopAPicture() throws IOException {
        byte[] plain = Files.readAllBytes(SamplePictures.resource("rgb.png", folder));
        Path input = folder.resolve("in.png");
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            byte[] exif = Bytes.exif(6, random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < 1 + seed % 8; i++) {
                exif[random.nextInt(exif.length)] = (byte) random.nextInt();
            }
            Files.write(input, Bytes.withChunks(plain, new Piece("eXIf", exif), new Piece("iCCP", new byte[seed % 5])));
            PictureFile picture = UpscaleFiles.standard().read(input);
            assertThat(picture.image().getWidth() * picture.image().getHeight())
                    .as("seed %d", seed)
                    .isEqualTo(SamplePictures.WIDTH * SamplePictures.HEIGHT);
            enlarge(input, "png");
        }
    }

    private Path enlarge(Path input, String to) throws IOException {
        Path output = folder.resolve("out." + to);
        PictureFile picture = UpscaleFiles.standard().read(input);
        int width = SCALE * picture.image().getWidth();
        UpscaleFiles.standard()
                .write(
                        picture,
                        Enlarger.of(Resampler.NEAREST),
                        width,
                        SCALE * picture.image().getHeight(),
                        output);
        return output;
    }

    private byte[] input(String format) throws IOException {
        byte[] exif = Bytes.exif(1, ByteOrder.LITTLE_ENDIAN);
        switch (format) {
            case "png" -> {
                byte[] density = ByteBuffer.allocate(9)
                        .putInt(11_811)
                        .putInt(5_906)
                        .put((byte) 1)
                        .array();
                return Bytes.withChunks(
                        Files.readAllBytes(SamplePictures.resource("rgb.png", folder)),
                        profileChunk(PROFILE),
                        new Piece("pHYs", density),
                        new Piece("eXIf", exif));
            }
            case "jpg" -> {
                byte[] jpeg = Files.readAllBytes(
                        SamplePictures.write(SamplePictures.scene(), "jpg", folder.resolve("plain.jpg")));
                // unit, densities
                ByteBuffer.wrap(jpeg)
                        .put(13, (byte) 1)
                        .putShort(14, (short) 300)
                        .putShort(16, (short) 150);
                return Bytes.withSegments(
                        jpeg,
                        new Piece("ffe1", Bytes.concat("Exif\0\0".getBytes(StandardCharsets.US_ASCII), exif)),
                        new Piece(
                                "ffe2",
                                Bytes.concat("ICC_PROFILE\0\1\1".getBytes(StandardCharsets.US_ASCII), PROFILE)));
            }
            default -> {
                return tiff(exif, PROFILE);
            }
        }
    }

    /** Uncompressed, with the fields of the EXIF block in its directory. */
    private static byte[] tiff(byte[] exif, byte[] profile) throws IOException {
        List<Entry> entries = new ArrayList<>();
        Bytes.directory(exif).forEach(entries::add);
        int size = 3 * SamplePictures.WIDTH * SamplePictures.HEIGHT;
        entries.add(new TIFFEntry(256, SamplePictures.WIDTH));
        entries.add(new TIFFEntry(257, SamplePictures.HEIGHT));
        entries.add(new TIFFEntry(258, new short[] {8, 8, 8}));
        entries.add(new TIFFEntry(259, 1));
        entries.add(new TIFFEntry(262, 2));
        entries.add(new TIFFEntry(277, 3));
        entries.add(new TIFFEntry(278, SamplePictures.HEIGHT));
        entries.add(new TIFFEntry(279, (short) 4, (long) size));
        entries.add(new TIFFEntry(282, new Rational(300)));
        entries.add(new TIFFEntry(283, new Rational(150)));
        entries.add(new TIFFEntry(296, 2));
        entries.add(new TIFFEntry(34675, (short) 7, profile));
        entries.add(new TIFFEntry(273, (short) 4, 0L));
        long end = 8 + new TIFFWriter().computeIFDSize(entries);
        entries.set(entries.size() - 1, new TIFFEntry(273, (short) 4, end + 8));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            new TIFFWriter().write(entries, out);
            while (out.length() < end + 8) {
                out.seek(out.length());
                out.write(0);
            }
            out.seek(end + 8);
            for (int y = 0; y < SamplePictures.HEIGHT; y++) {
                for (int x = 0; x < SamplePictures.WIDTH; x++) {
                    for (int c = 0; c < 3; c++) {
                        out.write(SamplePictures.scene(x, y, c));
                    }
                }
            }
        }
        return bytes.toByteArray();
    }

    private static Piece profileChunk(byte[] profile) throws IOException {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        data.writeBytes("a name\0\0".getBytes(StandardCharsets.US_ASCII));
        try (DeflaterOutputStream out = new DeflaterOutputStream(data)) {
            out.write(profile);
        }
        return new Piece("iCCP", data.toByteArray());
    }

    private static byte[] profile(byte[] file, String format) throws IOException {
        switch (format) {
            case "png" -> {
                byte[] chunk = Bytes.find(Bytes.pngChunks(file), "iCCP", "ICC profile\0\0");
                return new InflaterInputStream(new ByteArrayInputStream(chunk)).readAllBytes();
            }
            case "jpg" -> {
                ByteArrayOutputStream profile = new ByteArrayOutputStream();
                List<Piece> parts = Bytes.jpegSegments(file).stream()
                        .filter(piece -> piece.type().equals("ffe2"))
                        .toList();
                for (int i = 0; i < parts.size(); i++) {
                    String head = "ICC_PROFILE\0" + (char) (i + 1) + (char) parts.size();
                    profile.writeBytes(Bytes.find(List.of(parts.get(i)), "ffe2", head));
                }
                return profile.toByteArray();
            }
            default -> {
                return (byte[]) Bytes.directory(file).getEntryById(34675).getValue();
            }
        }
    }

    private static double[] density(byte[] file, String format) throws IOException {
        switch (format) {
            case "png" -> {
                ByteBuffer data = ByteBuffer.wrap(Bytes.find(Bytes.pngChunks(file), "pHYs", ""));
                assertThat(data.get(8)).as("unit: metre").isEqualTo((byte) 1);
                return new double[] {data.getInt(0) * 0.0254, data.getInt(4) * 0.0254};
            }
            case "jpg" -> {
                ByteBuffer data = ByteBuffer.wrap(Bytes.find(Bytes.jpegSegments(file), "ffe0", "JFIF\0"));
                assertThat(data.get(2)).as("unit: inch").isEqualTo((byte) 1);
                return new double[] {data.getShort(3), data.getShort(5)};
            }
            default -> {
                return density(Bytes.directory(file));
            }
        }
    }

    private static double[] density(Directory directory) {
        assertThat(directory.getEntryById(296).getValue()).as("unit: inch").isEqualTo(2);
        return new double[] {
            ((Rational) directory.getEntryById(282).getValue()).doubleValue(),
            ((Rational) directory.getEntryById(283).getValue()).doubleValue()
        };
    }

    private static Directory exif(byte[] file, String format) throws IOException {
        return switch (format) {
            case "png" -> Bytes.directory(Bytes.find(Bytes.pngChunks(file), "eXIf", ""));
            case "jpg" -> Bytes.directory(Bytes.find(Bytes.jpegSegments(file), "ffe1", "Exif\0\0"));
            default -> Bytes.directory(file);
        };
    }

    private static void assertExif(Directory exif) {
        assertThat(exif.getEntryById(271).getValue()).isEqualTo("Maker");
        assertThat(exif.getEntryById(274).getValue()).as("orientation").isEqualTo(1);
        assertThat(exif.getEntryById(315).getValue()).isEqualTo("An artist of some length");
        double[] density = density(exif);
        assertThat(density[0]).isCloseTo(300, within(0.02));
        assertThat(density[1]).isCloseTo(150, within(0.02));
        Directory camera = (Directory) exif.getEntryById(34665).getValue();
        assertThat(camera.getEntryById(33434).getValue()).isEqualTo(new Rational(1, 250));
        assertThat((byte[]) camera.getEntryById(36864).getValue()).containsExactly('0', '2', '3', '2');
        assertThat(camera.getEntryById(37500)).as("maker note").isNull();
        assertThat(((Number) camera.getEntryById(40962).getValue()).intValue())
                .as("width")
                .isEqualTo(SCALE * SamplePictures.WIDTH);
        assertThat(((Number) camera.getEntryById(40963).getValue()).intValue())
                .as("height")
                .isEqualTo(SCALE * SamplePictures.HEIGHT);
        Directory gps = (Directory) exif.getEntryById(34853).getValue();
        assertThat(gps.getEntryById(1).getValue()).isEqualTo("N");
        assertThat((Rational[]) gps.getEntryById(2).getValue())
                .containsExactly(new Rational(48, 1), new Rational(12, 1), new Rational(3, 10));
    }
}
