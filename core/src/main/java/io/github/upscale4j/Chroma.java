package io.github.upscale4j;

import static io.github.upscale4j.Colours.BLUE;
import static io.github.upscale4j.Colours.GREEN;
import static io.github.upscale4j.Colours.RED;

import io.github.upscale4j.resample.Resampler;
import io.github.upscale4j.resample.RowResampler;
import io.github.upscale4j.spi.RowSink;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Colour for a network of one channel: luma (ITU-R BT.601, full range) goes through the network, and the two colour
 * differences are resized beside it, as the papers of such networks do.
 */
final class Chroma {
    private static final float BLUE_RANGE = 2 * (1 - BLUE);
    private static final float RED_RANGE = 2 * (1 - RED);

    private final Tee.Branch source;
    private final int sourceWidth;
    private final RowResampler resampler;
    private final Deque<float[]> ready = new ArrayDeque<>();
    private final float[] differences;
    private final int width;

    /** The colour differences of a source of RGB at {@code scale} times its size. */
    Chroma(Tee.Branch source, int sourceWidth, int sourceHeight, int scale, Resampler resampler) {
        this.source = source;
        this.sourceWidth = sourceWidth;
        width = sourceWidth * scale;
        this.resampler = resampler.rows(
                2, sourceWidth, sourceHeight, width, sourceHeight * scale, (y, row) -> ready.add(row.clone()));
        differences = new float[2 * sourceWidth];
    }

    /** Takes rows of luma, top to bottom, and gives {@code next} RGB, clamped to [0, 1]. */
    RowSink joinedTo(RowSink next) {
        float[] joined = new float[3 * width];
        return (y, luma, at) -> {
            float[] chroma = next();
            for (int x = 0; x < width; x++) {
                float red = luma[at + x] + RED_RANGE * chroma[2 * x + 1];
                float blue = luma[at + x] + BLUE_RANGE * chroma[2 * x];
                joined[3 * x] = Colours.clamp(red);
                joined[3 * x + 1] = Colours.clamp((luma[at + x] - RED * red - BLUE * blue) / GREEN);
                joined[3 * x + 2] = Colours.clamp(blue);
            }
            next.write(y, joined, 0);
        };
    }

    private float[] next() {
        while (ready.isEmpty()) {
            float[] rgb = source.next().colour();
            for (int x = 0; x < sourceWidth; x++) {
                float luma = Colours.luma(rgb, 3 * x);
                differences[2 * x] = (rgb[3 * x + 2] - luma) / BLUE_RANGE;
                differences[2 * x + 1] = (rgb[3 * x] - luma) / RED_RANGE;
            }
            resampler.push(differences, 0);
        }
        return ready.remove();
    }
}
