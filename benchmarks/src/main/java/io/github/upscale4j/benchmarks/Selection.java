package io.github.upscale4j.benchmarks;

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
}
