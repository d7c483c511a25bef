package io.github.upscale4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.upscale4j.testing.ChildJvm;
import io.github.upscale4j.testing.Images;
import io.github.upscale4j.testing.SameOnBothPaths;
import java.awt.image.BufferedImage;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long a picture will take. Bounds are wide: other work on the machine is no fault of the estimate. */
class EstimateTest {
    @Test
    void isOfTheRightOrder() {
        try (Upscaler upscaler = Upscaler.builder().threads(2).build()) {
            Duration before = upscaler.estimate(300, 200);
            BufferedImage image = Images.soft(300, 200, BufferedImage.TYPE_INT_RGB, 1);
            long start = System.nanoTime();
            upscaler.upscale(image);
            double took = System.nanoTime() - start;
            assertThat(before.toNanos() / took).as("estimated to taken").isBetween(0.05, 20.0);
            // the same picture again is what it learned from
            double after = upscaler.estimate(300, 200).toNanos();
            assertThat(after / took).isBetween(0.5, 1.01);
        }
    }

    /** Before Java has compiled the kernels, it runs a thousand times slower, and nothing must be judged by that. */
    @SameOnBothPaths
    @ParameterizedTest
    @ValueSource(strings = {"", "--add-modules=jdk.incubator.vector"})
    void isOfTheRightOrderInAFreshJvm(String flag) throws Exception {
        List<String> flags = flag.isEmpty() ? List.of("-Xmx512m") : List.of("-Xmx512m", flag);
        String output = ChildJvm.run(120, flags, ColdEstimateMain.class).output();
        Matcher ratio = Pattern.compile("ratio (\\S+)").matcher(output);
        assertThat(ratio.find()).as(output).isTrue();
        assertThat(Double.parseDouble(ratio.group(1))).as(output).isBetween(0.1, 10.0);
    }

    @Test
    void growsWithTheWork() {
        try (Upscaler upscaler = Upscaler.builder().threads(1).build();
                Upscaler careful =
                        Upscaler.builder().threads(1).selfEnsemble(true).build()) {
            double small = upscaler.estimate(100, 100).toNanos();
            assertThat(upscaler.estimate(200, 100).toNanos() / small).isBetween(1.99, 2.01);
            assertThat(upscaler.estimate(100, 100, 50, 50).toNanos() / small).isBetween(0.99, 1.01);
            // a second pass, over 16 times the pixels
            assertThat(upscaler.estimate(100, 100, 1_600, 1_600).toNanos() / small)
                    .isBetween(16.9, 17.1);
            assertThat(careful.estimate(100, 100).toNanos()).isPositive();
            assertThatThrownBy(() -> upscaler.estimate(0, 5))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a picture is at least 1 x 1 pixels, got 0 x 5 to 0 x 20");
        }
    }

    @Test
    void progressTellsRowsAndWhatIsLeft() {
        BufferedImage image = Images.soft(40, 300, BufferedImage.TYPE_INT_RGB, 1);
        Progress[] last = {null};
        int[] told = {0};
        try (Upscaler upscaler = Upscaler.builder()
                .backend("cpu")
                .threads(1)
                .memoryLimit(LowMemory.bytes(Model.natural(), "cpu", 1, 40, 300))
                .build()) {
            upscaler.with(progress -> {
                        assertThat(progress.of()).isEqualTo(600);
                        assertThat(progress.rows()).isBetween(last[0] == null ? 0 : last[0].rows(), 600);
                        assertThat(progress.fraction()).isGreaterThan(last[0] == null ? 0 : last[0].fraction());
                        assertThat(progress.remaining().isNegative()).isFalse();
                        last[0] = progress;
                        told[0]++;
                    })
                    .upscale(image, 80, 600);
        }
        assertThat(told[0]).isGreaterThan(5);
        assertThat(last[0]).isEqualTo(new Progress(1, 600, 600, Duration.ZERO));
        assertThat(last[0]).hasToString("100 %, row 600 of 600, 0 s left");
    }
}
