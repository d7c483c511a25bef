package io.github.upscale4j.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CutTest {
    static LongStream seeds() {
        return LongStream.range(1, 60);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyPixelCountsOnceInAll(long seed) {
        Random random = new Random(seed);
        int step = 1 << random.nextInt(5);
        int multiple = step << random.nextInt(3);
        int overlap = 2 * step * (1 + random.nextInt(3)) + 4;
        int longest = (4 * overlap / multiple + 1 + random.nextInt(20)) * multiple;
        int side = multiple * (1 + random.nextInt(60));
        int scale = 1 + random.nextInt(4);
        Cut cut = new Cut(side, longest, overlap, multiple, step, scale);
        String name = "side " + side + ", longest " + longest + ", overlap " + overlap + ", multiple " + multiple
                + ", step " + step + ", scale " + scale;

        assertThat(cut.length()).as(name).isLessThanOrEqualTo(longest);
        assertThat(cut.length() % multiple).as(name).isZero();
        float[] sums = new float[side * scale];
        float[] last = new float[cut.count()];
        for (int part = 0; part < cut.count(); part++) {
            assertThat(cut.start(part) % step).as(name).isZero();
            // within the part, and not up to its edges, which see zeros instead of the image
            int left = cut.start(part) * scale;
            int right = left + cut.length() * scale;
            assertThat(cut.first(part)).as(name).isGreaterThanOrEqualTo(part == 0 ? 0 : left + scale);
            assertThat(cut.end(part)).as(name).isLessThanOrEqualTo(part == cut.count() - 1 ? right : right - scale);
            for (int x = cut.first(part); x < cut.end(part); x++) {
                sums[x] += cut.weight(part, x);
                assertThat(cut.weight(part, x)).as(name).isBetween(0f, 1f);
                boolean rising = x < cut.settled(part);
                assertThat(rising ? last[part] <= cut.weight(part, x) : last[part] >= cut.weight(part, x))
                        .as(name)
                        .isTrue();
                last[part] = cut.weight(part, x);
            }
            if (part > 0) {
                assertThat(cut.settled(part - 1)).as(name).isEqualTo(cut.first(part));
                assertThat(cut.end(part - 1)).as("one fade at a time: " + name).isLessThanOrEqualTo(cut.settled(part));
            }
        }
        for (float sum : sums) {
            assertThat(sum).as(name).isCloseTo(1, within(1e-6f));
        }
    }
}
