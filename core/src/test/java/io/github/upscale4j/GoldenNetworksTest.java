package io.github.upscale4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.cpu.Kernels;
import io.github.upscale4j.tensor.Tensor;
import io.github.upscale4j.testing.CpuKernels;
import io.github.upscale4j.testing.Npy;
import io.github.upscale4j.testing.Runs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Networks with random weights against the outputs of their PyTorch reference classes; each folder's meta.json tells which
 * class, commit and seed made it.
 */
class GoldenNetworksTest {
    private static final Path GOLDENS = Path.of("src", "test", "resources", "goldens", "networks");

    static Stream<Arguments> cases() throws IOException {
        List<Arguments> cases = new ArrayList<>();
        try (Stream<Path> folders = Files.list(GOLDENS)) {
            for (Path folder : folders.sorted().toList()) {
                for (Kernels kernels : CpuKernels.all()) {
                    cases.add(Arguments.of(folder.getFileName().toString(), kernels.name()));
                }
            }
        }
        return cases.stream();
    }

    @ParameterizedTest(name = "{0} on {1}")
    @MethodSource("cases")
    void givesTheReferenceOutput(String golden, String backend) throws IOException {
        Path folder = GOLDENS.resolve(golden);
        Tensor expected = tensor(folder.resolve("output.npy"));
        Model model = Model.load(folder.resolve("weights.pth"), options(folder));
        try (Upscaler upscaler =
                Upscaler.builder().model(model).backend(backend).build()) {
            Tensor output = upscaler.upscale(tensor(folder.resolve("input.npy")));
            // twice the largest rounding error of the goldens on plain sums, five times on reordered ones
            float limit = backend.equals("cpu-scalar") ? 2e-5f : 5e-5f;
            assertThat(Runs.difference(output, expected)).isLessThanOrEqualTo(limit);
        }
    }

    private static Tensor tensor(Path file) throws IOException {
        Npy array = Npy.read(file);
        int[] shape = array.shape(); // (1, channels, height, width)
        return Tensor.of(array.floats(), shape[1], shape[2], shape[3]);
    }

    /** What the file cannot hold and the reference constructor was given. */
    private static Map<String, String> options(Path folder) throws IOException {
        Matcher activation =
                Pattern.compile("\"act_type\": \"(\\w+)\"").matcher(Files.readString(folder.resolve("meta.json")));
        return activation.find() ? Map.of("act_type", activation.group(1)) : Map.of();
    }
}
