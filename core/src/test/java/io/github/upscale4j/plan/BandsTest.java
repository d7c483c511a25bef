package io.github.upscale4j.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.upscale4j.testing.RandomGraphs;
import io.github.upscale4j.testing.RandomNets;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BandsTest {
    private static final Tiling.Choice PLAIN = op -> Tiling.NONE;

    static LongStream seeds() {
        return LongStream.range(200, 260);
    }

    /** Bands of unequal heights too: nobody promised equal ones. */
    @ParameterizedTest
    @MethodSource("seeds")
    void everyRowComesOnceAndInOrder(long seed) {
        Plan plan = Plan.of(RandomGraphs.of(seed).net(), PLAIN);
        Random random = new Random(seed);
        int multiple = plan.net().multiple();
        int height = multiple * (1 + random.nextInt(100));
        Bands bands = new Bands(plan, height);
        int[] next = new int[plan.steps().size()];
        for (int rows = 0; rows < height; ) {
            rows = Math.min(height, rows + multiple * (1 + random.nextInt(9)));
            bands.advance(rows);
            for (Step step : plan.steps()) {
                assertThat(bands.from(step)).isEqualTo(next[step.index()]);
                assertThat(bands.to(step)).isBetween(bands.from(step), bands.height(step));
                next[step.index()] = bands.to(step);
            }
        }
        assertThat(bands.done()).isTrue();
        assertThat(plan.steps()).allMatch(step -> next[step.index()] == bands.height(step));
        assertThat(bands.to(plan.last())).isEqualTo(height * plan.net().scale());
    }

    /** In the middle of an image a step is behind by its lag, no more: rows are not held back. */
    @Test
    void stepsRunAsSoonAsTheyCan() {
        Plan plan = Plan.of(RandomNets.srvgg(1, 8, 5, 2).net(), PLAIN);
        assertThat(plan.halo()).isEqualTo(7);
        Bands bands = new Bands(plan, 100);
        bands.advance(50);
        assertThat(bands.to(plan.last())).isEqualTo(2 * (50 - 7));
        plan.steps().forEach(step -> assertThat(bands.to(step)).isEqualTo(bands.height(step) / 2 - step.lag()));
        bands.advance(100);
        assertThat(bands.to(plan.last())).isEqualTo(200);
    }

    /** 23 blocks of 15 convolutions and two more, then four on enlarged rows that reach 1/2 + 3/4 rows: 348.25. */
    @Test
    void theHaloIsTheSumOfAllReaches() {
        assertThat(Plan.of(RandomNets.rrdb(1, 4, 2, 23, 1).net(), PLAIN).halo()).isEqualTo(349);
        assertThat(Plan.of(RandomNets.srvgg(1, 4, 16, 4).net(), PLAIN).halo()).isEqualTo(18);
    }

    @Test
    void startsAgain() {
        Bands bands = new Bands(Plan.of(RandomNets.srvgg(1, 8, 1, 2).net(), PLAIN), 10);
        bands.advance(10);
        bands.reset();
        assertThat(bands.done()).isFalse();
        bands.advance(4);
        assertThatThrownBy(() -> bands.advance(3)).hasMessage("3 rows after 4 of 10");
        assertThatThrownBy(() -> bands.advance(11)).hasMessage("11 rows after 4 of 10");
    }
}
