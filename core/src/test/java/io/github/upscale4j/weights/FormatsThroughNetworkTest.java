package io.github.upscale4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.upscale4j.Model;
import io.github.upscale4j.Upscaler;
import io.github.upscale4j.tensor.Tensor;
import io.github.upscale4j.testing.GoldenNetwork;
import io.github.upscale4j.testing.Runs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A file that loads computes what it should, whatever its container: right tensors under right names. */
class FormatsThroughNetworkTest {
    static List<Goldens.Case> cases() throws IOException {
        return Goldens.cases();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void computesTheNamedOutput(Goldens.Case golden) throws IOException {
        Path file = Goldens.folder().resolve(golden.file());
        if (golden.expect().equals("refuse")) {
            assertThatThrownBy(() -> Model.load(file)).isInstanceOf(MalformedWeightsException.class);
            return;
        }
        Model model;
        try {
            model = Model.load(file);
        } catch (MalformedWeightsException e) {
            assertThat(golden.expect()).as(e.getMessage()).isEqualTo("either");
            return;
        }
        assertThat(model.architecture()).isEqualTo("SRVGGNetCompact");
        assertThat(model.scale()).isEqualTo(2);
        Tensor input = GoldenNetwork.tensor(Goldens.folder().resolve("input.npy"));
        Tensor expected = GoldenNetwork.tensor(Goldens.folder().resolve(golden.output()));
        try (Upscaler upscaler = Upscaler.builder().model(model).threads(1).build()) {
            assertThat(Runs.difference(upscaler.upscale(input), expected)).isLessThanOrEqualTo(2e-5f);
        }
    }
}
