package io.github.upscale4j.files;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What can be written. */
public enum FileFormat {
    /** Gray or RGB, alpha, 8 or 16 bits; of any size, row by row. */
    PNG(".png"),
    /** Gray or RGB in 8 bits; up to 65,500 pixels a side, gathered in memory. */
    JPEG(".jpg", ".jpeg"),
    /** Gray or RGB, alpha, 8 or 16 bits, deflated; of any size, row by row, past 4 GB as BigTIFF. */
    TIFF(".tif", ".tiff");

    /** The encoder's limit (libjpeg's JPEG_MAX_DIMENSION), a little below what the header can hold. */
    private static final int MAX_JPEG_SIDE = 65_500;

    private final List<String> extensions;

    FileFormat(String... extensions) {
        this.extensions = List.of(extensions);
    }

    /**
     * The format that a file's extension names.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    public static FileFormat of(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        for (FileFormat format : values()) {
            if (format.extensions.stream().anyMatch(name::endsWith)) {
                return format;
            }
        }
        throw new IllegalArgumentException(
                file + ": the extension gives the format, and .png, .jpg, .jpeg, .tif and .tiff can be written");
    }

    /** With its dot, as in {@code .png}. */
    public String extension() {
        return extensions.get(0);
    }

    /**
     * Before the work is done: whether the result fits the format.
     *
     * @throws IllegalArgumentException if it does not
     */
    void check(PictureFile picture, int width, int height) throws IOException {
        picture.layout(width, height).rowBytes();
        if (this != JPEG) {
            return;
        }
        if (picture.isTransparent()) {
            throw new IllegalArgumentException("it has transparency, which JPEG cannot hold: write .png or .tif");
        }
        String size = "the result of " + width + " x " + height + " pixels is too large for JPEG, ";
        if (Math.max(width, height) > MAX_JPEG_SIDE) {
            throw new IllegalArgumentException(size + "whose sides end at " + MAX_JPEG_SIDE + ": write .png or .tif");
        }
        if (3L * width * height > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(size + "which is gathered in memory first: write .png or .tif");
        }
    }

    RowWriter open(RandomAccessFile file, RowLayout layout, Metadata metadata, int quality) throws IOException {
        return switch (this) {
            case PNG ->
                new PngWriter(new BufferedOutputStream(new FileOutputStream(file.getFD()), 1 << 16), layout, metadata);
            case JPEG -> new JpegWriter(file, layout, metadata, quality);
            case TIFF -> new TiffWriter(file, layout, metadata);
        };
    }
}
