package io.github.upscale4j.examples.page;

import io.github.upscale4j.resample.Resampler;
import java.util.Locale;

/** The plain resize that a result is compared with. */
public enum Baseline {
    BICUBIC(Resampler.BICUBIC, "bicubic"),
    LANCZOS(Resampler.LANCZOS3, "Lanczos"),
    NEAREST(Resampler.NEAREST, "nearest");

    private final Resampler resampler;
    private final String title;

    Baseline(Resampler resampler, String title) {
        this.resampler = resampler;
        this.title = title;
    }

    public Resampler resampler() {
        return resampler;
    }

    /** As people write it. */
    public String title() {
        return title;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
