package io.github.upscale4j.weights;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.tensor.Shape;
import io.github.upscale4j.testing.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Published weights and the golden networks' files, of the shared data. */
class RealWeightsTest {
    @Test
    void torchAndSafetensorsTwinsAreBitIdentical() throws IOException {
        Weights torch = read("weights/realesr-animevideov3.pth");
        Weights twin = read("weights/realesr-animevideov3.safetensors");
        assertThat(torch.names()).hasSize(53).containsExactlyInAnyOrderElementsOf(twin.names());
        assertThat(torch.parameters()).isEqualTo(621_424);
        for (String name : torch.names()) {
            assertThat(torch.shape(name)).isEqualTo(twin.shape(name));
            assertThat(bits(torch.floats(name))).as(name).isEqualTo(bits(twin.floats(name)));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "realesr-general-x4v3.pth, 101, body.0.weight, 64, 3",
        "realesr-general-wdn-x4v3.pth, 101, body.0.weight, 64, 3",
    })
    void readsThePublishedCompactModels(String file, int tensors, String first, int out, int in) throws IOException {
        Weights weights = read("weights/" + file);
        assertThat(weights.names()).hasSize(tensors);
        assertThat(weights.floats(first, out, in, 3, 3)).doesNotContain(Float.NaN);
    }

    @Test
    void readsVdsr() throws IOException {
        Weights weights = read("weights/vdsr.pth");
        assertThat(weights.names())
                .hasSize(20)
                .contains("input.weight", "residual_layer.17.conv.weight", "output.weight");
        assertThat(weights.floats("input.weight", 64, 1, 3, 3)).hasSize(576);
        allFinite(weights);
    }

    @Test
    void readsTheLegacyContainer() throws IOException {
        Weights weights = read("weights/srgan-leftthomas-x4-legacy.pth");
        assertThat(weights.names()).hasSize(79).startsWith("block1.0.weight", "block1.0.bias");
        assertThat(weights.floats("block1.0.weight", 64, 3, 9, 9)).hasSize(15_552);
        assertThat(weights.has("block2.bn1.running_var")).isTrue();
        allFinite(weights);
    }

    @ParameterizedTest
    @CsvSource({"natural", "faithful"})
    void readsOurModels(String model) throws IOException {
        Weights weights = read("models/" + model + "-x4.safetensors");
        assertThat(weights.parameters()).isEqualTo(621_424);
        assertThat(weights.metadata())
                .containsEntry("architecture", "SRVGGNetCompact")
                .containsEntry("scale", "4");
        allFinite(weights);
    }

    @Test
    void readsEveryGoldenNetwork() throws IOException {
        List<Path> files;
        try (Stream<Path> folders = Files.list(Shared.require("goldens"))) {
            files = folders.map(folder -> folder.resolve("weights.pth"))
                    .filter(Files::exists)
                    .sorted()
                    .collect(Collectors.toList());
        }
        assertThat(files).hasSizeGreaterThan(90);
        for (Path file : files) {
            Weights weights = Weights.read(file);
            assertThat(weights.names())
                    .as("%s", file)
                    .isNotEmpty()
                    .noneMatch(name -> name.startsWith("module.") || name.startsWith("params"));
            allFinite(weights);
        }
    }

    private static void allFinite(Weights weights) {
        for (String name : weights.names()) {
            Shape shape = weights.shape(name);
            float[] floats = weights.floats(name, shape.toArray());
            assertThat((long) floats.length).isEqualTo(shape.elements());
            for (float value : floats) {
                if (!Float.isFinite(value)) {
                    assertThat(value).as(name).isFinite();
                }
            }
        }
    }

    private static int[] bits(float[] floats) {
        int[] bits = new int[floats.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(floats[i]);
        }
        return bits;
    }

    private static Weights read(String file) throws IOException {
        return Weights.read(Shared.require(file));
    }
}
