package io.github.upscale4j.examples.cli;

import io.github.upscale4j.image.PixelReader;
import io.github.upscale4j.image.PixelWriter;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Locale;

/** What can be written. */
enum ImageFormat {
    PNG,
    JPEG;

    /** Sides that the format's header can hold. */
    private static final int MAX_JPEG_SIDE = 65_535;

    /** @throws IllegalArgumentException if the file's extension is none of ours */
    static ImageFormat of(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        if (name.endsWith(".png")) {
            return PNG;
        }
        if (name.endsWith(".jpg") || name.endsWith(".jpeg")) {
            return JPEG;
        }
        throw new IllegalArgumentException(file + ": the extension gives the format, and .png, .jpg and .jpeg can be"
                + " written (or OUTPUT is a folder that exists)");
    }

    String extension() {
        return this == PNG ? ".png" : ".jpg";
    }

    /**
     * Before the work is done: whether the result fits the format.
     *
     * @throws IllegalArgumentException if it does not
     */
    void check(BufferedImage source, Dimensions result) {
        if (this == PNG) {
            return;
        }
        if (!isOpaque(PixelReader.of(source))) {
            throw new IllegalArgumentException("it has transparency, which JPEG cannot hold: write .png");
        }
        if (Math.max(result.width(), result.height()) > MAX_JPEG_SIDE) {
            throw new IllegalArgumentException("the result of " + result + " pixels is too large for JPEG, whose sides"
                    + " end at " + MAX_JPEG_SIDE + ": write .png");
        }
    }

    private static boolean isOpaque(PixelReader reader) {
        float[] row = new float[reader.width()];
        for (int y = 0; y < reader.height() && reader.hasAlpha(); y++) {
            reader.alpha(y, row, 0);
            for (float alpha : row) {
                if (alpha != 1) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The picture as the format holds it: for JPEG 8 bits a channel and no alpha, which {@link #check} found opaque. */
    BufferedImage adapt(BufferedImage image) {
        PixelReader reader = PixelReader.of(image);
        if (this == PNG || (reader.depth() == 8 && !reader.hasAlpha())) {
            return image;
        }
        int type = reader.channels() == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR;
        PixelWriter writer = PixelWriter.like(new BufferedImage(1, 1, type), image.getWidth(), image.getHeight());
        float[] row = new float[reader.width() * reader.channels()];
        for (int y = 0; y < reader.height(); y++) {
            reader.colour(y, row, 0);
            writer.colour(y, row, 0, reader.channels());
        }
        return writer.image();
    }
}
