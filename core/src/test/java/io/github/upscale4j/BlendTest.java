package io.github.upscale4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.upscale4j.testing.GoldenNetwork;
import io.github.upscale4j.testing.Images;
import io.github.upscale4j.testing.Networks;
import io.github.upscale4j.testing.Shared;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlendTest {
    @Test
    void everyTensorIsTheWeightedSum() {
        Model a = Model.natural();
        Model b = Model.faithful();
        Model blended = Model.blend(a, b, 0.3);
        assertThat(blended.toString()).startsWith("0.3000 natural + 0.7000 faithful: SRVGGNetCompact x4, 3 to 3");
        assertThat(blended.parameters()).isEqualTo(a.parameters());
        for (String name : a.weights().names()) {
            float[] expected = a.weights().floats(name);
            float[] other = b.weights().floats(name);
            for (int i = 0; i < expected.length; i++) {
                expected[i] = 0.3f * expected[i] + (1 - 0.3f) * other[i];
            }
            assertThat(blended.weights().floats(name)).as(name).isEqualTo(expected);
        }
    }

    @Test
    void allOfOneIsThatOne() {
        BufferedImage image = Images.soft(9, 8, BufferedImage.TYPE_INT_RGB, 1);
        Model all = Model.blend(Model.natural(), Model.faithful(), 1);
        Model none = Model.blend(Model.natural(), Model.faithful(), 0);
        try (Upscaler natural = Upscaler.builder().model(all).build();
                Upscaler faithful = Upscaler.builder().model(none).build();
                Upscaler expected = Upscaler.builder().model(Model.faithful()).build()) {
            Images.assertSame(natural.upscale(image), Upscaler.upscale(image, 4), "natural");
            Images.assertSame(faithful.upscale(image), expected.upscale(image), "faithful");
        }
    }

    @Test
    void whatDoesNotFitIsRefusedByName() throws IOException {
        Model natural = Model.natural();
        assertThatThrownBy(() -> Model.blend(natural, natural, 1.1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("weight: from 0 to 1, got 1.1");
        assertThatThrownBy(() -> Model.blend(natural, natural, Double.NaN)).hasMessage("weight: from 0 to 1, got NaN");
        assertThatThrownBy(() -> Model.blend(Networks.nearest(2, 3), Networks.nearest(2, 1), 0.5))
                .hasMessageEndingWith(
                        "cannot be blended: tensor 'body.0.weight' has shape [4, 3, 3, 3] in the first, [4, 1, 3, 3]"
                                + " in the second");
        assertThatThrownBy(() -> Model.blend(natural, Networks.nearest(4, 3), 0.5))
                .hasMessageContaining("the models natural and ")
                .hasMessageEndingWith(" is in the first only");
        assertThatThrownBy(() -> Model.blend(Networks.nearest(4, 3), natural, 0.5))
                .hasMessageEndingWith(" is in the second only");
        GoldenNetwork esrgan = GoldenNetwork.of("esrgan-new-x4");
        assertThatThrownBy(() -> Model.blend(natural, Model.load(esrgan.weights()), 0.5))
                .hasMessage("the models natural and weights.pth cannot be blended: SRVGGNetCompact and RRDBNet");
        GoldenNetwork relu = GoldenNetwork.of("srvgg-relu-x4");
        Model one = Model.load(relu.weights(), Map.of("act_type", "relu"));
        Model other = Model.load(relu.weights(), Map.of("act_type", "leakyrelu"));
        assertThatThrownBy(() -> Model.blend(one, other, 0.5))
                .hasMessageEndingWith("their networks differ in an option, as act_type is one");
    }

    /** 0.5 general-x4v3 + 0.5 of its denoising twin, as PyTorch has it. */
    @ParameterizedTest
    @ValueSource(strings = {"0014", "comic", "ost"})
    void halfTheDenoisingIsWhatPyTorchGives(String picture) throws IOException {
        Model general = Model.load(Shared.require("weights/realesr-general-x4v3.pth"));
        Model denoising = Model.load(Shared.require("weights/realesr-general-wdn-x4v3.pth"));
        BufferedImage image = ImageIO.read(
                Shared.require("weights/expected/" + picture + ".in.png").toFile());
        BufferedImage expected =
                ImageIO.read(Shared.require("weights/expected/" + picture + ".realesr-general-dn0.5.png")
                        .toFile());
        try (Upscaler upscaler =
                Upscaler.builder().model(Model.blend(general, denoising, 0.5)).build()) {
            int[] actual = Images.samples(upscaler.upscale(image));
            int[] wanted = Images.samples(expected);
            int differing = 0;
            for (int i = 0; i < wanted.length; i++) {
                int difference = Math.abs(actual[i] - wanted[i]);
                assertThat(difference).isLessThanOrEqualTo(1);
                differing += difference;
            }
            assertThat(differing).isLessThan(wanted.length / 1_000);
        }
    }
}
