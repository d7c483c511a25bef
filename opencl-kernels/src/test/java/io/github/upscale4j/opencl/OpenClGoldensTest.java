package io.github.upscale4j.opencl;

import static org.assertj.core.api.Assertions.assertThat;

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
        return GoldenNetwork.all();
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
