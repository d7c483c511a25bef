package io.github.upscale4j.exec;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.cpu.CpuBackend;
import io.github.upscale4j.cpu.Kernels;
import io.github.upscale4j.debug.ReferenceRunner;
import io.github.upscale4j.tensor.Tensor;
import io.github.upscale4j.testing.CpuKernels;
import io.github.upscale4j.testing.RandomGraphs;
import io.github.upscale4j.testing.RandomNets;
import io.github.upscale4j.testing.Runs;
import io.github.upscale4j.testing.SameOnBothPaths;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Any graph that the builder accepts gives its unfused result, whatever the bands. */
@SameOnBothPaths
class RandomGraphsTest {
    static LongStream seeds() {
        return LongStream.range(1, 61);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void runsEveryGraphExactly(long seed) {
        RandomNets.Sample sample = RandomGraphs.of(seed);
        Random random = new Random(seed);
        int multiple = sample.net().multiple();
        int height = multiple * (1 + random.nextInt(20 / multiple));
        int width = multiple * (1 + random.nextInt(30 / multiple));
        Tensor image = RandomNets.image(seed, 3, height, width);
        Tensor expected = ReferenceRunner.run(sample.net(), sample.weights(), image);
        for (Kernels kernels : CpuKernels.all()) {
            try (CpuBackend backend = CpuKernels.backend(kernels, 1 + random.nextInt(3))) {
                Tensor whole = Runs.run(backend, sample.net(), sample.weights(), image, Integer.MAX_VALUE);
                String name =
                        sample.name() + " on " + kernels.name() + ", " + height + " x " + width + "\n" + sample.net();
                assertThat(Runs.difference(whole, expected)).as(name).isLessThan(2e-5f);
                for (int band : new int[] {1, 2, 3, 8}) {
                    Tensor banded = Runs.run(backend, sample.net(), sample.weights(), image, band * multiple);
                    assertThat(banded.data()).as("bands of %d: %s", band, name).isEqualTo(whole.data());
                }
            }
        }
    }
}
