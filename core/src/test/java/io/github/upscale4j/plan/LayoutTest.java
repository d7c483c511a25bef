package io.github.upscale4j.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.testing.RandomGraphs;
import io.github.upscale4j.testing.RandomNets;
import io.github.upscale4j.testing.SameOnBothPaths;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every float is where its readers look for it, and there are no more floats than published. */
@SameOnBothPaths
class LayoutTest {
    private static final Tiling.Choice PLAIN = op -> Tiling.NONE;

    static Stream<Arguments> nets() {
        List<RandomNets.Sample> known = List.of(
                RandomNets.srvgg(1, 4, 3, 4),
                RandomNets.srvgg(2, 3, 0, 1),
                RandomNets.rrdb(3, 4, 2, 1, 1),
                RandomNets.rrdb(4, 3, 2, 2, 2),
                RandomNets.rrdb(5, 2, 1, 1, 4),
                RandomNets.swinIr(6, 4, 2, 4, 2),
                RandomNets.swinIr(7, 3, 1, 7, 1),
                RandomNets.swin2Sr(8, 4, 2, 8));
        return Stream.concat(
                Stream.concat(known.stream(), LongStream.range(1, 30).mapToObj(RandomGraphs::ofWhole))
                        .map(sample -> Arguments.of(sample.name(), sample)),
                LongStream.range(100, 150).mapToObj(seed -> {
                    RandomNets.Sample sample = RandomGraphs.of(seed);
                    return Arguments.of(sample.name(), sample);
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nets")
    void readersFindWhatTheyWant(String name, RandomNets.Sample sample) {
        Random random = new Random(name.hashCode());
        int multiple = sample.net().multiple();
        for (Tiling.Choice tilings : List.of(PLAIN, rows(2, 3), rows(1 + random.nextInt(6), 6))) {
            Plan plan = Plan.of(sample.net(), tilings);
            int least = sample.net().smallest();
            int height = Math.max(least, multiple * (1 + random.nextInt(60 / multiple)));
            for (int band : new int[] {1, 2, 3, 5, 8, 16, 1 + random.nextInt(height), height}) {
                ArenaSimulation.run(new Layout(plan, Math.max(least, 2 * multiple), height, band * multiple), name);
            }
            for (int rows = 1; rows <= 4; rows++) {
                ArenaSimulation.run(new Layout(plan, least, Math.max(least, rows * multiple), multiple), name);
            }
        }
    }

    /** The largest region decides how small pieces may be; a region more or less, and others do not fit where they would. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("nets")
    void noRegionLiesInTwoPieces(String name, RandomNets.Sample sample) {
        int multiple = sample.net().multiple();
        Plan plan = Plan.of(sample.net(), rows(2, 3));
        int width = Math.max(sample.net().smallest(), 3 * multiple);
        int height = Math.max(sample.net().smallest(), 12 * multiple);
        for (int band : new int[] {1, 3, 12}) {
            Layout one = new Layout(plan, width, height, band * multiple);
            for (double times : new double[] {1, 1.3, 2.5, 100}) {
                long piece = (long) (times * one.largestPiece());
                Storage storage = new Storage(4, piece);
                Layout layout = new Layout(plan, width, height, band * multiple, width, height, storage);
                assertThat(layout.possible()).isTrue();
                if (one.floats() <= piece) {
                    assertThat(layout.floats()).isEqualTo(one.floats());
                }
                ArenaSimulation.run(layout, name);
            }
        }
    }

    @Test
    void saysWhereARegionIsLargerThanAPiece() {
        Plan plan = Plan.of(RandomNets.srvgg(1, 4, 3, 4).net(), PLAIN);
        long least = new Layout(plan, 20, 30, 8).largestPiece();
        assertThat(new Layout(plan, 20, 30, 8, 20, 30, new Storage(2, least)).possible())
                .isTrue();
        assertThat(new Layout(plan, 20, 30, 8, 20, 30, new Storage(2, least - 1)).possible())
                .isFalse();
        assertThat(new Layout(plan, 20, 30, 1, 20, 30, new Storage(2, least - 1)).possible())
                .isTrue();
    }

    @Test
    void bytesAreThoseOfTheStorage() {
        Plan plan = Plan.of(RandomNets.srvgg(1, 4, 3, 4).net(), PLAIN);
        Layout halves = new Layout(plan, 20, 30, 8, 20, 30, new Storage(2, Long.MAX_VALUE));
        assertThat(2 * halves.bytes()).isEqualTo(new Layout(plan, 20, 30, 8).bytes());
    }

    /** As kernels that compute blocks of rows (Winograd tiles) will ask. */
    private static Tiling.Choice rows(int rows, int columns) {
        return op -> op instanceof Op.Conv conv && conv.kernel() == 3 ? new Tiling(rows, columns) : Tiling.NONE;
    }

    /** 1920 x 1080 pixels; whole, the design computed 1.19 GB for 16 convolutions and 17 GB for 23 blocks. */
    @Test
    void memoryIsWhatWasPlanned() {
        assertThat(bytes(RandomNets.srvgg(1, 64, 32, 4), 8)).isLessThan(100L << 20);
        assertThat(bytes(RandomNets.srvgg(1, 64, 16, 4), 8)).isLessThan(60L << 20);
        assertThat(bytes(RandomNets.srvgg(1, 64, 16, 4), 1080)).isLessThan(1_300L << 20);
        assertThat(bytes(RandomNets.rrdb(1, 64, 32, 23, 1), 8)).isLessThan(1_500L << 20);
        assertThat(bytes(RandomNets.rrdb(1, 64, 32, 23, 1), 1080)).isLessThan(17_000L << 20);
    }

    private static long bytes(RandomNets.Sample sample, int band) {
        return new Layout(Plan.of(sample.net(), PLAIN), 1920, 1080, band).bytes();
    }

    @Test
    void memoryGrowsWithTheWidthAndTheBandButNotWithTheHeight() {
        Plan plan = Plan.of(RandomNets.rrdb(1, 8, 4, 2, 1).net(), PLAIN);
        long bytes = new Layout(plan, 100, 500, 8).bytes();
        assertThat(new Layout(plan, 100, 5001, 8).bytes()).isEqualTo(bytes);
        assertThat(new Layout(plan, 200, 512, 8).bytes()).isBetween((long) (1.9 * bytes), (long) (2.1 * bytes));
        long[] bands = IntStream.of(1, 2, 4, 8, 16, 32, 64)
                .mapToLong(band -> new Layout(plan, 100, 5120, band).bytes())
                .toArray();
        assertThat(bands).isSorted();
    }

    @Test
    void keepsNothingWhereTheImageIsOneBand() {
        Plan plan = Plan.of(RandomNets.rrdb(1, 8, 4, 2, 1).net(), PLAIN);
        Layout layout = new Layout(plan, 100, 60, Integer.MAX_VALUE);
        assertThat(layout.band()).isEqualTo(60);
        assertThat(plan.buffers()).allMatch(buffer -> layout.region(buffer).keptRows() == 0);
    }
}
