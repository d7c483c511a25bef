package io.github.upscale4j.files;

import io.github.upscale4j.PixelSink;
import io.github.upscale4j.PixelSource;
import io.github.upscale4j.resample.Resampler;
import io.github.upscale4j.resample.RowResampler;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CancellationException;

/** A classical resize from an image in memory to rows. With alpha, premultiplied on the way, as that of images is. */
final class Resampling {
    /** Below any alpha that 16 bits can hold: such a pixel will be stored as transparent. */
    private static final float TRANSPARENT = 1e-6f;

    private Resampling() {}

    static void run(Resampler resampler, BufferedImage image, int width, int height, PixelSink sink)
            throws IOException {
        PixelSource source = PixelSource.of(image);
        int channels = source.channels();
        int samples = channels + (source.hasAlpha() ? 1 : 0);
        float[] colour = new float[Math.max(source.width(), width) * channels];
        float[] alpha = source.hasAlpha() ? new float[Math.max(source.width(), width)] : null;
        RowResampler rows = resampler.rows(samples, source.width(), source.height(), width, height, (y, row) -> {
            split(row, width, channels, colour, alpha);
            try {
                sink.write(y, colour, alpha);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        float[] joined = new float[source.width() * samples];
        try {
            for (int y = 0; y < source.height(); y++) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new CancellationException("interrupted at row " + y);
                }
                source.read(y, colour, alpha);
                join(colour, alpha, source.width(), channels, joined);
                rows.push(joined, 0);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void join(float[] colour, float[] alpha, int width, int channels, float[] joined) {
        if (alpha == null) {
            System.arraycopy(colour, 0, joined, 0, width * channels);
            return;
        }
        for (int x = 0, to = 0; x < width; x++) {
            for (int c = 0; c < channels; c++) {
                joined[to++] = colour[x * channels + c] * alpha[x];
            }
            joined[to++] = alpha[x];
        }
    }

    private static void split(float[] row, int width, int channels, float[] colour, float[] alpha) {
        if (alpha == null) {
            for (int i = 0; i < width * channels; i++) {
                colour[i] = clamp(row[i]);
            }
            return;
        }
        for (int x = 0, from = 0; x < width; x++, from += channels + 1) {
            float whole = row[from + channels];
            for (int c = 0; c < channels; c++) {
                colour[x * channels + c] = whole < TRANSPARENT ? 0 : clamp(row[from + c] / whole);
            }
            alpha[x] = clamp(whole);
        }
    }

    private static float clamp(float value) {
        return Math.max(0, Math.min(1, value));
    }
}
