package io.github.upscale4j.arch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.upscale4j.Model;
import io.github.upscale4j.Upscaler;
import io.github.upscale4j.testing.GoldenNetwork;
import io.github.upscale4j.testing.Runs;
import io.github.upscale4j.testing.SafetensorsFile;
import io.github.upscale4j.testing.Shared;
import io.github.upscale4j.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a file cannot hold, told by the caller or by the file's own metadata. */
class OptionsTest {
    private static final GoldenNetwork LEAKY = GoldenNetwork.of("srvgg-leakyrelu-x2");
    private static final GoldenNetwork ONE_STEP = GoldenNetwork.of("esrgan-old-x2");

    @TempDir
    Path folder;

    @Test
    void anUnknownOptionIsRefusedByName() {
        assertThatThrownBy(() -> Model.load(LEAKY.weights(), Map.of("act_typ", "relu")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("option 'act_typ' is unknown to SRVGGNetCompact, which takes act_type");
        assertThatThrownBy(() -> Model.load(ONE_STEP.weights(), Map.of("act_type", "relu")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("option 'act_type' is unknown to RRDBNet, which takes scale");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gelu", "RELU", "relu "})
    void anActivationThatIsNoneIsRefused(String value) {
        assertThatThrownBy(() -> Model.load(LEAKY.weights(), Map.of("act_type", value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("option act_type: expected prelu, relu or leakyrelu, got '" + value + "'");
    }

    @Test
    void slopesThatTheFileLacksCannotBeAskedFor() {
        assertThatThrownBy(() -> Model.load(LEAKY.weights(), Map.of("act_type", "prelu")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'body.1.weight'");
    }

    @Test
    void groupsOfChannelsAreAWholeNumber() throws IOException {
        Path weights = Shared.require("goldens/realplksr-x4/weights.pth"); // of 8 channels
        assertThat(Model.load(weights, Map.of("norm_groups", "8")).scale()).isEqualTo(4);
        for (String wrong : new String[] {"0", "2.5", "-4", "1e20"}) {
            assertThatThrownBy(() -> Model.load(weights, Map.of("norm_groups", wrong)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("option norm_groups: expected a whole number of at least 1, got '" + wrong + "'");
        }
        assertThatThrownBy(() -> Model.load(weights, Map.of("norm_groups", "3")))
                .hasMessage("normalisation 'feats.1.norm': 8 channels do not make 3 groups");
    }

    @Test
    void oneUpsamplingStepMayBeOfThree() throws IOException {
        assertThat(Model.load(ONE_STEP.weights()).scale()).isEqualTo(2);
        assertThat(Model.load(ONE_STEP.weights(), Map.of("scale", "2")).scale()).isEqualTo(2);
        Model three = Model.load(ONE_STEP.weights(), Map.of("scale", "3"));
        assertThat(three.scale()).isEqualTo(3);
        try (Upscaler upscaler = Upscaler.builder().model(three).threads(1).build()) {
            assertThat(upscaler.upscale(ONE_STEP.input())).hasToString("3 x 54 x 63");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"4", "1", "0", "-2", "2.5", "3.7", "two", "NaN", "Infinity", "", "1e30"})
    void anyOtherScaleIsRefused(String value) {
        assertThatThrownBy(() -> Model.load(ONE_STEP.weights(), Map.of("scale", value)))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .startsWith("option scale: ")
                .contains("'" + value + "'");
    }

    /** Values 255 times as large in the network: its normalisations hide much of that, not all. */
    @Test
    void theRangeOfValuesMayBeAnother() throws IOException {
        GoldenNetwork jpeg = GoldenNetwork.of("swinir-jpeg-gray-w7"); // made with 255, as windows of 7 tell
        try (Upscaler told = Upscaler.builder()
                        .model(jpeg.weights(), Map.of("img_range", "255"))
                        .build();
                Upscaler other = Upscaler.builder()
                        .model(jpeg.weights(), Map.of("img_range", "1"))
                        .build()) {
            assertThat(Runs.difference(told.upscale(jpeg.input()), jpeg.output()))
                    .isLessThan(5e-5f);
            assertThat(Runs.difference(other.upscale(jpeg.input()), jpeg.output()))
                    .isGreaterThan(1e-2f);
        }
        assertThatThrownBy(() -> Model.load(jpeg.weights(), Map.of("img_range", "0")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("option img_range: expected more than 0, got 0.0");
    }

    @Test
    void metadataCarriesOptionsAndTheCallerOverridesThem() throws IOException {
        Path file = SafetensorsFile.of(Weights.read(LEAKY.weights()))
                .metadata("act_type", "leakyrelu")
                .metadata("author", "nobody")
                .write(folder.resolve("leaky.safetensors"));
        try (Upscaler told =
                        Upscaler.builder().model(file).backend("cpu-scalar").build();
                Upscaler overridden = Upscaler.builder()
                        .model(file, Map.of("act_type", "relu"))
                        .backend("cpu-scalar")
                        .build()) {
            assertThat(Runs.difference(told.upscale(LEAKY.input()), LEAKY.output()))
                    .isLessThan(2e-5f);
            assertThat(Runs.difference(overridden.upscale(LEAKY.input()), LEAKY.output()))
                    .isGreaterThan(1e-3f);
        }
    }

    /** 48 input channels of 3 colours are shuffled by 4, and no step enlarges. */
    @Test
    void aNetworkThatOnlyShrinksIsRefused() throws IOException {
        GoldenNetwork golden = GoldenNetwork.of("esrgan-new-x1-unshuffle");
        Path file = SafetensorsFile.of(Weights.read(golden.weights()))
                .remove("conv_up2.weight")
                .remove("conv_up2.bias")
                .write(folder.resolve("shrinking.safetensors"));
        assertThatThrownBy(() -> Model.load(file))
                .isInstanceOf(UnknownArchitectureException.class)
                .hasMessage(
                        "shrinking.safetensors looks like RRDBNet, but the file has 1 upsampling steps, which do not"
                                + " make up for the pixel-unshuffle by 4 of its input");
    }

    @Test
    void wholeNumbersAreWholeAndAboveZero() {
        assertThat(Options.NONE.whole("window_size", 16)).isEqualTo(16);
        assertThat(Options.of(Map.of("window_size", "8")).whole("window_size", 16))
                .isEqualTo(8);
        for (String wrong : new String[] {"0", "-1", "8.5", "", "many"}) {
            assertThatThrownBy(() -> Options.of(Map.of("window_size", wrong)).whole("window_size", 16))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("option window_size: expected a whole number above 0, got '" + wrong + "'");
        }
    }
}
