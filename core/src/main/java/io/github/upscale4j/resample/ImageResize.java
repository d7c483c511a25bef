package io.github.upscale4j.resample;

import io.github.upscale4j.image.PixelReader;
import io.github.upscale4j.image.PixelWriter;
import java.awt.image.BufferedImage;

/** {@link Resampler#resize(BufferedImage, int, int)}: rows from a reader through a {@link RowResampler} to a writer. */
final class ImageResize {
    /** Below any alpha that 16 bits can hold: such a pixel will be stored as transparent. */
    private static final float TRANSPARENT = 1e-6f;

    private ImageResize() {}

    static BufferedImage resize(Resampler resampler, BufferedImage source, int width, int height) {
        PixelReader reader = PixelReader.of(source);
        PixelWriter writer = PixelWriter.like(source, width, height);
        if (reader.hasAlpha()) {
            translucent(resampler, reader, writer, width, height);
        } else {
            opaque(resampler, reader, writer, width, height);
        }
        return writer.image();
    }

    private static void opaque(Resampler resampler, PixelReader reader, PixelWriter writer, int width, int height) {
        int channels = reader.channels();
        RowResampler rows = resampler.rows(
                channels,
                reader.width(),
                reader.height(),
                width,
                height,
                (y, row) -> writer.colour(y, row, 0, channels));
        float[] row = new float[reader.width() * channels];
        for (int y = 0; y < reader.height(); y++) {
            reader.colour(y, row, 0);
            rows.push(row, 0);
        }
    }

    private static void translucent(
            Resampler resampler, PixelReader reader, PixelWriter writer, int width, int height) {
        int channels = reader.channels();
        float[] colour = new float[Math.max(reader.width(), width) * channels];
        float[] alpha = new float[Math.max(reader.width(), width)];
        RowResampler rows = resampler.rows(channels + 1, reader.width(), reader.height(), width, height, (y, row) -> {
            divide(row, colour, alpha, width, channels);
            writer.colour(y, colour, 0, channels);
            writer.alpha(y, alpha, 0);
        });
        float[] row = new float[reader.width() * (channels + 1)];
        for (int y = 0; y < reader.height(); y++) {
            reader.colour(y, colour, 0);
            reader.alpha(y, alpha, 0);
            multiply(colour, alpha, row, reader.width(), channels);
            rows.push(row, 0);
        }
    }

    private static void multiply(float[] colour, float[] alpha, float[] row, int width, int channels) {
        for (int x = 0, to = 0; x < width; x++) {
            for (int c = 0; c < channels; c++) {
                row[to++] = colour[x * channels + c] * alpha[x];
            }
            row[to++] = alpha[x];
        }
    }

    private static void divide(float[] row, float[] colour, float[] alpha, int width, int channels) {
        for (int x = 0, from = 0; x < width; x++, from += channels + 1) {
            alpha[x] = row[from + channels];
            for (int c = 0; c < channels; c++) {
                colour[x * channels + c] = alpha[x] < TRANSPARENT ? 0 : row[from + c] / alpha[x];
            }
        }
    }
}
