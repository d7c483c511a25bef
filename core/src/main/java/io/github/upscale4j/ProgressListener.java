package io.github.upscale4j;

/**
 * Told from time to time how far a picture is; called by the thread that upscales, between two bands, or two
 * steps of a network that takes pictures whole.
 */
@FunctionalInterface
public interface ProgressListener {
    /** @param progress its fraction never falls within one call, and is 1 once, at the end */
    void progress(Progress progress);
}
