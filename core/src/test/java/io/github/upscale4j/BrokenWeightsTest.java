package io.github.upscale4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.upscale4j.cpu.Kernels;
import io.github.upscale4j.testing.CpuKernels;
import io.github.upscale4j.testing.GoldenNetwork;
import io.github.upscale4j.testing.Images;
import io.github.upscale4j.testing.RandomNets;
import io.github.upscale4j.testing.SafetensorsFile;
import io.github.upscale4j.weights.Weights;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights that give no picture give an exception, not a black one. */
class BrokenWeightsTest {
    @TempDir
    Path folder;

    static Stream<Arguments> cases() {
        List<Arguments> cases = new ArrayList<>();
        for (Kernels kernels : CpuKernels.all()) {
            for (String golden : List.of("srvgg-prelu-x4", "srvgg-relu-x4", "esrgan-new-x4", "srvgg-prelu-gray-x4")) {
                for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
                    cases.add(Arguments.of(golden, value, kernels.name()));
                }
            }
        }
        return cases.stream();
    }

    @ParameterizedTest(name = "{0} with {1} on {2}")
    @MethodSource("cases")
    void aValueThatIsNoNumberFailsThePicture(String golden, float value, String backend) throws IOException {
        SafetensorsFile weights =
                SafetensorsFile.of(Weights.read(GoldenNetwork.of(golden).weights()));
        String first = golden.startsWith("srvgg") ? "body.0.weight" : "conv_first.weight";
        for (int i = 0; i < 27; i++) { // all of it, so that no activation hides it: -infinity under ReLU is 0
            weights.set(first, i, i % 2 == 0 ? value : -value);
        }
        Path file = weights.write(folder.resolve("broken.safetensors"));
        try (Upscaler upscaler = Upscaler.builder().model(file).backend(backend).build()) {
            BufferedImage image = Images.soft(6, 5, BufferedImage.TYPE_INT_RGB, 1);
            assertThatThrownBy(() -> upscaler.upscale(image))
                    .isInstanceOf(ArithmeticException.class)
                    .hasMessageMatching("the model broken\\.safetensors gave (NaN|-?Infinity) at row \\d+, column \\d+"
                            + " of its output: its weights are damaged or not meant for this input");
            // the network alone is neither checked nor changed
            assertThat(upscaler.upscale(RandomNets.image(1, upscaler.model().inputChannels(), 5, 6))
                            .data())
                    .matches(data -> {
                        for (float v : data) {
                            if (!Float.isFinite(v)) {
                                return true;
                            }
                        }
                        return false;
                    });
        }
    }

    /** One bad value in a corner, found where it is. */
    @Test
    void theMessageNamesThePlace() throws IOException {
        // the output's first channel of the first pixel of each 4 x 4 block is NaN where the bias is
        Path file = SafetensorsFile.of(
                        Weights.read(GoldenNetwork.of("srvgg-prelu-x4").weights()))
                .set("body.10.bias", 5, Float.NaN)
                .write(folder.resolve("biased.safetensors"));
        try (Upscaler upscaler = Upscaler.builder().model(file).build()) {
            assertThatThrownBy(() -> upscaler.upscale(Images.soft(6, 5, BufferedImage.TYPE_INT_RGB, 1)))
                    .isInstanceOf(ArithmeticException.class)
                    .hasMessageContaining("gave NaN at row 1, column 1 of its output");
        }
    }

    /** A network for other than gray or RGB can be run on tensors; for a picture there is a clear error. */
    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void aNetworkForOtherColoursRefusesPictures(int colours) throws IOException {
        Path file = new SafetensorsFile()
                .put("body.0.weight", new float[4 * colours * 9], 4, colours, 3, 3)
                .put("body.0.bias", new float[4], 4)
                .put("body.2.weight", new float[4 * colours * 4 * 9], 4 * colours, 4, 3, 3)
                .put("body.2.bias", new float[4 * colours], 4 * colours)
                .write(folder.resolve("odd.safetensors"));
        try (Upscaler upscaler = Upscaler.builder().model(file).build()) {
            assertThat(upscaler.model().inputChannels()).isEqualTo(colours);
            assertThat(upscaler.upscale(RandomNets.image(1, colours, 3, 2))).hasToString(colours + " x 6 x 4");
            for (int type :
                    new int[] {BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_INT_ARGB}) {
                assertThatThrownBy(() -> upscaler.upscale(Images.soft(6, 5, type, 1)))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("odd.safetensors")
                        .hasMessageContaining(colours + " channels");
            }
        }
    }
}
