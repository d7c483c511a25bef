package io.github.upscale4j.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What a comparison came to; medians over its rounds.
 *
 * @param ours seconds of a run
 * @param peer seconds of a run
 * @param ratio how many times as fast as the peer: peer's time / our time within a round
 * @param low first quartile of those ratios
 * @param high third quartile of those ratios
 * @param oursCores processors that a run had: CPU time / time. Less than the threads, where others use the machine
 * @param peerCores likewise; threads that wait spinning count as busy
 * @param cpuRatio as {@code ratio} of CPU times: what stays true on a busy machine, at one thread above all
 * @param rounds how many there were
 */
record Outcome(
        double ours,
        double peer,
        double ratio,
        double low,
        double high,
        double oursCores,
        double peerCores,
        double cpuRatio,
        int rounds) {
    /** One run of each side. */
    record Round(Stopwatch ours, Stopwatch peer) {}

    static Outcome of(List<Round> rounds) {
        ToDoubleFunction<Round> ratio =
                round -> round.peer().seconds() / round.ours().seconds();
        return new Outcome(
                quantile(rounds, 0.5, round -> round.ours().seconds()),
                quantile(rounds, 0.5, round -> round.peer().seconds()),
                quantile(rounds, 0.5, ratio),
                quantile(rounds, 0.25, ratio),
                quantile(rounds, 0.75, ratio),
                quantile(rounds, 0.5, round -> cores(round.ours())),
                quantile(rounds, 0.5, round -> cores(round.peer())),
                quantile(
                        rounds,
                        0.5,
                        round -> round.peer().cpuSeconds() / round.ours().cpuSeconds()),
                rounds.size());
    }

    private static double cores(Stopwatch time) {
        return time.cpuSeconds() / time.seconds();
    }

    /** Linear between neighbours. */
    private static double quantile(List<Round> rounds, double share, ToDoubleFunction<Round> value) {
        double[] sorted = rounds.stream().mapToDouble(value).sorted().toArray();
        double at = share * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }

    /** Whether work was done in this process, so that its CPU time means something. */
    boolean knowsCpuTime() {
        return oursCores() > 0.05 && peerCores() > 0.05;
    }

    /** For people who wait. */
    String summary() {
        return String.format(Locale.ROOT, "%.2f times as fast (%.2f to %.2f)", ratio, low, high);
    }

    /** One line that {@link #parse} reads. */
    String line() {
        return String.format(
                Locale.ROOT,
                "%.9f %.9f %.6f %.6f %.6f %.6f %.6f %.6f %d",
                ours,
                peer,
                ratio,
                low,
                high,
                oursCores,
                peerCores,
                cpuRatio,
                rounds);
    }

    static Outcome parse(String line) {
        double[] value =
                Arrays.stream(line.split(" ")).mapToDouble(Double::parseDouble).toArray();
        return new Outcome(
                value[0], value[1], value[2], value[3], value[4], value[5], value[6], value[7], (int) value[8]);
    }
}
