package io.github.upscale4j;

/** Told from time to time how far a picture is; called by the thread that upscales, between two bands. */
@FunctionalInterface
public interface ProgressListener {
    /** @param fraction work done, from 0 to 1; never falls within one call, and ends at 1 */
    void progress(double fraction);
}
