package io.github.upscale4j.files;

import io.github.upscale4j.PixelSource;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A picture that was read from a file, upright, with what the file holds beside the pixels: EXIF, ICC profile, density,
 * and for PNG gamma and text. Values of the pixels are those of the file, in the colours of its profile.
 */
public final class PictureFile {
    private final Path file;
    private final BufferedImage image;
    private final Metadata metadata;

    PictureFile(Path file, BufferedImage image, Metadata metadata) {
        this.file = file;
        this.image = image;
        this.metadata = metadata;
    }

    /** Where it was read from. */
    public Path file() {
        return file;
    }

    /** The pixels; not a copy. */
    public BufferedImage image() {
        return image;
    }

    Metadata metadata() {
        return metadata;
    }

    /** What the result of {@code width} x {@code height} looks like as rows. */
    RowLayout layout(int width, int height) {
        PixelSource source = PixelSource.of(image);
        int bits = image.getColorModel().getComponentSize(0) > 8 ? 16 : 8;
        return new RowLayout(width, height, source.channels(), source.hasAlpha(), bits);
    }

    /** Whether any pixel can be seen through. */
    boolean isTransparent() throws IOException {
        PixelSource source = PixelSource.of(image);
        if (!source.hasAlpha()) {
            return false;
        }
        float[] colour = new float[source.width() * source.channels()];
        float[] alpha = new float[source.width()];
        for (int y = 0; y < source.height(); y++) {
            source.read(y, colour, alpha);
            for (float value : alpha) {
                if (value < 1) {
                    return true;
                }
            }
        }
        return false;
    }
}
