package io.github.upscale4j.converter.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.Model;
import io.github.upscale4j.Upscaler;
import io.github.upscale4j.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OnnxReaderTest {
    private static final float LIMIT = 2e-5f;

    @TempDir
    Path folder;

    static List<String> goldens() throws IOException {
        return Goldens.names();
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void ourOwnExportComesBack(String golden) throws IOException {
        Path file = folder.resolve("network.onnx");
        OnnxExport.write(Goldens.model(golden), file);
        Model model = Model.load(file);
        System.out.println(golden + " -> " + model + " multiple " + model.net().multiple() + " nodes " + model.net().nodes().size() + " was " + Goldens.model(golden).net().nodes().size());
        try (Upscaler upscaler = Upscaler.builder().model(model).build()) {
            Tensor output = upscaler.upscale(Goldens.input(golden));
            Tensor expected = Goldens.output(golden);
            assertThat(output).hasToString(expected.toString());
            float most = 0;
            for (int i = 0; i < expected.data().length; i++) {
                most = Math.max(most, Math.abs(output.data()[i] - expected.data()[i]));
            }
            assertThat(most).isLessThanOrEqualTo(LIMIT);
        }
    }
}
