package io.github.upscale4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OutcomeTest {
    private static Outcome.Round round(double ours, double peer) {
        return new Outcome.Round(new Stopwatch(ours, 2 * ours), new Stopwatch(peer, peer));
    }

    @Test
    void theRatioIsTheMedianOfRatiosAndNotTheRatioOfMedians() {
        Outcome outcome = Outcome.of(List.of(round(1, 3), round(2, 2), round(4, 5), round(8, 40), round(9, 9)));
        assertThat(outcome.ours()).isEqualTo(4);
        assertThat(outcome.peer()).isEqualTo(5);
        assertThat(outcome.ratio()).isEqualTo(1.25);
        assertThat(outcome.low()).isEqualTo(1);
        assertThat(outcome.high()).isEqualTo(3);
        assertThat(outcome.oursCores()).isEqualTo(2);
        assertThat(outcome.cpuRatio()).isEqualTo(0.625);
        assertThat(outcome.rounds()).isEqualTo(5);
    }

    @Test
    void anOutcomeSurvivesItsLine() {
        Outcome outcome = Outcome.of(List.of(round(0.125, 0.5), round(0.25, 0.5)));
        assertThat(Outcome.parse(outcome.line())).isEqualTo(outcome);
    }
}
