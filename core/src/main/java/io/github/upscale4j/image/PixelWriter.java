package io.github.upscale4j.image;

import io.github.upscale4j.spi.Levels;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.awt.image.SampleModel;
import java.awt.image.WritableRaster;
import java.util.Objects;

/**
 * Writes rows of floats into a new picture of the same kind as another: the counterpart of {@link PixelReader}. Values
 * are clamped to [0, 1] and, where samples are whole numbers, rounded half up; NaN becomes 0.
 *
 * <p>Kept are type, depth, alpha, premultiplication and colour space. What cannot hold arbitrary colours becomes plain
 * 8-bit: a palette of grays {@code TYPE_BYTE_GRAY} (gray with alpha if transparent), any other palette and packed pixels
 * of fewer than 8 bits a channel {@code TYPE_3BYTE_BGR} or {@code TYPE_4BYTE_ABGR}. A picture with a colour model that is
 * none of Java's becomes {@code TYPE_INT_RGB} or {@code TYPE_INT_ARGB}.
 *
 * <p>Rows may be written in any order, a row's colour before its alpha or after, each once. With alpha, a row is
 * complete when both are written. Not thread-safe.
 */
public abstract class PixelWriter {
    /** Elements of the largest array that every JVM can make. */
    static final int MAX_ELEMENTS = Integer.MAX_VALUE - 8;

    private final BufferedImage image;
    final int colours;
    final boolean alpha;

    /** @param colours of what is written: 1 for gray, 3 for RGB */
    PixelWriter(BufferedImage image, int colours) {
        this.image = image;
        this.colours = colours;
        alpha = image.getColorModel().hasAlpha();
    }

    /**
     * A writer into a new image of the kind of {@code source}, {@code width} x {@code height}.
     *
     * @throws IllegalArgumentException if a size is below 1, {@link PixelReader#of} would refuse the source, or the image
     *     would be larger than a {@code BufferedImage} can hold
     */
    public static PixelWriter like(BufferedImage source, int width, int height) {
        ColorModel model = source.getColorModel();
        ImageKind kind = ImageKind.of(source);
        boolean gray = ImageKind.isGray(model);
        boolean widened = kind == ImageKind.PALETTE || kind == ImageKind.PACKED && !ImageKind.isPackedBytes(model);
        check(source, width, height, widened ? (gray ? 1 : 3) + (model.hasAlpha() ? 1 : 0) : elements(source, kind));
        if (widened) {
            return new ComponentWriter(plain(gray, model.hasAlpha(), width, height));
        }
        switch (kind) {
            case PACKED:
                return new PackedWriter(compatible(source, width, height));
            case COMPONENTS:
                return new ComponentWriter(compatible(source, width, height));
            case SAMPLES:
                return new SampleWriter(compatible(source, width, height));
            default:
                int type = model.hasAlpha() ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB;
                return new PackedWriter(new BufferedImage(width, height, type));
        }
    }

    /** Array elements for each pixel of an image of the same kind. */
    private static int elements(BufferedImage source, ImageKind kind) {
        SampleModel samples = source.getSampleModel();
        if (kind == ImageKind.OTHER) {
            return 1;
        }
        return samples instanceof PixelInterleavedSampleModel interleaved
                ? interleaved.getPixelStride()
                : samples.getNumDataElements();
    }

    private static void check(BufferedImage source, int width, int height, int perPixel) {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("a picture is at least 1 x 1 pixels, got " + width + " x " + height);
        }
        // at most 2^62 * 4: divide instead of multiplying
        if ((long) width * height > MAX_ELEMENTS / perPixel) {
            throw new IllegalArgumentException(width + " x " + height + " pixels like those of a "
                    + ImageKind.describe(source) + " are more than a BufferedImage can hold: " + MAX_ELEMENTS
                    + " array elements, here " + perPixel + " per pixel"
                    + (perPixel > 2 ? " (TYPE_INT_RGB and TYPE_INT_ARGB need 1)" : "")
                    + ". Give the rows to a PixelSink as they are made, or upscale it in parts");
        }
    }

    private static BufferedImage compatible(BufferedImage source, int width, int height) {
        ColorModel model = source.getColorModel();
        WritableRaster raster = source.getRaster().createCompatibleWritableRaster(width, height);
        return new BufferedImage(model, raster, model.isAlphaPremultiplied(), null);
    }

    private static BufferedImage plain(boolean gray, boolean alpha, int width, int height) {
        if (gray && alpha) { // the one kind without a TYPE constant
            ColorModel model = new ComponentColorModel(
                    ColorSpace.getInstance(ColorSpace.CS_GRAY),
                    true,
                    false,
                    Transparency.TRANSLUCENT,
                    DataBuffer.TYPE_BYTE);
            WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, width, height, 2, null);
            return new BufferedImage(model, raster, false, null);
        }
        int colour = alpha ? BufferedImage.TYPE_4BYTE_ABGR : BufferedImage.TYPE_3BYTE_BGR;
        return new BufferedImage(width, height, gray ? BufferedImage.TYPE_BYTE_GRAY : colour);
    }

    /** The picture, the same object at every call; rows not yet written are black, and transparent where there is alpha. */
    public final BufferedImage image() {
        return image;
    }

    /**
     * Writes the colour of row {@code y}: straight, {@code width * channels} interleaved values from {@code src[offset]}.
     *
     * @param channels 1 (gray) or 3 (RGB). Gray goes to all three colours of an RGB picture; RGB goes to a gray picture as
     *     0.299 R + 0.587 G + 0.114 B
     * @throws IllegalArgumentException if {@code channels} is neither
     */
    public final void colour(int y, float[] src, int offset, int channels) {
        if (channels != 1 && channels != 3) {
            throw new IllegalArgumentException("a row of colour has 1 or 3 channels, got " + channels);
        }
        Objects.checkIndex(y, image.getHeight());
        Objects.checkFromIndexSize(offset, image.getWidth() * channels, src.length);
        putColour(y, src, offset, channels);
    }

    /**
     * Writes row {@code y} of alpha, {@code width} values from {@code src[offset]}.
     *
     * @throws IllegalStateException if the picture has no alpha
     */
    public final void alpha(int y, float[] src, int offset) {
        if (!alpha) {
            throw new IllegalStateException("a " + ImageKind.describe(image) + " has no alpha to write");
        }
        Objects.checkIndex(y, image.getHeight());
        Objects.checkFromIndexSize(offset, image.getWidth(), src.length);
        putAlpha(y, src, offset);
    }

    /**
     * 8 or 16 if colour is stored as {@link Levels} of so many bits and nothing else is; these may be written instead.
     * Else {@value Levels#FLOATS}.
     */
    public int depth() {
        return Levels.FLOATS;
    }

    /**
     * Writes the colour of row {@code y} as {@link Levels}, {@code width} times as many as the picture has channels, from
     * {@code src[offset]}.
     *
     * @throws UnsupportedOperationException if {@link #depth} is {@value Levels#FLOATS}
     */
    public void levels(int y, byte[] src, int offset) {
        throw new UnsupportedOperationException(
                "a " + ImageKind.describe(image) + " is not stored as levels of colour");
    }

    abstract void putColour(int y, float[] src, int offset, int channels);

    abstract void putAlpha(int y, float[] src, int offset);

    /** Colour {@code c} of pixel {@code x} of a row of {@code channels}, whatever this picture has. */
    final float value(float[] src, int offset, int channels, int x, int c) {
        if (channels == colours) {
            return src[offset + x * channels + c];
        }
        int from = offset + x * channels;
        return channels == 1 ? src[from] : 0.299f * src[from] + 0.587f * src[from + 1] + 0.114f * src[from + 2];
    }
}
