package io.github.upscale4j;

import io.github.upscale4j.exec.Engine;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** What an upscaler and its views share: the engine, whose turn it is, and how fast it has been. */
final class Core implements AutoCloseable {
    final Engine engine;
    final Speed speed = new Speed();
    private final ReentrantLock turn = new ReentrantLock(true);
    private final ThreadPoolExecutor background;
    private boolean closed; // guarded by turn

    Core(Engine engine) {
        this.engine = engine;
        background = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, "upscale4j-background");
            thread.setDaemon(true);
            return thread;
        });
        background.allowCoreThreadTimeOut(true);
    }

    /** Waits for the calls before; {@link #end} lets the next one in. */
    Call begin(CancelToken token, ProgressListener listener) {
        Call call = new Call(token, listener);
        call.await(turn);
        if (closed) {
            turn.unlock();
            throw closed();
        }
        return call;
    }

    void end() {
        turn.unlock();
    }

    /** Runs the task on a thread of its own, one after the other. */
    void execute(Runnable task) {
        try {
            background.execute(task);
        } catch (RejectedExecutionException e) {
            throw closed();
        }
    }

    private static IllegalStateException closed() {
        return new IllegalStateException("this upscaler is closed");
    }

    /** Waits for the call in progress; those that wait themselves will fail. */
    @Override
    public void close() {
        turn.lock();
        try {
            if (!closed) {
                closed = true;
                background.shutdown();
                engine.close();
            }
        } finally {
            turn.unlock();
        }
    }
}
