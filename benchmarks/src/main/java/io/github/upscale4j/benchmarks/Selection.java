package io.github.upscale4j.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * A comparison to measure and for how long.
 *
 * @param spec see {@link Comparison#parse}
 * @param warmUp seconds, at least one round
 * @param seconds of measurement, at least three rounds
 */
record Selection(String spec, double warmUp, double seconds) {
    /** Under 90 seconds: the two networks that bars are set for. */
    static List<Selection> quick(String backend, int threads) {
        return List.of(
                new Selection("network:srvgg-64x32:256:" + backend + ":" + threads, 4, 10),
                new Selection("network:rrdb-23:128:" + backend + ":" + threads, 5, 25));
    }

    /** About six minutes: every kind of comparison. */
    static List<Selection> usual(String backend, int threads) {
        String on = ":" + backend + ":" + threads;
        List<Selection> all = new ArrayList<>();
        all.add(new Selection("network:natural:256" + on, 2, 5));
        all.add(new Selection("network:srvgg-64x16:256" + on, 2, 5));
        all.add(new Selection("network:srvgg-64x32:256" + on, 3, 10));
        all.add(new Selection("network:srvgg-64x32:512" + on, 2, 8));
        all.add(new Selection("network:rrdb-6:128" + on, 3, 8));
        all.add(new Selection("network:rrdb-23:128" + on, 5, 25));
        // the JIT takes its time over so many kernels
        all.add(new Selection("network:swinir-s-x2:128" + on, 8, 10));
        all.add(new Selection("network:swinir-m-x4:64" + on, 14, 20));
        all.add(new Selection("network:srvgg-64x32:256:" + backend + ":1", 3, 8));
        // plain Java, in a JVM without flags
        all.add(new Selection("network:srvgg-64x32:128:cpu-scalar:" + threads, 2, 8));
        all.add(new Selection("network:rrdb-23:128:cpu-scalar:" + threads, 6, 25));
        for (String kernel : List.of("conv3x3-64-64", "conv3x3-64-32", "conv3x3-192-64", "conv3x3-3-64")) {
            all.add(new Selection("kernel:" + kernel + ":128" + on, 1.5, 3));
        }
        if (threads > 1) {
            all.add(new Selection("threads:srvgg-64x32:256" + on, 3, 8));
            all.add(new Selection("threads:rrdb-6:128" + on, 3, 8));
        }
        all.add(new Selection("bands:srvgg-64x32:512" + on + ":8", 2, 8));
        all.add(new Selection("bands:srvgg-64x32:512" + on + ":32", 2, 8));
        all.add(new Selection("resample:bicubic:1024", 2, 5));
        all.add(new Selection("resample:lanczos:1024", 2, 5));
        all.add(new Selection("first-picture:256", 1, 15));
        return all;
    }
}
