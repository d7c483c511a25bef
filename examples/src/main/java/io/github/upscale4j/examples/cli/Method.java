package io.github.upscale4j.examples.cli;

import io.github.upscale4j.resample.Resampler;
import java.util.Locale;

/** What {@code --method} offers. */
enum Method {
    MODEL(null),
    NEAREST(Resampler.NEAREST),
    BILINEAR(Resampler.BILINEAR),
    BICUBIC(Resampler.BICUBIC),
    LANCZOS(Resampler.LANCZOS3);

    /** Null for {@link #MODEL}. */
    final Resampler resampler;

    Method(Resampler resampler) {
        this.resampler = resampler;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
