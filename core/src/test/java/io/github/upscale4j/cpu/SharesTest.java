package io.github.upscale4j.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SharesTest {
    @Test
    void everyTileIsInOneTaskAndTasksShrink() {
        Random random = new Random(5);
        for (int i = 0; i < 2_000; i++) {
            int count = random.nextInt(3_000);
            int worth = random.nextInt(40);
            int batch = 1 + random.nextInt(150);
            int unit = 1 + random.nextInt(6);
            int threads = 1 + random.nextInt(9);
            Shares shares = Shares.of(count, worth, batch, unit, threads);
            String as = count + " tiles, worth " + worth + ", batches of " + batch + ", units of " + unit + ", "
                    + threads + " threads";
            int before = Integer.MAX_VALUE;
            for (int task = 0; task < shares.tasks(); task++) {
                int size = shares.end(task) - shares.first(task);
                assertThat(size).as(as).isPositive().isLessThanOrEqualTo(before);
                assertThat(shares.first(task)).as(as).isEqualTo(task == 0 ? 0 : shares.end(task - 1));
                if (task < shares.tasks() - 1) {
                    assertThat(size % unit).as(as).isZero();
                }
                before = size;
            }
            assertThat(shares.tasks() == 0 ? 0 : shares.end(shares.tasks() - 1))
                    .as(as)
                    .isEqualTo(count);
        }
    }

    @Test
    void oneThreadTakesAll() {
        assertThat(sizes(Shares.of(1_000, 1, 4, 4, 1))).containsExactly(1_000);
    }

    @Test
    void whatIsLessThanABatchForEachThreadIsSharedEvenly() {
        assertThat(sizes(Shares.of(224, 1, 128, 1, 2))).containsExactly(112, 112);
        assertThat(sizes(Shares.of(7, 1, 50, 1, 2))).containsExactly(4, 3);
    }

    @Test
    void whatIsNotWorthWakingAThreadIsOneTask() {
        assertThat(sizes(Shares.of(7, 7, 2, 1, 2))).containsExactly(7);
        assertThat(sizes(Shares.of(8, 7, 2, 1, 2))).containsExactly(4, 4);
    }

    @Test
    void theLastTasksAreSmall() {
        assertThat(sizes(Shares.of(256, 0, 6, 6, 2))).containsExactly(66, 66, 36, 36, 18, 18, 6, 6, 4);
    }

    private static int[] sizes(Shares shares) {
        return IntStream.range(0, shares.tasks())
                .map(task -> shares.end(task) - shares.first(task))
                .toArray();
    }
}
