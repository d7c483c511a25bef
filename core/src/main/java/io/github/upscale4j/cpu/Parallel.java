package io.github.upscale4j.cpu;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A fixed number of threads, the caller among them, that take tasks from a shared counter. The workers are daemons,
 * started at the first use; between two runs they spin for some microseconds, since a network is a chain of short runs,
 * and then sleep.
 */
final class Parallel implements AutoCloseable {
    /** One task of a run; {@code worker} from 0 to {@link #threads()} - 1 is the thread's own for the time of the call. */
    @FunctionalInterface
    interface Task {
        void run(int index, int worker);
    }

    /** A run from its start to its last task. A thread that comes late finds the counter at its end and goes away. */
    private static final class Run {
        Task task;
        final int count;
        final AtomicInteger next = new AtomicInteger();
        final AtomicInteger done = new AtomicInteger();
        volatile Throwable failure;

        Run(Task task, int count) {
            this.task = task;
            this.count = count;
        }

        void help(int worker) {
            for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                try {
                    if (failure == null) {
                        task.run(i, worker);
                    }
                } catch (RuntimeException | Error problem) {
                    failure = problem;
                } finally {
                    done.incrementAndGet();
                }
            }
        }
    }

    // about 20 microseconds on today's processors: longer than the gap between two steps, shorter than anyone notices
    private static final int SPINS = 2_000;

    private final int threads;
    private Worker[] workers;
    private volatile Run current;
    private volatile boolean closed;

    Parallel(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads: at least 1, got " + threads);
        }
        this.threads = threads;
    }

    int threads() {
        return threads;
    }

    /** Runs tasks 0 to {@code count - 1} and returns when all are done. One caller at a time. */
    synchronized void run(int count, Task task) {
        if (closed) {
            throw new IllegalStateException("this backend is closed");
        }
        Run run = new Run(task, count);
        if (threads > 1 && count > 1) {
            start();
            current = run;
            for (Worker worker : workers) {
                worker.wake();
            }
        }
        run.help(0);
        for (int spins = 0; run.done.get() < count; spins++) {
            if (spins < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
        current = null;
        // workers remember their last run, and what the task works on may be gigabytes
        run.task = null;
        if (run.failure instanceof Error error) {
            throw error;
        }
        if (run.failure instanceof RuntimeException problem) {
            throw problem;
        }
    }

    private void start() {
        if (workers == null) {
            workers = new Worker[threads - 1];
            for (int i = 0; i < workers.length; i++) {
                workers[i] = new Worker(i + 1);
                workers[i].start();
            }
        }
    }

    /** Ends the workers and waits until they are gone. */
    @Override
    public synchronized void close() {
        closed = true;
        if (workers == null) {
            return;
        }
        for (Worker worker : workers) {
            LockSupport.unpark(worker);
        }
        boolean interrupted = false;
        for (Worker worker : workers) {
            while (worker.isAlive()) {
                try {
                    worker.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Worker extends Thread {
        private final int index;
        private volatile boolean asleep;

        Worker(int index) {
            super("upscale4j-" + index);
            this.index = index;
            setDaemon(true);
        }

        void wake() {
            if (asleep) {
                LockSupport.unpark(this);
            }
        }

        @Override
        public void run() {
            Run last = null;
            while (!closed) {
                Run run = await(last);
                if (run != null) {
                    run.help(index);
                    last = run;
                }
            }
        }

        private Run await(Run last) {
            for (int spins = 0; spins < SPINS; spins++) {
                Run run = current;
                if (run != null && run != last) {
                    return run;
                }
                Thread.onSpinWait();
            }
            asleep = true;
            Run run = current;
            if ((run == null || run == last) && !closed) {
                LockSupport.park(this);
            }
            asleep = false;
            return null;
        }
    }
}
