package io.github.upscale4j.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.util.BitSet;
import java.util.Objects;

/**
 * Writes rows of floats into a new picture of the same kind as another: the counterpart of {@link PixelReader}. Values
 * are clamped to [0, 1] and rounded half up, {@code (int) (v * 255 + 0.5)}; NaN becomes 0.
 *
 * <p>Kept are type, depth, alpha, premultiplication and colour space. What cannot hold arbitrary colours becomes plain
 * 8-bit: a palette of grays {@code TYPE_BYTE_GRAY} (gray with alpha if transparent), any other palette and packed pixels
 * of fewer than 8 bits a channel {@code TYPE_3BYTE_BGR} or {@code TYPE_4BYTE_ABGR}.
 *
 * <p>Rows may be written in any order, a row's colour before its alpha or after, each once. With alpha, a row is
 * complete when both are written. Not thread-safe.
 */
public abstract class PixelWriter {
    /** Elements of the largest array that every JVM can make. */
    static final int MAX_ELEMENTS = Integer.MAX_VALUE - 8;

    private final BufferedImage image;
    private final int max;
    private final int[] levels; // one row of colour, as stored
    final Elements row;
    final int colours;
    final boolean alpha;
    private final boolean premultiplied;
    private final BitSet colourWritten = new BitSet();
    private final BitSet alphaWritten = new BitSet();

    PixelWriter(BufferedImage image, int max) {
        ColorModel model = image.getColorModel();
        this.image = image;
        this.max = max;
        row = new Elements(image.getRaster());
        colours = model.getNumColorComponents();
        alpha = model.hasAlpha();
        premultiplied = alpha && model.isAlphaPremultiplied();
        levels = new int[image.getWidth() * colours];
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
        boolean packed = kind == ImageKind.PACKED
                && model.getTransferType() == DataBuffer.TYPE_INT
                && model.getComponentSize(0) == 8
                && model.getComponentSize(1) == 8
                && model.getComponentSize(2) == 8
                && (!model.hasAlpha() || model.getComponentSize(3) == 8);
        check(source, width, height, packed ? 1 : model.hasAlpha() ? 4 : 3);
        if (packed) {
            return new PackedWriter(compatible(source, width, height));
        }
        return new ComponentWriter(
                kind == ImageKind.COMPONENTS
                        ? compatible(source, width, height)
                        : plain(ImageKind.isGray(model), model.hasAlpha(), width, height));
    }

    private static void check(BufferedImage source, int width, int height, int colourElements) {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("a picture is at least 1 x 1 pixels, got " + width + " x " + height);
        }
        int perPixel = ImageKind.isGray(source.getColorModel())
                ? source.getColorModel().hasAlpha() ? 2 : 1
                : colourElements;
        // at most 2^62 * 4: divide instead of multiplying
        if ((long) width * height > MAX_ELEMENTS / perPixel) {
            throw new IllegalArgumentException(width + " x " + height + " pixels like those of a "
                    + ImageKind.describe(source) + " are more than a BufferedImage can hold: " + MAX_ELEMENTS
                    + " array elements, here " + perPixel + " per pixel"
                    + (perPixel > 2 ? " (TYPE_INT_RGB and TYPE_INT_ARGB need 1)" : "")
                    + ". Upscale it in parts, or write rows to a file as they are made");
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
                    ColorModel.TRANSLUCENT,
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
        toLevels(src, offset, channels);
        if (alpha) {
            row.load(0, y, image.getWidth());
        }
        if (premultiplied && alphaWritten.get(y)) {
            multiply(levels);
        }
        putColour(levels);
        row.store(y);
        colourWritten.set(y);
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
        row.load(0, y, image.getWidth());
        for (int x = 0; x < image.getWidth(); x++) {
            putAlpha(x, level(src[offset + x]));
        }
        if (premultiplied && colourWritten.get(y)) {
            getColour(levels);
            multiply(levels);
            putColour(levels);
        }
        row.store(y);
        alphaWritten.set(y);
    }

    private void toLevels(float[] src, int offset, int channels) {
        int width = image.getWidth();
        if (channels == colours) {
            for (int i = 0; i < levels.length; i++) {
                levels[i] = level(src[offset + i]);
            }
        } else if (colours == 1) {
            for (int x = 0, from = offset; x < width; x++, from += 3) {
                levels[x] = level(0.299f * src[from] + 0.587f * src[from + 1] + 0.114f * src[from + 2]);
            }
        } else {
            for (int x = 0, to = 0; x < width; x++, to += 3) {
                levels[to] = levels[to + 1] = levels[to + 2] = level(src[offset + x]);
            }
        }
    }

    private int level(float value) {
        return (int) (Math.max(0, Math.min(1, value)) * max + 0.5f);
    }

    /**
     * Premultiplies in whole numbers, from colour rounded to full depth, so that the order of calls does not matter. At
     * 8 bits this restores what a reader has divided: the rounding, at most 1/2, shrinks by alpha / 255.
     */
    private void multiply(int[] colour) {
        for (int x = 0, i = 0; x < image.getWidth(); x++) {
            long whole = getAlpha(x);
            for (int c = 0; c < colours; c++, i++) {
                colour[i] = (int) ((2 * colour[i] * whole + max) / (2L * max));
            }
        }
    }

    /** Puts {@code width * colours} levels into the row's elements, leaving alpha. */
    abstract void putColour(int[] colour);

    abstract void getColour(int[] colour);

    abstract void putAlpha(int x, int level);

    abstract int getAlpha(int x);
}
