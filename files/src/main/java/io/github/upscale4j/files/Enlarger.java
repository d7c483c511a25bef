package io.github.upscale4j.files;

import io.github.upscale4j.PixelSink;
import io.github.upscale4j.resample.Resampler;
import java.awt.image.BufferedImage;
import java.io.IOException;

/**
 * What makes pictures larger. An {@link io.github.upscale4j.Upscaler} is one as {@code upscaler::upscale}, a classical
 * resampler by {@link #of}.
 */
@FunctionalInterface
public interface Enlarger {
    /**
     * Makes {@code image} {@code width} x {@code height} pixels large and hands the rows on as they are finished.
     *
     * @throws IOException what the sink throws
     */
    void enlarge(BufferedImage image, int width, int height, PixelSink sink) throws IOException;

    /** As {@link Resampler#resize(BufferedImage, int, int)}, to the same values, but row by row. */
    static Enlarger of(Resampler resampler) {
        return (image, width, height, sink) -> Resampling.run(resampler, image, width, height, sink);
    }
}
