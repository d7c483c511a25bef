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
    private static final int MOST_ROUNDS = 1000;

    /** Runs that are shorter are repeated in their turn: clocks of CPU time tick every 10 milliseconds. */
    private static final double SHORTEST_TURN = 0.06;

    private final Contestant ours;
    private final Contestant peer;
    private int ourRuns = 1;
    private int peerRuns = 1;

    private Duel(Contestant ours, Contestant peer) {
        this.ours = ours;
        this.peer = peer;
    }

    /**
     * @param warmUp seconds, at least one round
     * @param measure seconds, at least three rounds
     */
    static Outcome run(Contestant ours, Contestant peer, double warmUp, double measure) {
        Duel duel = new Duel(ours, peer);
        Outcome warm = Outcome.of(duel.rounds(warmUp, 1));
        duel.ourRuns = (int) Math.ceil(SHORTEST_TURN / warm.ours());
        duel.peerRuns = (int) Math.ceil(SHORTEST_TURN / warm.peer());
        return Outcome.of(duel.rounds(measure, 3));
    }

    private List<Outcome.Round> rounds(double seconds, int atLeast) {
        List<Outcome.Round> rounds = new ArrayList<>();
        long end = System.nanoTime() + (long) (seconds * 1e9);
        while (rounds.size() < atLeast || (System.nanoTime() < end && rounds.size() < MOST_ROUNDS)) {
            if (rounds.size() % 2 == 0) {
                Stopwatch first = Stopwatch.time(ours, ourRuns);
                rounds.add(new Outcome.Round(first, Stopwatch.time(peer, peerRuns)));
            } else {
                Stopwatch first = Stopwatch.time(peer, peerRuns);
                rounds.add(new Outcome.Round(Stopwatch.time(ours, ourRuns), first));
            }
        }
        return rounds;
    }
}
