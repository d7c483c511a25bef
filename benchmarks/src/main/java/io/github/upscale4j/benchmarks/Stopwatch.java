package io.github.upscale4j.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * What one run took.
 *
 * @param seconds on the wall
 * @param cpuSeconds of all threads of this process
 */
record Stopwatch(double seconds, double cpuSeconds) {
    /** Lets the threads of the side that was timed last go to sleep: those of both spin for a while. */
    private static final long PAUSE_MILLIS = 10;

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /** @param runs one after the other; the result is for one of them */
    static Stopwatch time(Contestant contestant, int runs) {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while measuring", e);
        }
        long cpu = SYSTEM.getProcessCpuTime();
        long start = System.nanoTime();
        for (int i = 0; i < runs; i++) {
            contestant.run();
        }
        long end = System.nanoTime();
        return new Stopwatch((end - start) / 1e9 / runs, (SYSTEM.getProcessCpuTime() - cpu) / 1e9 / runs);
    }
}
