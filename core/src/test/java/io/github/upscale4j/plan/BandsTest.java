package io.github.upscale4j.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.testing.RandomGraphs;
import io.github.upscale4j.testing.RandomNets;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

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
        while (!bands.done()) {
            bands.next(multiple * (1 + random.nextInt(9)));
            for (Step step : plan.steps()) {
                assertThat(bands.from(step)).isEqualTo(next[step.index()]);
                assertThat(bands.to(step)).isBetween(bands.from(step), bands.height(step));
                next[step.index()] = bands.to(step);
            }
        }
        assertThat(plan.steps()).allMatch(step -> next[step.index()] == bands.height(step));
        assertThat(bands.to(plan.last())).isEqualTo(height * plan.net().scale());
    }

    /** In the middle of an image a step is behind by its lag, no more: rows are not held back. */
    @Test
    void stepsRunAsSoonAsTheyCan() {
        Plan plan = Plan.of(RandomNets.srvgg(1, 8, 5, 2).net(), PLAIN);
        assertThat(plan.halo()).isEqualTo(7);
        Bands bands = new Bands(plan, 100);
        bands.next(50);
        assertThat(bands.to(plan.last())).isEqualTo(2 * (50 - 7));
        plan.steps().forEach(step -> assertThat(bands.to(step)).isEqualTo(bands.height(step) / 2 - step.lag()));
        bands.next(49);
        assertThat(bands.to(plan.last())).isEqualTo(2 * (99 - 7));
    }

    /** 23 blocks of 15 convolutions and two more, then four on enlarged rows that reach 1/2 + 3/4 rows: 348.25. */
    @Test
    void theHaloIsTheSumOfAllReaches() {
        assertThat(Plan.of(RandomNets.rrdb(1, 4, 2, 23, 1).net(), PLAIN).halo()).isEqualTo(349);
        assertThat(Plan.of(RandomNets.srvgg(1, 4, 16, 4).net(), PLAIN).halo()).isEqualTo(18);
    }

    /** Attention windows start at fixed rows, so how far the last step is behind depends on where the image ends. */
    @ParameterizedTest
    @ValueSource(ints = {4, 7, 8})
    void noStepIsFurtherBehindThanTheHalo(int window) {
        Plan plan = Plan.of(RandomNets.swinIr(1, 4, 2, window, 3).net(), PLAIN);
        int most = 0;
        for (int rows = 300; rows < 300 + 2 * window; rows++) {
            Bands bands = new Bands(plan, 700);
            bands.next(rows);
            most = Math.max(most, rows - bands.to(plan.last()) / plan.net().scale());
        }
        assertThat(most).isBetween(plan.halo() - window, plan.halo());
    }

    /** The rows in which the last step is behind come in bands of their own, none higher than the others. */
    @Test
    void theEndComesInBandsToo() {
        Plan plan = Plan.of(RandomNets.srvgg(1, 8, 16, 2).net(), PLAIN);
        Bands bands = new Bands(plan, 40);
        int count = 0;
        while (!bands.done()) {
            bands.next(8);
            count++;
            assertThat(plan.steps())
                    .allMatch(
                            step -> bands.to(step) - bands.from(step) <= 8 * bands.height(step) / bands.inputHeight());
        }
        assertThat(count).isEqualTo((40 + plan.halo() + 7) / 8);
    }

    @Test
    void aBandAsHighAsTheImageIsTheOnlyOne() {
        Bands bands = new Bands(Plan.of(RandomNets.srvgg(1, 8, 16, 2).net(), PLAIN), 40);
        bands.next(40);
        assertThat(bands.done()).isTrue();
    }
}
