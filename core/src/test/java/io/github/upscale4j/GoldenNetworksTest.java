package io.github.upscale4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.cpu.Kernels;
import io.github.upscale4j.tensor.Tensor;
import io.github.upscale4j.testing.CpuKernels;
import io.github.upscale4j.testing.GoldenNetwork;
import io.github.upscale4j.testing.Runs;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Networks with random weights against the outputs of their PyTorch reference classes; each folder's meta.json tells which
 * class, commit and seed made it.
 */
class GoldenNetworksTest {
    static Stream<Arguments> cases() throws IOException {
        List<Arguments> cases = new ArrayList<>();
        for (GoldenNetwork golden : GoldenNetwork.all()) {
            for (Kernels kernels : CpuKernels.all()) {
                cases.add(Arguments.of(golden, kernels.name()));
            }
        }
        return cases.stream();
    }

    @ParameterizedTest(name = "{0} on {1}")
    @MethodSource("cases")
    void givesTheReferenceOutput(GoldenNetwork golden, String backend) throws IOException {
        Model model = Model.load(golden.weights(), golden.options());
        try (Upscaler upscaler =
                Upscaler.builder().model(model).backend(backend).build()) {
            Tensor output = upscaler.upscale(golden.input());
            // twice the largest rounding error of the goldens on plain sums, five times on reordered ones
            float limit = backend.equals("cpu-scalar") ? 2e-5f : 5e-5f;
            assertThat(Runs.difference(output, golden.output())).isLessThanOrEqualTo(limit);
        }
    }
}
