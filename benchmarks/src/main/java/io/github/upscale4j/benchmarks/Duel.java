package io.github.upscale4j.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * Times two contestants in turns: one run of each, then the other way round, and so on.
 *
 * <p>Why not JMH: it measures one benchmark wholly, then the next, minutes later. Frequency, temperature and neighbours on
 * the machine drift by more than the differences of interest in that time. Here both sides of a ratio are taken within one
 * round, and the median of the rounds' ratios is what is told. What JMH protects from otherwise is no danger to runs of
 * milliseconds to seconds: nothing can be optimised away, since results are read by {@link Agreement}, and the JVM is
 * this comparison's own (see {@link Fork}).
 */
final class Duel {
    private static final int MOST_ROUNDS = 200;

    private Duel() {}

    /**
     * @param warmUp seconds, at least one round
     * @param measure seconds, at least three rounds
     */
    static Outcome run(Contestant ours, Contestant peer, double warmUp, double measure) {
        rounds(ours, peer, warmUp, 1);
        List<Outcome.Round> rounds = rounds(ours, peer, measure, 3);
        return Outcome.of(rounds);
    }

    private static List<Outcome.Round> rounds(Contestant ours, Contestant peer, double seconds, int atLeast) {
        List<Outcome.Round> rounds = new ArrayList<>();
        long end = System.nanoTime() + (long) (seconds * 1e9);
        while (rounds.size() < atLeast || (System.nanoTime() < end && rounds.size() < MOST_ROUNDS)) {
            boolean oursFirst = rounds.size() % 2 == 0;
            Stopwatch first = Stopwatch.time(oursFirst ? ours : peer);
            Stopwatch second = Stopwatch.time(oursFirst ? peer : ours);
            rounds.add(oursFirst ? new Outcome.Round(first, second) : new Outcome.Round(second, first));
        }
        return rounds;
    }
}
