package io.github.upscale4j.files;

import static org.assertj.core.api.Assertions.assertThat;

import com.twelvemonkeys.imageio.metadata.Directory;
import io.github.upscale4j.files.Bytes.Piece;
import io.github.upscale4j.resample.Resampler;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures come upright and say so, however the camera was held. */
class OrientationTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void isAppliedAndWrittenBackAsUpright(int orientation) throws IOException {
        BufferedImage stored = stored(SamplePictures.scene(), orientation);
        byte[] exif = Bytes.exif(orientation, orientation % 2 == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);

        Path png = SamplePictures.write(stored, "png", folder.resolve("in.png"));
        Files.write(png, Bytes.withChunks(Files.readAllBytes(png), new Piece("eXIf", exif)));
        assertUpright(png, 0);

        Path jpeg = SamplePictures.write(stored, "jpg", folder.resolve("in.jpg"));
        byte[] segment = Bytes.concat("Exif\0\0".getBytes(StandardCharsets.US_ASCII), exif);
        Files.write(jpeg, Bytes.withSegments(Files.readAllBytes(jpeg), new Piece("ffe1", segment)));
        assertUpright(jpeg, 25);
    }

    /** The picture that has to be turned by {@code orientation} to be {@code upright}: EXIF's table, the other way round. */
    private static BufferedImage stored(BufferedImage upright, int orientation) {
        int width = upright.getWidth();
        int height = upright.getHeight();
        boolean quarter = orientation > 4;
        BufferedImage stored =
                new BufferedImage(quarter ? height : width, quarter ? width : height, BufferedImage.TYPE_3BYTE_BGR);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int right = width - 1 - x;
                int below = height - 1 - y;
                int[] at = switch (orientation) {
                    case 1 -> new int[] {x, y};
                    case 2 -> new int[] {right, y};
                    case 3 -> new int[] {right, below};
                    case 4 -> new int[] {x, below};
                    case 5 -> new int[] {y, x};
                    case 6 -> new int[] {y, right}; // row 0 is the right side, column 0 the top
                    case 7 -> new int[] {below, right};
                    default -> new int[] {below, x}; // row 0 is the left side, column 0 the bottom
                };
                stored.setRGB(at[0], at[1], upright.getRGB(x, y));
            }
        }
        return stored;
    }

    private void assertUpright(Path file, int tolerance) throws IOException {
        UpscaleFiles files = UpscaleFiles.standard();
        PictureFile picture = files.read(file);
        assertThat(picture.image().getWidth()).isEqualTo(SamplePictures.WIDTH);
        assertThat(picture.image().getHeight()).isEqualTo(SamplePictures.HEIGHT);
        for (int y = 0; y < SamplePictures.HEIGHT; y++) {
            for (int x = 0; x < SamplePictures.WIDTH; x++) {
                for (int c = 0; c < 3; c++) {
                    assertThat(Math.abs(picture.image().getRaster().getSample(x, y, c) - SamplePictures.scene(x, y, c)))
                            .as("%s: %d, %d, %d", file, x, y, c)
                            .isLessThanOrEqualTo(tolerance);
                }
            }
        }
        Path result = folder.resolve("out.png");
        files.write(picture, Enlarger.of(Resampler.NEAREST), 48, 32, result);
        Directory exif = Bytes.directory(Bytes.find(Bytes.pngChunks(Files.readAllBytes(result)), "eXIf", ""));
        assertThat(exif.getEntryById(274).getValue()).isEqualTo(1);
    }
}
