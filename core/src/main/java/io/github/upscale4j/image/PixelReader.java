package io.github.upscale4j.image;

import io.github.upscale4j.spi.Levels;
import java.awt.image.BufferedImage;

/**
 * Reads a picture as rows of floats in [0, 1]: the stored number divided by its type's maximum ({@code v / 255f},
 * {@code v / 65535f}), never through {@code getRGB}, which bends gray values by a curve and cuts 16 bits to 8. Colour is
 * straight (not premultiplied).
 *
 * <p>Accepted is every type of {@link BufferedImage} but CMYK: gray and RGB of 8, 16 or any other bits, floats and
 * doubles, in any order and with any stride, packed pixels, palettes, sub-images, with or without alpha. Gray and RGB are
 * read as they are stored, whatever their profile. Linear RGB is brought to the curve of sRGB, since networks are trained
 * on values coded for display, and other colour spaces to sRGB by their own {@code toRGB}; colours that sRGB lacks are
 * clamped then.
 *
 * <p>Rows may be read in any order and again. A reader has a buffer of one row and is not thread-safe; several readers
 * of one image are.
 */
public abstract class PixelReader {
    private final int width;
    private final int height;
    private final int channels;
    private final boolean alpha;
    private final int depth;

    PixelReader(int width, int height, int channels, boolean alpha, int depth) {
        this.width = width;
        this.height = height;
        this.channels = channels;
        this.alpha = alpha;
        this.depth = depth;
    }

    /**
     * A reader of {@code image}, whose pixels are not copied.
     *
     * @throws IllegalArgumentException if the picture is CMYK; the message says how to convert it
     */
    public static PixelReader of(BufferedImage image) {
        switch (ImageKind.of(image)) {
            case PACKED:
                return new PackedReader(image);
            case PALETTE:
                return new PaletteReader(image);
            case COMPONENTS:
                return new ComponentReader(image, image.getColorModel());
            case SAMPLES:
                return new SampleReader(image);
            default:
                return new OtherReader(image);
        }
    }

    public final int width() {
        return width;
    }

    public final int height() {
        return height;
    }

    /** 1 for gray (also a palette of grays), 3 for RGB; alpha is not counted. */
    public final int channels() {
        return channels;
    }

    /** Whether the picture can be transparent, not whether it is. */
    public final boolean hasAlpha() {
        return alpha;
    }

    /** 8, 16 or 32: the bits per channel, rounded up, of what {@link PixelWriter#like} makes of this picture. */
    public final int depth() {
        return depth;
    }

    /**
     * Row {@code y} as {@code width * channels} interleaved values in [0, 1], R G B or gray, from {@code dst[offset]}.
     * Under alpha 0 the value is whatever is stored there.
     *
     * @throws IndexOutOfBoundsException if there is no such row or {@code dst} is too short
     */
    public final void colour(int y, float[] dst, int offset) {
        colour(0, y, width, dst, offset);
    }

    /** Row {@code y} of the alpha channel, {@code width} values in [0, 1] from {@code dst[offset]}; 1 without alpha. */
    public final void alpha(int y, float[] dst, int offset) {
        alpha(0, y, width, dst, offset);
    }

    /**
     * Whether colour is stored as {@link Levels} of {@link #depth} bits, with nothing between them and the values; then these
     * may be read instead.
     */
    public boolean hasLevels() {
        return false;
    }

    /**
     * Row {@code y} as {@code width * channels} {@link Levels}, from {@code dst[offset]}.
     *
     * @throws UnsupportedOperationException if it {@link #hasLevels has none}
     */
    public final void levels(int y, byte[] dst, int offset) {
        if (!hasLevels()) {
            throw new UnsupportedOperationException("this picture is not stored as levels");
        }
        getLevels(y, dst, offset);
    }

    void getLevels(int y, byte[] dst, int offset) {
        throw new AssertionError(getClass());
    }

    /** {@code count} pixels from column {@code x}. */
    abstract void colour(int x, int y, int count, float[] dst, int offset);

    abstract void alpha(int x, int y, int count, float[] dst, int offset);
}
