package io.github.upscale4j.files;

import io.github.upscale4j.Upscaler;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Enlarges pictures from file to file, with everything that belongs to them.
 *
 * <pre>{@code
 * try (Upscaler upscaler = Upscaler.builder().build()) {
 *     UpscaleFiles.standard().upscale(upscaler, Path.of("photo.jpg"), Path.of("large.png"), 4);
 * }
 * }</pre>
 *
 * <p>Read are JPEG (CMYK too), PNG, WebP, TIFF, BMP and GIF (the first frame), by content; written are PNG, JPEG and TIFF, by
 * extension. Channels, alpha and 16 bits are kept where the format has them. EXIF orientation is applied; EXIF, ICC profile
 * and density are written back. PNG and TIFF are written as the rows are made, so a result may be larger than a
 * {@link BufferedImage} or the heap.
 *
 * <p>A result appears whole or not at all: whatever ends a call, cancelling and the end of the JVM included, no part of a
 * file stays. Immutable and safe to use from several threads.
 */
public final class UpscaleFiles {
    /** Enough for any camera and most scanners; decoded, 2 GB at most in 8 bits with alpha. */
    public static final long DEFAULT_MAX_PIXELS = 500_000_000;

    public static final int DEFAULT_QUALITY = 95;

    private final long maxPixels;
    private final int quality;

    private UpscaleFiles(long maxPixels, int quality) {
        this.maxPixels = maxPixels;
        this.quality = quality;
    }

    /** With the defaults. */
    public static UpscaleFiles standard() {
        return new UpscaleFiles(DEFAULT_MAX_PIXELS, DEFAULT_QUALITY);
    }

    /**
     * The same with another limit on what is read, checked before anything is decoded: a file of a few kilobytes can claim
     * to hold terabytes.
     *
     * @throws IllegalArgumentException if the limit is below 1
     */
    public UpscaleFiles withMaxPixels(long limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("maxPixels: at least 1, got " + limit);
        }
        return new UpscaleFiles(limit, quality);
    }

    /**
     * The same with another quality of JPEG.
     *
     * @throws IllegalArgumentException if it is not from 1 to 100
     */
    public UpscaleFiles withQuality(int percent) {
        if (percent < 1 || percent > 100) {
            throw new IllegalArgumentException("quality: from 1 to 100, got " + percent);
        }
        return new UpscaleFiles(maxPixels, percent);
    }

    /** {@link #read} and {@link #write} at {@code scale} times the sides. */
    public void upscale(Upscaler upscaler, Path input, Path output, int scale) throws IOException {
        if (scale < 1 || scale > Upscaler.MAX_SCALE) {
            throw new IllegalArgumentException("scale: from 1 to " + Upscaler.MAX_SCALE + ", got " + scale);
        }
        PictureFile picture = read(input);
        write(
                picture,
                upscaler::upscale,
                Math.multiplyExact(picture.image().getWidth(), scale),
                Math.multiplyExact(picture.image().getHeight(), scale),
                output);
    }

    /**
     * The first picture of a file, upright.
     *
     * @throws IOException naming the file, if it is missing, damaged, cut off, too large or no picture of a known format
     */
    public PictureFile read(Path input) throws IOException {
        return new Decoder(input, maxPixels).read();
    }

    /**
     * Whether {@link #write} can hold the picture, which it asks itself before the work.
     *
     * @throws IllegalArgumentException if the output's extension names no format, or the format has no transparency or is
     *     too small for the result
     */
    public void check(PictureFile picture, int width, int height, Path output) throws IOException {
        FileFormat.of(output).check(picture, width, height);
    }

    /**
     * Makes a picture {@code width} x {@code height} pixels large on its way into a file, whose extension gives the format.
     * A file that is there is replaced at the end, in one step.
     *
     * @throws IllegalArgumentException as {@link #check}, or what the enlarger throws
     * @throws IOException if the file cannot be written
     */
    public void write(PictureFile picture, Enlarger enlarger, int width, int height, Path output) throws IOException {
        FileFormat format = FileFormat.of(output);
        format.check(picture, width, height);
        RowLayout layout = picture.layout(width, height);
        try (SafeFile safe = new SafeFile(output);
                RowWriter writer = format.open(safe.file(), layout, picture.metadata(), quality)) {
            enlarger.enlarge(picture.image(), width, height, writer);
            writer.finish();
            safe.commit();
        }
    }
}
