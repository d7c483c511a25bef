package io.github.upscale4j.examples.page;

import io.github.upscale4j.Upscaler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Servers to test. */
final class Pages {
    private static final long MEGABYTE = 1 << 20;

    /** Small enough to reach them in a test. */
    static final Limits LIMITS =
            new Limits(60 * MEGABYTE, 20_000_000, 60_000_000, 600 * MEGABYTE, 8, 6, Duration.ofSeconds(3));

    private Pages() {}

    static PageServer start() throws IOException {
        return start(null, LIMITS);
    }

    /** @param models a folder; null for the embedded ones alone */
    static PageServer start(Path models, Limits limits) throws IOException {
        PageServer.Settings settings =
                new PageServer.Settings(0, models, "natural", "auto", Upscaler::builder, limits.pixels());
        return PageServer.start(settings, limits);
    }
}
