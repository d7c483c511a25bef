package io.github.upscale4j.resample;

import io.github.upscale4j.tensor.Tensor;
import java.awt.image.BufferedImage;

/**
 * Classical image resizing, by the same rules as the program that each preset names: half-pixel centres
 * ({@code source = (target + 0.5) / scale - 0.5}), separable weights computed in double and normalised, arithmetic in
 * float. Results depend on nothing but the input: no threads, no CPU features.
 *
 * <p>Which one? {@link #LANCZOS3} or {@link #BICUBIC} for pictures; {@link #BICUBIC_MATLAB} for the low-resolution images
 * of super-resolution papers ({@link ExactResize} for their very bytes); the {@code PYTORCH} ones where a network was
 * trained with {@code interpolate}. The stretched ones widen the kernel when shrinking and so do not alias.
 *
 * <p>Immutable and thread-safe.
 */
public final class Resampler {
    /** The pixel under the centre: Pillow's NEAREST, PyTorch's nearest-exact; at whole factors any program's. */
    public static final Resampler NEAREST = new Resampler("nearest", Kernel.NEAREST, false, Border.CLAMP);

    /** Stretched when shrinking: Pillow's BILINEAR, PyTorch with antialias. */
    public static final Resampler BILINEAR = new Resampler("bilinear", Kernel.TRIANGLE, true, Border.CUT);

    /** Two taps at any scale, edges clamped: PyTorch and OpenCV. */
    public static final Resampler BILINEAR_PYTORCH =
            new Resampler("bilinear (PyTorch)", Kernel.TRIANGLE, false, Border.CLAMP);

    /** Keys' cubic, a = -0.5, stretched when shrinking: Pillow's BICUBIC, PyTorch with antialias. */
    public static final Resampler BICUBIC = new Resampler("bicubic", Kernel.CUBIC, true, Border.CUT);

    /** a = -0.75, four taps at any scale, edges clamped: PyTorch and OpenCV. Aliases when shrinking. */
    public static final Resampler BICUBIC_PYTORCH =
            new Resampler("bicubic (PyTorch)", Kernel.SHARP_CUBIC, false, Border.CLAMP);

    /** a = -0.5, stretched when shrinking, edges mirrored: MATLAB's imresize. */
    public static final Resampler BICUBIC_MATLAB =
            new Resampler("bicubic (MATLAB)", Kernel.CUBIC, true, Border.SYMMETRIC);

    /** Windowed sinc of three lobes, stretched when shrinking: Pillow's LANCZOS. */
    public static final Resampler LANCZOS3 = new Resampler("Lanczos3", Kernel.LANCZOS3, true, Border.CUT);

    private final String name;
    private final Kernel kernel;
    private final boolean stretch;
    private final Border border;

    Resampler(String name, Kernel kernel, boolean stretch, Border border) {
        this.name = name;
        this.kernel = kernel;
        this.stretch = stretch;
        this.border = border;
    }

    /**
     * Resizes every channel. Values are neither clamped nor rounded: bicubic and Lanczos overshoot at edges.
     *
     * @return a new tensor, channels x {@code height} x {@code width}
     * @throws IllegalArgumentException if a size is below 1 or the result is too large for an array
     */
    public Tensor resize(Tensor source, int height, int width) {
        check(width, height);
        return resize(source, height, width, (double) source.height() / height, (double) source.width() / width);
    }

    /** For programs whose ratio (source per target pixel) is the inverse of a given factor, not that of the sizes. */
    Tensor resize(Tensor source, int height, int width, double verticalRatio, double horizontalRatio) {
        Tensor target = Tensor.zeros(source.channels(), height, width);
        Taps vertical = taps(source.height(), height, verticalRatio);
        Taps horizontal = taps(source.width(), width, horizontalRatio);
        for (int c = 0; c < source.channels(); c++) {
            int plane = c * height;
            RowResampler rows = new RowResampler(
                    horizontal,
                    vertical,
                    1,
                    (y, row) -> System.arraycopy(row, 0, target.data(), (plane + y) * width, width));
            for (int y = 0; y < source.height(); y++) {
                rows.push(source.data(), (c * source.height() + y) * source.width());
            }
        }
        return target;
    }

    /**
     * Resizes a picture. Gray, RGB and ARGB of 8 or 16 bits keep their type and depth; an indexed or packed 16-bit one
     * becomes plain 8-bit (see {@link io.github.upscale4j.image.PixelWriter}). Pictures with alpha are resized
     * premultiplied, so that hidden colour does not leak into the edges. Values are rounded once, at the end.
     *
     * @return a new image of exactly {@code width} x {@code height}
     * @throws IllegalArgumentException if a size is below 1, the picture's kind is not supported, or the result is too
     *     large for a {@code BufferedImage}
     */
    public BufferedImage resize(BufferedImage source, int width, int height) {
        check(width, height);
        return ImageResize.resize(this, source, width, height);
    }

    /**
     * The same resize as a stream of interleaved rows.
     *
     * @param channels values per pixel, at least 1
     * @param sink receives the {@code targetHeight} rows of {@code targetWidth * channels} values
     * @throws IllegalArgumentException if a size is below 1
     */
    public RowResampler rows(
            int channels,
            int sourceWidth,
            int sourceHeight,
            int targetWidth,
            int targetHeight,
            RowResampler.Sink sink) {
        return rows(channels, sourceWidth, sourceHeight, 0, targetWidth, targetHeight, sink);
    }

    /**
     * The same of a picture within a margin, such as the continuation of a texture: the result is that of the picture
     * alone, except that the pixels at its border are made with those of the margin.
     *
     * @param sourceWidth columns of the rows that are pushed, margins included
     * @param sourceHeight rows that are pushed, margins included
     * @param margin pixels on each of the four sides, less than half of the smaller side
     */
    public RowResampler rows(
            int channels,
            int sourceWidth,
            int sourceHeight,
            int margin,
            int targetWidth,
            int targetHeight,
            RowResampler.Sink sink) {
        check(sourceWidth - 2 * margin, sourceHeight - 2 * margin);
        check(targetWidth, targetHeight);
        if (channels < 1) {
            throw new IllegalArgumentException("a row needs at least 1 channel, got " + channels);
        }
        return new RowResampler(
                within(margin, sourceWidth, targetWidth), within(margin, sourceHeight, targetHeight), channels, sink);
    }

    private Taps within(int margin, int source, int target) {
        double ratio = (double) (source - 2 * margin) / target;
        return Taps.of(kernel, stretch, border, source, target, ratio, margin);
    }

    Taps taps(int source, int target) {
        return taps(source, target, (double) source / target);
    }

    private Taps taps(int source, int target, double ratio) {
        return Taps.of(kernel, stretch, border, source, target, ratio, 0);
    }

    private static void check(int width, int height) {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("a picture is at least 1 x 1 pixels, got " + width + " x " + height);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
