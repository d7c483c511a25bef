package io.github.upscale4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many pictures at once: folders and patterns in, a folder out. */
class BatchTest {
    private static final String[] NEAREST = {"--method", "nearest", "--scale", "2"};

    @TempDir
    Path folder;

    private Path photos;
    private Path results;

    @BeforeEach
    void pictures() throws IOException {
        photos = folder.resolve("photos");
        results = folder.resolve("results");
        for (String name : List.of("a.png", "b.JPG", "2024/c.bmp", "2024/may/d.gif", "2024/may/a.png")) {
            Path file = photos.resolve(name);
            Files.createDirectories(file.getParent());
            Samples.write(Samples.picture(BufferedImage.TYPE_3BYTE_BGR, 8, 6), file);
        }
        Files.writeString(photos.resolve("notes.txt"), "no picture");
        Files.createDirectories(photos.resolve(".thumbnails"));
        Samples.write(Samples.picture(BufferedImage.TYPE_3BYTE_BGR, 2, 2), photos.resolve(".thumbnails/a.png"));
        Samples.write(Samples.picture(BufferedImage.TYPE_3BYTE_BGR, 2, 2), photos.resolve(".hidden.png"));
    }

    @Test
    void aFolderKeepsItsStructure() throws IOException {
        assertThat(run(photos, "-o", results)).isEqualTo(new Run(0, "", "upscale: 5 written\n"));
        assertThat(below(results)).containsExactly("2024/c.png", "2024/may/a.png", "2024/may/d.png", "a.png", "b.png");
        assertThat(ImageIO.read(results.resolve("2024/may/d.png").toFile()).getWidth())
                .isEqualTo(16);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "*.png; a.png",
                "**.png; 2024/may/a.png, a.png",
                "**/*.{bmp,gif}; 2024/c.png, 2024/may/d.png",
                "2024/*/?.png; may/a.png",
                "*.[jJ][pP][gG]; b.png"
            })
    void aPatternIsResolved(String pattern, String expected) throws IOException {
        assertThat(run(photos + "/" + pattern, "-o", results).code()).isZero();
        assertThat(below(results)).containsExactly(expected.split(", "));
    }

    @Test
    void resultsAreNoInputs() throws IOException {
        Path within = photos.resolve("large");
        assertThat(run(photos, "-o", within).code()).isZero();
        List<String> first = below(within);
        assertThat(run(photos, "-o", within).code()).isZero();
        assertThat(below(within)).isEqualTo(first).hasSize(5);
        Run over = run(photos, "-o", photos);
        assertThat(over.code()).isEqualTo(2);
        assertThat(over.err()).contains("would be overwritten");
    }

    @ParameterizedTest
    @CsvSource({"jpg, .jpg", "JPEG, .jpg", ".tif, .tif", "png, .png"})
    void theFormatIsTheUsers(String format, String extension) throws IOException {
        assertThat(run(photos, "-o", results, "--format", format, "--quality", 80)
                        .code())
                .isZero();
        assertThat(below(results)).hasSize(5).allMatch(name -> name.endsWith(extension));
    }

    @Test
    void resumeSkipsWhatIsThere() throws IOException {
        assertThat(run(photos.resolve("2024"), "-o", results.resolve("2024")).code())
                .isZero();
        Path done = results.resolve("2024/c.png");
        FileTime before = FileTime.fromMillis(1_000_000_000_000L);
        Files.setLastModifiedTime(done, before);
        Files.delete(results.resolve("2024/may/a.png"));
        assertThat(run(photos, "-o", results, "--resume")).isEqualTo(new Run(0, "", "upscale: 3 written, 2 skipped\n"));
        assertThat(Files.getLastModifiedTime(done)).isEqualTo(before);
        assertThat(below(results)).hasSize(5);
        assertThat(run(photos, "-o", results, "--resume").err()).isEqualTo("upscale: 0 written, 5 skipped\n");
        assertThat(run(photos, "-o", results, "--resume", "--quiet").err()).isEmpty();
    }

    @Test
    void theSummarySaysWhatFailed() throws IOException {
        Path broken = Files.writeString(photos.resolve("2024/aa.png"), "no picture");
        byte[] half = Files.readAllBytes(photos.resolve("a.png"));
        Path cut = Files.write(photos.resolve("zz.png"), java.util.Arrays.copyOf(half, half.length / 2));
        Run run = run(photos, "-o", results, "--quiet");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err().lines())
                .hasSize(3)
                .last()
                .isEqualTo("upscale: 5 written, 2 failed: " + broken + ", " + cut);
        assertThat(below(results)).hasSize(5);
    }

    @Test
    void whatHoldsNoPictureIsAWrongCommandLine() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThat(run(empty, "-o", results))
                .isEqualTo(new Run(
                        2, "", "upscale: " + empty + ": no pictures there (./upscale --help lists the options)\n"));
        assertThat(run(photos + "/*.webp", "-o", results).code()).isEqualTo(2);
        assertThat(results).doesNotExist();
        Path file = photos.resolve("a.png");
        assertThat(run(photos, "-o", file).err()).contains("needs an OUTPUT that is a folder");
    }

    /** Nothing piles up: the heap after many pictures is that after some. */
    @Test
    void fiveHundredPicturesTakeTheMemoryOfAFew() throws IOException {
        Path many = Files.createDirectory(folder.resolve("many"));
        BufferedImage noise = Samples.noise(120, 90);
        for (int i = 0; i < 500; i++) {
            Samples.write(noise, many.resolve(i + (i % 2 == 0 ? ".png" : ".jpg")));
        }
        Runtime runtime = Runtime.getRuntime();
        assertThat(run(many + "/1?.*", "-o", folder.resolve("few")).code()).isZero();
        System.gc();
        long before = runtime.totalMemory() - runtime.freeMemory();
        assertThat(run(many, "-o", results)).isEqualTo(new Run(0, "", "upscale: 500 written\n"));
        System.gc();
        long after = runtime.totalMemory() - runtime.freeMemory();
        // one result takes 0.13 MB
        assertThat(after - before).isLessThan(4 << 20);
        assertThat(below(results)).hasSize(500);
    }

    private static Run run(Object... args) {
        return Run.of(Stream.concat(Stream.of(args), Stream.of(NEAREST)).toArray());
    }

    private static List<String> below(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }
}
