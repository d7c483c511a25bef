package io.github.upscale4j.converter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.Model;
import io.github.upscale4j.Upscaler;
import io.github.upscale4j.weights.Weights;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
        assertClose(run(Model.load(half), input), expected, 1, 0.02);
    }

    /** The published ncnn file's float16 is cut off toward zero; what it is taken for lies 0.0062 to 0.0243 levels away. */
    @ParameterizedTest
    @CsvSource({"0014, 0.03", "comic, 0.02", "ost, 0.03"})
    void ncnnGivesNearlyThePicture(String picture, double mean) throws IOException {
        BufferedImage input = ImageIO.read(
                Shared.require("weights/expected/" + picture + ".in.png").toFile());
        int[] expected = run(Model.load(Shared.require("weights/realesr-animevideov3.pth")), input);
        Path ncnn = Shared.require("weights/ncnn/realesr-animevideov3-x4.param");
        try (Upscaler upscaler = Upscaler.builder().model(ncnn).build()) {
            assertClose(levels(upscaler.upscale(input)), expected, 1, mean);
        }
        Path converted = folder.resolve("converted.safetensors");
        WeightsConverter.standard().convert(ncnn, converted);
        assertThat(run(Model.load(converted), input)).isEqualTo(run(Model.load(ncnn), input));
    }

    /** Float32 as it was; float16 was cut off, and is taken for the middle of what it was cut off from, or stays. */
    @Test
    void ncnnHoldsTheWeights() throws IOException {
        Weights published = Weights.read(Shared.require("weights/realesr-animevideov3.pth"));
        Weights ncnn = Weights.read(Shared.require("weights/ncnn/realesr-animevideov3-x4.param"));
        assertThat(ncnn.names()).containsExactlyInAnyOrderElementsOf(published.names());
        long exact = 0;
        long middles = 0;
        double sum = 0; // of what is missing, in units of float16's last place
        for (String name : published.names()) {
            float[] expected = published.floats(name, ncnn.shape(name).toArray());
            float[] actual = ncnn.floats(name);
            for (int i = 0; i < actual.length; i++) {
                float cutOff = Float.intBitsToFloat(Float.floatToRawIntBits(expected[i]) & ~0x1fff);
                boolean middle = Float.floatToRawIntBits(actual[i]) == (Float.floatToRawIntBits(cutOff) | 0x1000);
                exact += actual[i] == expected[i] ? 1 : 0;
                middles += middle ? 1 : 0;
                if (middle) {
                    sum += Math.abs(expected[i] - actual[i]) / Math.scalb(1.0, Math.getExponent(actual[i]) - 10);
                }
            }
        }
        // 2.2 % are biases and slopes; of the rest 0.25 % were too small for float16, 0.8 % have few bits
        assertThat(middles / (double) published.parameters()).isBetween(0.96, 0.99);
        assertThat(exact / (double) published.parameters()).isBetween(0.003, 0.03);
        assertThat(sum / middles).isBetween(0.24, 0.26);
    }

    private static void assertClose(int[] actual, int[] expected, int limit, double mean) {
        assertThat(actual).hasSameSizeAs(expected);
        int most = 0;
        long sum = 0;
        for (int i = 0; i < actual.length; i++) {
            int difference = Math.abs(actual[i] - expected[i]);
            most = Math.max(most, difference);
            sum += difference;
        }
        assertThat(most).isLessThanOrEqualTo(limit);
        assertThat((double) sum / actual.length).isLessThan(mean).isPositive();
    }

    private static int[] run(Model model, BufferedImage input) {
        try (Upscaler upscaler = Upscaler.builder().model(model).build()) {
            return levels(upscaler.upscale(input));
        }
    }

    private static int[] levels(BufferedImage large) {
        return large.getRaster().getPixels(0, 0, large.getWidth(), large.getHeight(), (int[]) null);
    }
}
