package io.github.upscale4j.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.github.upscale4j.files.Bytes.Piece;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are not what they should be: one clear line that names them, quickly and in little memory. */
class HostileTest {
    /** Far below what the pictures claim to hold. */
    private static final long LITTLE_MEMORY = 24 << 20;

    private static final Duration LITTLE_TIME = Duration.ofSeconds(5);

    @TempDir
    Path folder;

    @Test
    void bombsAreRefusedBeforeTheyAreDecoded() throws IOException {
        byte[] png = bytes("rgb.png");
        ByteBuffer.wrap(png).putInt(16, 100_000).putInt(20, 100_000);
        refused("bomb.png", crcMended(png), "100000 x 100000 pixels");

        byte[] jpeg = bytes("progressive.jpg");
        int frame = find(jpeg, (byte) 0xff, (byte) 0xc2);
        ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) 65_000).putShort(frame + 7, (short) 64_000);
        refused("bomb.jpg", jpeg, "64000 x 65000 pixels");

        byte[] bmp = bytes("gray.bmp"); // as run lengths, of which a few bytes could be all
        ByteBuffer.wrap(bmp)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(18, 30_000)
                .putInt(22, 30_000)
                .putInt(30, 1);
        refused("bomb.bmp", bmp, "30000 x 30000 pixels");

        byte[] gif = bytes("palette.gif");
        int image = find(gif, (byte) 0x2c, (byte) 0);
        for (int at : new int[] {6, image + 5}) { // of the screen and of the frame
            ByteBuffer.wrap(gif).order(ByteOrder.LITTLE_ENDIAN).putInt(at, 0xffff_ffff);
        }
        refused("bomb.gif", gif, "65535 x 65535 pixels");

        byte[] tiff = bytes("big.tif");
        for (int tag : new int[] {256, 257}) {
            int entry = find(tiff, (byte) tag, (byte) (tag >> 8));
            ByteBuffer.wrap(tiff)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putShort(entry + 2, (short) 4)
                    .putInt(entry + 12, 1_000_000);
        }
        refused("bomb.tif", tiff, "1000000 x 1000000 pixels");

        byte[] webp = bytes("lossless.webp"); // 14 bits a side
        ByteBuffer.wrap(webp).order(ByteOrder.LITTLE_ENDIAN).putInt(21, 0x0fff_ffff);
        refused(UpscaleFiles.standard().withMaxPixels(200_000_000), "bomb.webp", webp, "16384 x 16384 pixels");
    }

    @Test
    void theLimitIsTheUsers() throws IOException {
        Path file = SamplePictures.resource("rgb.png", folder);
        UpscaleFiles files = UpscaleFiles.standard();
        assertThat(files.withMaxPixels(24 * 16).read(file)).isNotNull();
        assertThatThrownBy(() -> files.withMaxPixels(24 * 16 - 1).read(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": the file says that it holds 24 x 16 pixels, and the limit is 383 (maxPixels;"
                        + " --max-pixels N)");
        assertThatThrownBy(() -> files.withMaxPixels(0)).hasMessage("maxPixels: at least 1, got 0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "progressive.jpg",
                "gray.jpg",
                "cmyk.jpg",
                "rgb.png",
                "lossy.webp",
                "lossless.webp",
                "alpha-lossy.webp",
                "turned.webp",
                "lzw.tif",
                "deflate.tif",
                "packbits.tif",
                "tiled.tif",
                "bilevel.tif",
                "rgb.bmp",
                "palette.gif"
            })
    void cutOffIsRefused(String name) throws IOException {
        byte[] whole = bytes(name);
        Random random = new Random(name.hashCode());
        for (int i = 0; i < 12; i++) {
            // the last bytes may be an end mark or a description, without which a picture is whole
            int length = i == 0 ? whole.length / 2 : 1 + random.nextInt(pixelsEnd(name, whole) - 1);
            refused(name, Arrays.copyOf(whole, length), "");
        }
    }

    /** A little before the last pixel. */
    private static int pixelsEnd(String name, byte[] whole) {
        if (name.endsWith(".jpg")) {
            return whole.length - 16;
        }
        return name.endsWith(".gif") ? whole.length - 32 : whole.length - 20;
    }

    @Test
    void whatHoldsNoPictureIsRefused() throws IOException {
        byte[] png = bytes("rgb.png");
        ByteBuffer.wrap(png).putInt(16, 0);
        refused("width 0.png", crcMended(png), "cannot be read as PNG");
        refused("empty.png", new byte[0], "the file is empty");
        refused("text.jpg", "This is a text.".getBytes(StandardCharsets.US_ASCII), "not a picture of a known format");
        refused("archive.png", new byte[] {'P', 'K', 3, 4, 20, 0, 0, 0}, "not a picture of a known format");
        refused("zeros.tif", new byte[5000], "not a picture of a known format");
        refused("header.png", Arrays.copyOf(bytes("rgb.png"), 8), "cannot be read as PNG");
        refused("byte.png", new byte[] {(byte) 0x89}, "not a picture of a known format");
        assertThatThrownBy(() -> UpscaleFiles.standard().read(folder))
                .isInstanceOf(IOException.class)
                .hasMessage(folder + ": not a file");
    }

    /** A profile that inflates without end costs no more than the limit on profiles. */
    @Test
    void aBombInAProfileIsHarmless() throws IOException {
        Deflater deflater = new Deflater(9);
        deflater.setInput(new byte[200 << 20]);
        deflater.finish();
        byte[] deflated = new byte[1 << 20];
        int length = deflater.deflate(deflated);
        assertThat(deflater.finished()).isTrue();
        deflater.end();
        byte[] chunk = Bytes.concat(new byte[] {'x', 0, 0}, Arrays.copyOf(deflated, length));
        Path file = Files.write(folder.resolve("a.png"), Bytes.withChunks(bytes("rgb.png"), new Piece("iCCP", chunk)));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        PictureFile picture = UpscaleFiles.standard().read(file);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(80 << 20);
        assertThat(picture.image().getWidth()).isEqualTo(SamplePictures.WIDTH);
    }

    /** Whatever bytes are changed: a picture, or one line; nothing else is thrown. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "progressive.jpg", "cmyk.jpg", "rgb.png", "palette.png", "lossy.webp", "alpha-lossless.webp",
                        "turned.webp",
                "lzw.tif", "packbits.tif", "tiled.tif", "big.tif", "bilevel.tif", "rgb.bmp", "palette.gif"
            })
    void damagedBytesGiveAPictureOrOneLine(String name) throws IOException {
        byte[] whole = bytes(name);
        UpscaleFiles files = UpscaleFiles.standard().withMaxPixels(1_000_000);
        for (int seed = 0; seed < 150; seed++) {
            Random random = new Random(seed);
            byte[] damaged = whole.clone();
            for (int i = 0; i < 1 + seed % 6; i++) {
                // mostly in the header, where it does more
                int range = random.nextBoolean() ? Math.min(200, damaged.length) : damaged.length;
                damaged[random.nextInt(range)] = (byte) random.nextInt();
            }
            Path file = Files.write(folder.resolve("damaged"), damaged);
            long start = System.nanoTime();
            try {
                files.read(file);
            } catch (IOException e) {
                assertThat(e.getMessage())
                        .as("%s, seed %d", name, seed)
                        .startsWith(file + ": ")
                        .doesNotContain("\n");
            } catch (RuntimeException e) {
                throw new AssertionError(name + ", seed " + seed, e);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("%s, seed %d", name, seed)
                    .isLessThan(LITTLE_TIME);
        }
    }

    private void refused(String name, byte[] content, String reason) throws IOException {
        refused(UpscaleFiles.standard(), name, content, reason);
    }

    private void refused(UpscaleFiles files, String name, byte[] content, String reason) throws IOException {
        Path file = Files.write(folder.resolve(name), content);
        ImageIO.scanForPlugins(); // once, not in what is measured
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = threads.getCurrentThreadAllocatedBytes();
        long start = System.nanoTime();
        assertThatThrownBy(() -> files.read(file))
                .as("%s, %d bytes", name, content.length)
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(reason)
                .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).as(name).isLessThan(LITTLE_TIME);
        assertThat(threads.getCurrentThreadAllocatedBytes() - allocated)
                .as(name)
                .isLessThan(LITTLE_MEMORY);
    }

    private byte[] bytes(String name) throws IOException {
        Path file = SamplePictures.resource(name, folder);
        byte[] bytes = Files.readAllBytes(file);
        Files.delete(file);
        return bytes;
    }

    private static int find(byte[] bytes, byte... wanted) {
        for (int at = 0; at <= bytes.length - wanted.length; at++) {
            if (Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at;
            }
        }
        throw new AssertionError("not there: " + Arrays.toString(wanted));
    }

    /** The header's check sum made right again, so that the size is what is refused. */
    private static byte[] crcMended(byte[] png) {
        CRC32 crc = new CRC32();
        crc.update(png, 12, 17);
        ByteBuffer.wrap(png).putInt(29, (int) crc.getValue());
        return png;
    }
}
