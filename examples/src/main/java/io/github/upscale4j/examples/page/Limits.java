package io.github.upscale4j.examples.page;

import java.time.Duration;

/**
 * What the page takes.
 *
 * @param uploadBytes of one picture's file
 * @param pixels of one picture
 * @param resultPixels of one result; it lies on disk as levels, with the baseline beside it
 * @param storedBytes of all results together
 * @param jobs pictures of one tab
 * @param sessions tabs at once
 * @param absence after which a tab that is not heard of counts as closed; a reload of the connection takes less
 */
record Limits(
        long uploadBytes, long pixels, long resultPixels, long storedBytes, int jobs, int sessions, Duration absence) {
    static Limits standard(long pixels) {
        return new Limits(256L << 20, pixels, 400_000_000, 16L << 30, 100, 12, Duration.ofSeconds(8));
    }
}
