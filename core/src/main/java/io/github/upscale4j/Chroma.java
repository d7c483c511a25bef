package io.github.upscale4j;

import io.github.upscale4j.image.PixelReader;
import io.github.upscale4j.resample.Resampler;
import io.github.upscale4j.resample.RowResampler;
import io.github.upscale4j.spi.RowSink;
import io.github.upscale4j.spi.RowSource;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Colour for a network of one channel: luma (ITU-R BT.601, full range) goes through the network, and the two colour
 * differences are resized beside it, as the papers of such networks do.
 */
final class Chroma {
    private static final float RED = 0.299f;
    private static final float GREEN = 0.587f;
    private static final float BLUE = 0.114f;
    private static final float BLUE_RANGE = 2 * (1 - BLUE);
    private static final float RED_RANGE = 2 * (1 - RED);

    private final PixelReader source;
    private final RowResampler resampler;
    private final Deque<float[]> ready = new ArrayDeque<>();
    private final float[] rgb;
    private final float[] differences;
    private final int width;

    /** The colour differences of {@code source} at {@code width} x {@code height}. */
    Chroma(PixelReader source, int width, int height, Resampler resampler) {
        this.source = source;
        this.width = width;
        this.resampler =
                resampler.rows(2, source.width(), source.height(), width, height, (y, row) -> ready.add(row.clone()));
        rgb = new float[3 * source.width()];
        differences = new float[2 * source.width()];
    }

    /** The luma of an RGB picture. */
    static RowSource luma(PixelReader source) {
        float[] rgb = new float[3 * source.width()];
        return (y, to, at) -> {
            source.colour(y, rgb, 0);
            for (int x = 0; x < source.width(); x++) {
                to[at + x] = luma(rgb, 3 * x);
            }
        };
    }

    private static float luma(float[] rgb, int at) {
        return RED * rgb[at] + GREEN * rgb[at + 1] + BLUE * rgb[at + 2];
    }

    /** Takes rows of luma, top to bottom, and gives {@code next} RGB, clamped to [0, 1]. */
    RowSink joinedTo(RowSink next) {
        float[] joined = new float[3 * width];
        return (y, luma, at) -> {
            float[] chroma = next();
            for (int x = 0; x < width; x++) {
                float red = luma[at + x] + RED_RANGE * chroma[2 * x + 1];
                float blue = luma[at + x] + BLUE_RANGE * chroma[2 * x];
                joined[3 * x] = clamp(red);
                joined[3 * x + 1] = clamp((luma[at + x] - RED * red - BLUE * blue) / GREEN);
                joined[3 * x + 2] = clamp(blue);
            }
            next.write(y, joined, 0);
        };
    }

    private float[] next() {
        while (ready.isEmpty()) {
            source.colour(resampler.pushed(), rgb, 0);
            for (int x = 0; x < source.width(); x++) {
                float luma = luma(rgb, 3 * x);
                differences[2 * x] = (rgb[3 * x + 2] - luma) / BLUE_RANGE;
                differences[2 * x + 1] = (rgb[3 * x] - luma) / RED_RANGE;
            }
            resampler.push(differences, 0);
        }
        return ready.remove();
    }

    private static float clamp(float value) {
        return Math.max(0, Math.min(1, value));
    }
}
