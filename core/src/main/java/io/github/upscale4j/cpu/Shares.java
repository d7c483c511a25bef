package io.github.upscale4j.cpu;

import java.util.Arrays;

/**
 * How tiles are cut into tasks for threads that take one after the other: large ones first, which cost little beside
 * their work, then ever smaller ones, so that no thread waits long for the last.
 */
final class Shares {
    private final int[] ends;

    private Shares(int[] ends) {
        this.ends = ends;
    }

    /**
     * @param count tiles
     * @param worth tiles that are worth waking a thread for
     * @param batch tiles that are best computed together; fewer only where all threads would not get as many
     * @param unit tiles that take as long as fewer: tasks but the last are multiples of it
     */
    static Shares of(int count, int worth, int batch, int unit, int threads) {
        if (threads == 1 || count <= worth) {
            return new Shares(count == 0 ? new int[0] : new int[] {count});
        }
        int least = wholeUnits(Math.max(worth, batch), unit);
        int[] ends = new int[16];
        int tasks = 0;
        for (int at = 0; at < count; ) {
            int even = wholeUnits((count - at + threads - 1) / threads, unit);
            int size = Math.min(even, Math.max(least, wholeUnits((count - at) / (2 * threads), unit)));
            for (int i = 0; i < threads && at < count; i++) {
                at = Math.min(count, at + size);
                if (tasks == ends.length) {
                    ends = Arrays.copyOf(ends, 2 * tasks);
                }
                ends[tasks++] = at;
            }
        }
        return new Shares(Arrays.copyOf(ends, tasks));
    }

    private static int wholeUnits(int tiles, int unit) {
        return (tiles + unit - 1) / unit * unit;
    }

    int tasks() {
        return ends.length;
    }

    int first(int task) {
        return task == 0 ? 0 : ends[task - 1];
    }

    /** One past the last tile of the task. */
    int end(int task) {
        return ends[task];
    }
}
