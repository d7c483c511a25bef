package io.github.upscale4j.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.upscale4j.Model;
import io.github.upscale4j.tensor.Tensor;
import io.github.upscale4j.testing.GoldenNetwork;
import io.github.upscale4j.testing.Runs;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every golden network on the device, whole and in bands. */
class OpenClGoldensTest {
    /** ATD's tokens and categories are not there yet. */
    private static final String REFUSED = "atd-.*";

    private static OpenClBackend backend;

    @BeforeAll
    static void open() {
        backend = TestDevice.open();
    }

    @AfterAll
    static void close() {
        if (backend != null) {
            backend.close();
        }
    }

    static List<GoldenNetwork> goldens() throws IOException {
        return GoldenNetwork.all().stream()
                .filter(golden -> !golden.name().matches(REFUSED))
                .toList();
    }

    static List<GoldenNetwork> refused() throws IOException {
        return GoldenNetwork.all().stream()
                .filter(golden -> golden.name().matches(REFUSED))
                .toList();
    }

    /** A whole plan or nothing, so that the next backend is tried. */
    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("refused")
    void namesTheOperationThatItLacks(GoldenNetwork golden) throws IOException {
        Model model = Model.load(golden.weights(), golden.options());
        assertThatThrownBy(() -> Runs.run(backend, model.net(), model.weights(), golden.input(), 8))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageStartingWith("OpenCL has no kernel for Token");
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void givesPyTorchsNumbers(GoldenNetwork golden) throws IOException {
        Model model = Model.load(golden.weights(), golden.options());
        Tensor image = golden.input();
        Tensor whole = Runs.run(backend, model.net(), model.weights(), image, Integer.MAX_VALUE);
        assertThat(Runs.difference(whole, golden.output())).isLessThan(2e-5f);
        for (int band : new int[] {1, 8}) {
            Tensor result = Runs.run(backend, model.net(), model.weights(), image, band);
            assertThat(result.data()).as("bands of %d", band).isEqualTo(whole.data());
        }
    }
}
