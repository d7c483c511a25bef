package io.github.upscale4j.converter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.Model;
import io.github.upscale4j.Upscaler;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real pictures through {@code realesr-animevideov3} as published and as converted. */
class PublishedPicturesTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"0014", "comic", "ost"})
    void convertedGivesThePicture(String picture) throws IOException {
        Path published = Shared.require("weights/realesr-animevideov3.pth");
        BufferedImage input = ImageIO.read(
                Shared.require("weights/expected/" + picture + ".in.png").toFile());
        int[] expected = run(Model.load(published), input);

        Path converted = folder.resolve("converted.safetensors");
        WeightsConverter.standard().convert(published, converted);
        assertThat(run(Model.load(converted), input)).isEqualTo(expected);

        Path half = folder.resolve("half.safetensors");
        WeightsConverter.standard().type(ElementType.F16).convert(published, half);
        assertClose(run(Model.load(half), input), expected, 0.02);
    }

    static void assertClose(int[] actual, int[] expected, double mean) {
        assertThat(actual).hasSameSizeAs(expected);
        int most = 0;
        long sum = 0;
        for (int i = 0; i < actual.length; i++) {
            int difference = Math.abs(actual[i] - expected[i]);
            most = Math.max(most, difference);
            sum += difference;
        }
        assertThat(most).isLessThanOrEqualTo(1);
        assertThat((double) sum / actual.length).isLessThan(mean).isPositive();
    }

    static int[] run(Model model, BufferedImage input) {
        try (Upscaler upscaler = Upscaler.builder().model(model).build()) {
            BufferedImage large = upscaler.upscale(input);
            return large.getRaster().getPixels(0, 0, large.getWidth(), large.getHeight(), (int[]) null);
        }
    }
}
