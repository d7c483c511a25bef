package io.github.upscale4j.exec;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.Model;
import io.github.upscale4j.cpu.CpuBackend;
import io.github.upscale4j.cpu.Kernels;
import io.github.upscale4j.tensor.Tensor;
import io.github.upscale4j.testing.CpuKernels;
import io.github.upscale4j.testing.GoldenNetwork;
import io.github.upscale4j.testing.Runs;
import io.github.upscale4j.testing.SameOnBothPaths;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every band height and number of threads gives the same bits, in the families before and beside ESRGAN. */
@SameOnBothPaths
class FamiliesInBandsTest {
    static Stream<GoldenNetwork> goldens() throws IOException {
        return GoldenNetwork.all().stream()
                .filter(golden -> !golden.name().matches("(esrgan|srvgg|swinir|swin2sr)-.*"));
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void sameBitsForEveryBandAndThread(GoldenNetwork golden) throws IOException {
        Model model = Model.load(golden.weights(), golden.options());
        Tensor image = golden.input();
        int[] bands = model.net().whole() ? new int[] {Integer.MAX_VALUE} : new int[] {Integer.MAX_VALUE, 1, 3, 8};
        Tensor reference = Runs.reference(model.net(), model.weights(), image);
        for (Kernels kernels : CpuKernels.all()) {
            Tensor whole = null;
            for (int threads = 1; threads <= 3; threads++) {
                try (CpuBackend backend = CpuKernels.backend(kernels, threads)) {
                    for (int band : bands) {
                        Tensor result = Runs.run(backend, model.net(), model.weights(), image, band);
                        whole = whole == null ? result : whole;
                        assertThat(result.data())
                                .as("%s, %d threads, bands of %d", kernels.name(), threads, band)
                                .isEqualTo(whole.data());
                    }
                }
            }
            assertThat(Runs.difference(whole, reference)).as(kernels.name()).isLessThan(2e-5f);
        }
    }
}
