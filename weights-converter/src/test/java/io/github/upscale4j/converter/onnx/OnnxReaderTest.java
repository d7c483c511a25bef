package io.github.upscale4j.converter.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.Model;
import io.github.upscale4j.Upscaler;
import io.github.upscale4j.converter.Hostile;
import io.github.upscale4j.tensor.Tensor;
import io.github.upscale4j.weights.Weights;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class OnnxReaderTest {
    private static final float LIMIT = 2e-5f;

    /** Whose weights were folded for the export, so that their checkpoints' names are gone; Swin2SR's bias as well. */
    private static final Set<String> FOLDED = Set.of("FSRCNN", "SRGAN", "Swin2SR", "Real-CUGAN");

    /** Whose attention or interpolation comes back as another of the same results. */
    private static final String OTHERWISE = "(realplksr|mosr|hat|dat|omnisr|rgt|srformer|grl|craft|atd)-.*";

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
        Model model = Model.load(file);
        boolean folded = FOLDED.contains(before.architecture())
                || golden.equals("span-nonorm-x4") // a flag without influence on shapes
                || golden.matches(OTHERWISE);
        assertThat(model.architecture()).isIn(folded ? "ONNX graph" : before.architecture(), before.architecture());
        assertThat(model.net().multiple()).isEqualTo(before.net().multiple());
        Tensor expected = Goldens.output(golden);
        try (Upscaler upscaler = Upscaler.builder().model(model).build()) {
            Tensor output = upscaler.upscale(Goldens.input(golden));
            assertThat(OnnxExportTest.difference(output, expected)).isLessThanOrEqualTo(LIMIT);
        }
    }

    @ParameterizedTest
    @CsvSource({"srvgg-prelu-x2, 10000", "swinir-real-x2, 100", "atd-x2, 50"})
    void damageOfOurExportIsReadOrRefused(String golden, int count) throws IOException {
        ByteArrayOutputStream onnx = new ByteArrayOutputStream();
        OnnxExport.write(Goldens.model(golden), onnx);
        int refused = Hostile.refused(golden, onnx.toByteArray(), count, false, OnnxReaderTest::read);
        assertThat(refused).isBetween(count / 20, count - 1);
    }

    @ParameterizedTest
    @CsvSource({
        "bordered-opset17, 10000",
        "operations-opset13, 300",
        "unshuffle-opset9, 500",
        "windows-opset17, 50",
        "extended-opset17, 300",
        "contrast-opset13, 300",
        "rectangles-opset17, 100",
        "grid-opset17, 100",
        "overlap-opset17, 100",
        "sampled-opset17, 300",
        "folded-opset17, 50",
        "anchors-opset13, 50",
        "traced-opset17, 100",
        "sorted-opset17, 100"
    })
    void damageOfPyTorchsExportIsReadOrRefused(String name, int count) throws IOException {
        byte[] good = Files.readAllBytes(PyTorchExportsTest.FOLDER.resolve(name + ".onnx"));
        int refused = Hostile.refused(name, good, count, false, OnnxReaderTest::read);
        assertThat(refused).isBetween(count / 20, count - 1);
    }

    private static Weights read(byte[] bytes) throws IOException {
        return OnnxReader.read(ByteBuffer.wrap(bytes));
    }
}
