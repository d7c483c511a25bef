package io.github.upscale4j;

/**
 * Ends calls of an {@link Upscaler} from another thread, which is safe: see {@link Upscaler#with(CancelToken)}. A token
 * that has been cancelled stays so; take a new one for the next picture.
 */
public final class CancelToken {
    private final CancelToken parent; // null for none
    private volatile boolean cancelled;

    public CancelToken() {
        this(null);
    }

    /** Cancelled too when {@code parent} is. */
    CancelToken(CancelToken parent) {
        this.parent = parent;
    }

    /** Ends the calls that were given this token, those to come included; returns at once. */
    public void cancel() {
        cancelled = true;
    }

    public boolean isCancelled() {
        return cancelled || parent != null && parent.isCancelled();
    }
}
