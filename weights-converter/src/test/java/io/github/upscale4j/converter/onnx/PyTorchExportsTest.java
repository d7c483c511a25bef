package io.github.upscale4j.converter.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.upscale4j.Model;
import io.github.upscale4j.Upscaler;
import io.github.upscale4j.tensor.Tensor;
import io.github.upscale4j.weights.MalformedWeightsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that PyTorch exported, with what PyTorch computes; see the README beside them. */
class PyTorchExportsTest {
    static final Path FOLDER = Path.of("src", "test", "resources", "pytorch");

    private static final float LIMIT = 2e-5f;

    @ParameterizedTest
    @CsvSource({
        "operations-opset13, 2, 1",
        "windows-opset17, 2, 4",
        "windows-v2-opset11, 1, 4",
        "unshuffle-opset9, 2, 2",
        "bordered-opset17, 2, 1",
        "extended-opset17, 2, 4",
        "contrast-opset13, 2, 2",
        "rectangles-opset17, 2, 1",
        "shifted-opset13, 2, 1",
        "grid-opset17, 2, 4",
        "overlap-opset17, 2, 4",
        "sampled-opset17, 2, 1",
        "mirrored-opset17, 2, 4",
        "folded-opset17, 2, 6",
        "anchors-opset13, 2, 8",
        "traced-opset17, 2, 4",
        "sorted-opset17, 2, 1"
    })
    void givesWhatPyTorchGives(String name, int scale, int multiple) throws IOException {
        Model model = Model.load(FOLDER.resolve(name + ".onnx"));
        assertThat(model.architecture()).isEqualTo("ONNX graph");
        assertThat(model.scale()).isEqualTo(scale);
        assertThat(model.net().multiple()).isEqualTo(multiple);
        Tensor expected = Goldens.tensor(FOLDER.resolve(name + ".out.npy"));
        try (Upscaler upscaler = Upscaler.builder().model(model).build()) {
            Tensor output = upscaler.upscale(Goldens.tensor(FOLDER.resolve(name + ".in.npy")));
            assertThat(OnnxExportTest.difference(output, expected)).isLessThanOrEqualTo(LIMIT);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "unshuffle-opset9, LeakyRelu, CumSumAll, no operation that is read",
        "bordered-opset17, ConvTranspose, NonMaxSuppres, no operation that is read",
        "operations-opset13, GlobalAveragePool, GlobalLpPoolOfAll, no operation that is read"
    })
    void whatCannotBeReadIsRefusedByName(String name, String truth, String lie, String reason, @TempDir Path folder)
            throws IOException {
        String content = Files.readString(FOLDER.resolve(name + ".onnx"), StandardCharsets.ISO_8859_1);
        assertThat(content).contains(truth);
        Path file = folder.resolve("lie.onnx");
        Files.writeString(file, content.replace(truth, lie), StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> Model.load(file))
                .isInstanceOf(MalformedWeightsException.class)
                .hasMessageStartingWith(file + ": node '")
                .hasMessageContaining("('" + lie + "')")
                .hasMessageContaining(reason);
    }
}
