package io.github.upscale4j;

import io.github.upscale4j.exec.Engine;
import io.github.upscale4j.exec.Run;

/** How fast an engine is here: measured on a small image until a picture tells better. */
final class Speed {
    private static final long PROBE_NANOS = 700_000_000;

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

    /** The first runs are slow, before Java has compiled them: the quickest one counts. */
    private static double probe(Engine engine, Runnable check) {
        long start = System.nanoTime();
        int side = FIRST_SIDE;
        double quickest = Double.MAX_VALUE;
        do {
            long time = time(engine, side, check);
            quickest = Math.min(quickest, (double) time / ((long) side * side));
            if (time < ENOUGH_NANOS && side < LAST_SIDE) {
                side *= 2;
            }
        } while (System.nanoTime() - start < PROBE_NANOS);
        return quickest;
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
