package io.github.upscale4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hostile pictures at the command line: one line, exit code 1, nothing written. The files module tests each format. */
class HostileInputsTest {
    @TempDir
    Path folder;

    private byte[] png;

    @BeforeEach
    void picture() throws IOException {
        Path file = Samples.write(Samples.picture(BufferedImage.TYPE_3BYTE_BGR, 24, 16), folder.resolve("a.png"));
        png = Files.readAllBytes(file);
        Files.delete(file);
    }

    @Test
    void cutOff() throws IOException {
        assertRefused("cut.png", Arrays.copyOf(png, png.length / 2), "damaged, cut off or unusual");
    }

    @Test
    void aBomb() throws IOException {
        assertRefused(
                "bomb.png", sized(200_000, 200_000), "it holds 200000 x 200000 pixels, and the limit is 500,000,000");
    }

    @Test
    void zeroSize() throws IOException {
        assertRefused("zero.png", sized(0, 16), "cannot be read as PNG");
        assertRefused("empty.png", new byte[0], "the file is empty");
    }

    @Test
    void noPicture() throws IOException {
        assertRefused("text.png", "text".getBytes(), "not a picture of a known format");
    }

    /** The content counts: what is a picture is read under any name. */
    @Test
    void aWrongExtension() throws IOException {
        Path input = Files.write(folder.resolve("a.jpg"), png);
        Path output = folder.resolve("out.png");
        assertThat(Run.of(input, "-o", output, "--method", "nearest")).isEqualTo(new Run(0, "", ""));
        assertThat(output).exists();
    }

    @Test
    void theLimitIsTheUsers() throws IOException {
        Path input = Files.write(folder.resolve("a.png"), png);
        Path output = folder.resolve("out.png");
        Run run = Run.of(input, "-o", output, "--method", "nearest", "--max-pixels", "383");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("24 x 16 pixels, and the limit is 383").containsOnlyOnce("\n");
        assertThat(Run.of(input, "-o", output, "--method", "nearest", "--max-pixels", "1K")
                        .code())
                .isZero();
    }

    private byte[] sized(int width, int height) {
        byte[] bytes = png.clone();
        CRC32 crc = new CRC32();
        ByteBuffer.wrap(bytes).putInt(16, width).putInt(20, height);
        crc.update(bytes, 12, 17);
        ByteBuffer.wrap(bytes).putInt(29, (int) crc.getValue());
        return bytes;
    }

    private void assertRefused(String name, byte[] content, String reason) throws IOException {
        Path input = Files.write(folder.resolve(name), content);
        Path output = folder.resolve("out.png");
        Run run = Run.of(input, "-o", output);
        assertThat(run.code()).as(name).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .startsWith("upscale: " + input + ": ")
                .contains(reason)
                .containsOnlyOnce("\n");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(input);
        }
        Files.delete(input);
    }
}
