package io.github.upscale4j.resample;

import io.github.upscale4j.image.PixelReader;
import io.github.upscale4j.image.PixelWriter;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Objects;

/**
 * Resizes opaque 8-bit pictures to the very pixels that MATLAB and Pillow make: in double, rounding to 8 bits between the
 * two passes as they do. For papers' test sets and for comparing with their numbers; for pictures use
 * {@link Resampler#resize(BufferedImage, int, int)}, which rounds once.
 */
public final class ExactResize {
    /** On 8-bit images Pillow uses weights that are whole multiples of 2^-22. */
    private static final int PILLOW_BITS = 22;

    private ExactResize() {}

    /**
     * MATLAB's {@code imresize(image, [height width])} with its defaults, bicubic and antialiased: vertically, rounded to
     * 8 bits, then horizontally. The low-resolution images of Set5 come out without a differing pixel when the picture is
     * cropped to a multiple of the scale first.
     *
     * @throws IllegalArgumentException if a size is below 1, or the picture has alpha or more than 8 bits
     */
    public static BufferedImage matlab(BufferedImage source, int width, int height) {
        PixelReader reader = check(source);
        PixelWriter writer = PixelWriter.like(source, width, height);
        int channels = reader.channels();
        byte[] pixels = pass(
                read(reader), 1, Resampler.BICUBIC_MATLAB.taps(reader.height(), height), reader.width() * channels);
        pixels = pass(pixels, height, Resampler.BICUBIC_MATLAB.taps(reader.width(), width), channels);
        return write(pixels, writer, width, height, channels);
    }

    /**
     * Pillow's {@code Image.resize((width, height), ...)} in the modes RGB and L: horizontally, rounded to 8 bits, then
     * vertically.
     *
     * @param resampler {@link Resampler#BICUBIC}, {@link Resampler#LANCZOS3}, {@link Resampler#BILINEAR} or
     *     {@link Resampler#NEAREST}
     * @throws IllegalArgumentException if a size is below 1, or the picture has alpha or more than 8 bits
     */
    public static BufferedImage pillow(BufferedImage source, int width, int height, Resampler resampler) {
        Objects.requireNonNull(resampler, "resampler");
        PixelReader reader = check(source);
        PixelWriter writer = PixelWriter.like(source, width, height);
        int channels = reader.channels();
        Taps horizontal = resampler.taps(reader.width(), width).rounded(PILLOW_BITS);
        Taps vertical = resampler.taps(reader.height(), height).rounded(PILLOW_BITS);
        byte[] pixels = pass(read(reader), reader.height(), horizontal, channels);
        pixels = pass(pixels, 1, vertical, width * channels);
        return write(pixels, writer, width, height, channels);
    }

    private static PixelReader check(BufferedImage source) {
        PixelReader reader = PixelReader.of(source);
        if (reader.hasAlpha() || reader.depth() != 8) {
            throw new IllegalArgumentException("exact resizing is defined for opaque 8-bit pictures, got "
                    + reader.depth() + " bits" + (reader.hasAlpha() ? " with alpha" : "")
                    + "; Resampler.resize takes those");
        }
        return reader;
    }

    /** Resizes the middle axis of outer x taps.source x inner bytes. */
    private static byte[] pass(byte[] in, int outer, Taps taps, int inner) {
        byte[] out = new byte[Math.multiplyExact(Math.multiplyExact(outer, taps.target), inner)];
        double[] sums = new double[inner];
        for (int o = 0; o < outer; o++) {
            for (int i = 0; i < taps.target; i++) {
                Arrays.fill(sums, 0.5);
                for (int t = 0; t < taps.count; t++) {
                    double weight = taps.exact[i * taps.count + t];
                    int from = (o * taps.source + taps.first[i] + t) * inner;
                    for (int k = 0; k < inner; k++) {
                        sums[k] += weight * (in[from + k] & 0xff);
                    }
                }
                int to = (o * taps.target + i) * inner;
                for (int k = 0; k < inner; k++) {
                    out[to + k] = (byte) Math.max(0, Math.min(255, Math.floor(sums[k])));
                }
            }
        }
        return out;
    }

    private static byte[] read(PixelReader reader) {
        int length = reader.width() * reader.channels();
        byte[] pixels = new byte[Math.multiplyExact(length, reader.height())];
        float[] row = new float[length];
        for (int y = 0, i = 0; y < reader.height(); y++) {
            reader.colour(y, row, 0);
            for (int k = 0; k < length; k++) {
                pixels[i++] = (byte) (row[k] * 255 + 0.5f);
            }
        }
        return pixels;
    }

    private static BufferedImage write(byte[] pixels, PixelWriter writer, int width, int height, int channels) {
        float[] row = new float[width * channels];
        for (int y = 0, i = 0; y < height; y++) {
            for (int k = 0; k < row.length; k++) {
                row[k] = (pixels[i++] & 0xff) / 255f;
            }
            writer.colour(y, row, 0, channels);
        }
        return writer.image();
    }
}
