package io.github.upscale4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.upscale4j.testing.GoldenNetwork;
import io.github.upscale4j.testing.Images;
import io.github.upscale4j.testing.RandomNets;
import java.awt.image.BufferedImage;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings that cannot be, and what is said about them. */
class SettingsTest {
    @Test
    void numbersBelowOneAreRefused() {
        assertThatThrownBy(() -> Upscaler.builder().threads(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("threads: at least 1, got 0");
        assertThatThrownBy(() -> Upscaler.builder().memoryLimit(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("memory limit: at least 1 byte, got 0");
        assertThatThrownBy(() -> Upscaler.builder().model((Model) null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> Upscaler.builder().progress(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> Upscaler.builder().backend(null)).isInstanceOf(NullPointerException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 10_000, 20 << 20})
    void tooLittleMemoryIsSaidBeforeAnythingIsComputed(long limit) {
        try (Upscaler upscaler =
                Upscaler.builder().threads(2).memoryLimit(limit).build()) {
            BufferedImage image = Images.soft(3_000, 100, BufferedImage.TYPE_INT_RGB, 1);
            assertThatThrownBy(() -> upscaler.upscale(image))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageMatching("a picture 3000 pixels wide needs at least \\d+ MB of working memory with this"
                            + " network, and the limit is (0 KB|9 KB|20 MB): raise the memory limit, or upscale the picture in"
                            + " narrower parts");
            if (limit > 100_000) { // a narrow one still fits
                BufferedImage narrow = Images.soft(4, 9, BufferedImage.TYPE_INT_RGB, 1);
                Images.assertSame(upscaler.upscale(narrow), Upscaler.upscale(narrow, 4), "narrow");
            }
        }
    }

    @Test
    void theNetworkAloneTakesItsOwnChannels() throws IOException {
        GoldenNetwork gray = GoldenNetwork.of("srvgg-prelu-gray-x4");
        try (Upscaler upscaler = Upscaler.builder().model(gray.weights()).build();
                Upscaler colour = Upscaler.builder().build()) {
            assertThatThrownBy(() -> upscaler.upscale(RandomNets.image(1, 3, 5, 4)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the model weights.pth takes 1 channels, got a tensor of 3 x 5 x 4");
            assertThatThrownBy(() -> colour.upscale(RandomNets.image(1, 4, 5, 4)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("the model natural takes 3 channels");
            assertThat(colour.upscale(RandomNets.image(1, 3, 5, 4))).hasToString("3 x 20 x 16");
        }
    }

    @Test
    void embeddedModelsSayWhatTheyAre() {
        for (Model model : new Model[] {Model.natural(), Model.faithful()}) {
            assertThat(model.scale()).isEqualTo(4);
            assertThat(model.inputChannels()).isEqualTo(3);
            assertThat(model.outputChannels()).isEqualTo(3);
            assertThat(model.parameters()).isBetween(1_000L, 1_800_000L);
            assertThat(model.toString())
                    .startsWith(model.name() + ": " + model.architecture() + " x4, 3 to 3 channels");
        }
        assertThat(Model.natural()).isSameAs(Model.natural()).isNotSameAs(Model.faithful());
    }
}
