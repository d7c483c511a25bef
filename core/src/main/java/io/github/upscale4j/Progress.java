package io.github.upscale4j;

import java.time.Duration;
import java.util.Locale;

/**
 * How far a picture is.
 *
 * @param fraction work done, from 0 to 1
 * @param rows rows of the result that are finished
 * @param of rows of the result
 * @param remaining how long the rest will take, judged by the work done so far; zero at the end
 */
public record Progress(double fraction, int rows, int of, Duration remaining) {
    /** As in {@code 42 %, row 454 of 1080, 12 s left}. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "%.0f %%, row %d of %d, %d s left", 100 * fraction, rows, of, remaining.toSeconds());
    }
}
