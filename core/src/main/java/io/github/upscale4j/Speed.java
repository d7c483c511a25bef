package io.github.upscale4j;

import io.github.upscale4j.exec.Engine;
import io.github.upscale4j.exec.Run;

/** How fast an engine is here: measured on a small image until a picture tells better. */
final class Speed {
    /** By then Java has compiled what a network needs, or does not compile. */
    private static final long LONGEST_NANOS = 6_000_000_000L;

    private static final long SHORTEST_NANOS = 700_000_000;

    /** Before Java has compiled the kernels, a thousand times slower, several runs may take equally long. */
    private static final int FEWEST_RUNS = 12;

    /** Runs one after the other that are as quick as any. */
    private static final int STEADY_RUNS = 3;

    /** What is as quick: within what other programs on the machine make of it. */
    private static final double AS_QUICK = 1.3;

    /** An image that takes longer than this is large enough to measure by, unless it is the last that is tried. */
    private static final long ENOUGH_NANOS = 60_000_000;

    private static final int FIRST_SIDE = 16;
    private static final int LAST_SIDE = 256;

    /** Below this a picture's time is that of starting. */
    private static final long TELLING_PIXELS = 10_000;

    private volatile double nanosPerPixel;

    /** Nanoseconds that the network takes for a pixel of its input. */
    double nanosPerPixel(Engine engine, Runnable check) {
        if (nanosPerPixel == 0) {
            nanosPerPixel = probe(engine, check);
        }
        return nanosPerPixel;
    }

    /** Learns from a picture that is finished. */
    void learn(long nanos, double pixels) {
        if (pixels >= TELLING_PIXELS) {
            nanosPerPixel = nanos / pixels;
        }
    }

    /** Runs until it gets no quicker; the quickest run counts. */
    private static double probe(Engine engine, Runnable check) {
        long start = System.nanoTime();
        int side = FIRST_SIDE;
        double quickest = Double.MAX_VALUE;
        int steady = 0;
        for (int runs = 1; ; runs++) {
            long time = time(engine, side, check);
            double each = (double) time / ((long) side * side);
            quickest = Math.min(quickest, each);
            steady = each <= AS_QUICK * quickest ? steady + 1 : 0;
            if (time < ENOUGH_NANOS && side < LAST_SIDE && engine.least(2 * side, 2 * side) <= engine.memoryLimit()) {
                side *= 2;
                steady = 0;
            }
            long passed = System.nanoTime() - start;
            if (passed > LONGEST_NANOS || passed > SHORTEST_NANOS && runs >= FEWEST_RUNS && steady >= STEADY_RUNS) {
                return quickest;
            }
        }
    }

    private static long time(Engine engine, int side, Runnable check) {
        int values = side * engine.plan().net().inputChannels();
        long start = System.nanoTime();
        try (Run run = engine.open(
                side,
                side,
                (y, to, at) -> {
                    for (int i = 0; i < values; i++) {
                        to[at + i] = (i * 31 + y * 17) % 101 / 101f;
                    }
                },
                (y, row, at) -> {},
                engine.memoryLimit(),
                check)) {
            while (run.next()) {
                check.run();
            }
        }
        return System.nanoTime() - start;
    }
}
