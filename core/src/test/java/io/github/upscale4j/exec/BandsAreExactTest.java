package io.github.upscale4j.exec;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.cpu.CpuBackend;
import io.github.upscale4j.cpu.Kernels;
import io.github.upscale4j.tensor.Tensor;
import io.github.upscale4j.testing.CpuKernels;
import io.github.upscale4j.testing.RandomNets;
import io.github.upscale4j.testing.Runs;
import io.github.upscale4j.testing.SameOnBothPaths;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every band height and number of threads gives the same bits, and those are the unfused network's result. */
@SameOnBothPaths
class BandsAreExactTest {
    private static final List<RandomNets.Sample> NETS = List.of(
            RandomNets.srvgg(1, 16, 3, 4),
            RandomNets.srvgg(2, 7, 2, 3),
            RandomNets.srvgg(3, 40, 1, 1),
            RandomNets.rrdb(4, 16, 8, 1, 1),
            RandomNets.rrdb(5, 6, 5, 2, 1),
            RandomNets.rrdb(6, 20, 17, 1, 2),
            RandomNets.rrdb(7, 6, 3, 1, 4),
            RandomNets.swinIr(8, 16, 2, 4, 2),
            RandomNets.swinIr(9, 15, 5, 7, 1),
            RandomNets.swinIr(10, 60, 6, 8, 1),
            RandomNets.swin2Sr(11, 18, 3, 4),
            RandomNets.swin2Sr(12, 34, 2, 8));

    static Stream<Arguments> cases() {
        List<Arguments> cases = new ArrayList<>();
        for (Kernels kernels : CpuKernels.all()) {
            for (RandomNets.Sample sample : NETS) {
                for (int[] size : new int[][] {{29, 23}, {8, 70}, {1, 5}, {5, 1}, {17, 13}}) {
                    cases.add(Arguments.of(kernels, sample, size[0], size[1]));
                }
            }
        }
        return cases.stream();
    }

    @ParameterizedTest(name = "{0} {1} {2} x {3}")
    @MethodSource("cases")
    void sameBitsForEveryBandAndThread(Kernels kernels, RandomNets.Sample sample, int height, int width) {
        Tensor image = RandomNets.image(height * 1000L + width, 3, height, width);
        Tensor whole = null;
        for (int threads = 1; threads <= 3; threads++) {
            try (CpuBackend backend = CpuKernels.backend(kernels, threads)) {
                for (int band : new int[] {Integer.MAX_VALUE, 1, 3, 8, 16}) {
                    Tensor result = Runs.run(backend, sample.net(), sample.weights(), image, band);
                    if (whole == null) {
                        whole = result;
                    }
                    assertThat(result.data())
                            .as("%s, %d threads, bands of %d", sample.name(), threads, band)
                            .isEqualTo(whole.data());
                }
            }
        }
        Tensor expected = Runs.reference(sample.net(), sample.weights(), image);
        assertThat(Runs.difference(whole, expected)).as(sample.name()).isLessThan(2e-5f);
    }
}
