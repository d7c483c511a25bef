package io.github.upscale4j;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** One call of an upscaler: whether it shall end before it is done, and who is told how far it is. */
final class Call {
    /** How soon a call that waits for another one sees that it is cancelled. */
    private static final long PATIENCE_MILLIS = 20;

    /** How often the listener hears of work that has no end in between. */
    private static final long PULSE_NANOS = 200_000_000;

    private final CancelToken token;
    private final ProgressListener listener;
    private long start;
    private long pulse;
    private Runnable teller = () -> {};

    Call(CancelToken token, ProgressListener listener) {
        this.token = token;
        this.listener = listener;
    }

    /** Waits until it is this call's turn. The caller unlocks. */
    void await(ReentrantLock turn) {
        try {
            do {
                check();
            } while (!turn.tryLock(PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            check();
        }
        start = System.nanoTime();
    }

    /** Ends the call by an exception if it has been cancelled; now and then, lets the listener hear. */
    void check() {
        if (token.isCancelled()) {
            throw new CancellationException("the picture was cancelled by its CancelToken");
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("the picture was cancelled: its thread was interrupted");
        }
        long now = System.nanoTime();
        if (now - pulse > PULSE_NANOS) {
            pulse = now;
            teller.run();
        }
    }

    /** For what takes long without an end in between, as a network over a whole picture: who tells how far it is, now and then. */
    void tellMeanwhile(Runnable teller) {
        this.teller = teller;
        pulse = System.nanoTime();
    }

    /** Tells the listener; {@code fraction} is above 0. */
    void tell(double fraction, int rows, int of) {
        double left = (System.nanoTime() - start) * (1 - fraction) / fraction;
        listener.progress(new Progress(fraction, rows, of, Duration.ofNanos((long) left)));
    }

    /** Nanoseconds since it was this call's turn. */
    long elapsed() {
        return System.nanoTime() - start;
    }
}
