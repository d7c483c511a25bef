package io.github.upscale4j.exec;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.cpu.CpuBackend;
import io.github.upscale4j.cpu.Kernels;
import io.github.upscale4j.tensor.Tensor;
import io.github.upscale4j.testing.CpuKernels;
import io.github.upscale4j.testing.RandomGraphs;
import io.github.upscale4j.testing.RandomNets;
import io.github.upscale4j.testing.Runs;
import io.github.upscale4j.testing.SameOnBothPaths;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Graphs with operations that see the whole image give their unfused result, the same bits for every number of threads. */
@SameOnBothPaths
class WholeGraphsTest {
    static LongStream seeds() {
        return LongStream.range(1, 41);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void runsEveryGraph(long seed) {
        RandomNets.Sample sample = RandomGraphs.ofWhole(seed);
        Random random = new Random(seed);
        Tensor image = RandomNets.image(seed, 3, 1 + random.nextInt(20), 1 + random.nextInt(40));
        Tensor expected = Runs.reference(sample.net(), sample.weights(), image);
        for (Kernels kernels : CpuKernels.all()) {
            Tensor first = null;
            for (int threads = 1; threads <= 3; threads++) {
                try (CpuBackend backend = CpuKernels.backend(kernels, threads)) {
                    Tensor result = Runs.run(backend, sample.net(), sample.weights(), image, 1);
                    first = first == null ? result : first;
                    String name = sample.name() + " on " + kernels.name() + ", " + image + "\n" + sample.net();
                    assertThat(Arrays.equals(result.data(), first.data()))
                            .as("%d threads: %s", threads, name)
                            .isTrue();
                    assertThat(Runs.difference(result, expected)).as(name).isLessThan(2e-5f);
                }
            }
        }
    }

    @Test
    void mostOfThemAreWhole() {
        assertThat(seeds().filter(seed -> RandomGraphs.ofWhole(seed).net().whole())
                        .count())
                .isGreaterThan(25);
    }
}
