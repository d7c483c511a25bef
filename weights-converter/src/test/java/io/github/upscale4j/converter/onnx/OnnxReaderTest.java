package io.github.upscale4j.converter.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.upscale4j.Model;
import io.github.upscale4j.Upscaler;
import io.github.upscale4j.tensor.Tensor;
import io.github.upscale4j.weights.MalformedWeightsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OnnxReaderTest {
    private static final float LIMIT = 2e-5f;

    /** Whose weights were folded for the export, so that their checkpoints' names are gone; Swin2SR's bias as well. */
    private static final Set<String> FOLDED = Set.of("FSRCNN", "SRGAN", "Swin2SR", "Real-CUGAN");

    /** Of which our own exporter writes the steps, and PyTorch's one operation. */
    private static final String INSTANCE_NORM = "srresnet-instancenorm";

    @TempDir
    Path folder;

    static List<String> goldens() throws IOException {
        return Goldens.names();
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void ourOwnExportComesBack(String golden) throws IOException {
        Path file = folder.resolve("network.onnx");
        Model before = Goldens.model(golden);
        OnnxExport.write(before, file);
        if (golden.startsWith(INSTANCE_NORM)) {
            assertThatThrownBy(() -> Model.load(file))
                    .isInstanceOf(MalformedWeightsException.class)
                    .hasMessageContaining("node 'Normaliser_4_difference' ('Sub')");
            return;
        }
        Model model = Model.load(file);
        assertThat(model.architecture())
                .isEqualTo(FOLDED.contains(before.architecture()) ? "ONNX graph" : before.architecture());
        assertThat(model.net().multiple()).isEqualTo(before.net().multiple());
        Tensor expected = Goldens.output(golden);
        try (Upscaler upscaler = Upscaler.builder().model(model).build()) {
            Tensor output = upscaler.upscale(Goldens.input(golden));
            assertThat(OnnxExportTest.difference(output, expected)).isLessThanOrEqualTo(LIMIT);
        }
    }
}
