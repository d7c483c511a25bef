package io.github.upscale4j.resample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.upscale4j.tensor.Tensor;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

class ResamplerTest {
    static final Resampler[] PRESETS = {
        Resampler.NEAREST,
        Resampler.BILINEAR,
        Resampler.BILINEAR_PYTORCH,
        Resampler.BICUBIC,
        Resampler.BICUBIC_PYTORCH,
        Resampler.BICUBIC_MATLAB,
        Resampler.LANCZOS3
    };

    static Stream<Resampler> presets() {
        return Arrays.stream(PRESETS);
    }

    @ParameterizedTest
    @MethodSource("presets")
    void theSameSizeIsTheSamePicture(Resampler resampler) {
        Tensor source = random(3, 5, 7, 1);
        assertThat(resampler.resize(source, 5, 7).data()).isEqualTo(source.data());
    }

    /** The definition, pixel by pixel in double: clamped or cut or mirrored, both axes at once. */
    @ParameterizedTest
    @MethodSource("presets")
    void agreesWithTheDefinition(Resampler resampler) {
        Random random = new Random(7);
        for (int run = 0; run < 40; run++) {
            int height = 1 + random.nextInt(9);
            int width = 1 + random.nextInt(9);
            int toHeight = 1 + random.nextInt(20);
            int toWidth = 1 + random.nextInt(20);
            Tensor source = random(1, height, width, run);
            Tensor got = resampler.resize(source, toHeight, toWidth);
            for (int y = 0; y < toHeight; y++) {
                double[] rows = weights(resampler, height, toHeight, y);
                for (int x = 0; x < toWidth; x++) {
                    double[] columns = weights(resampler, width, toWidth, x);
                    double sum = 0;
                    for (int i = 0; i < height; i++) {
                        for (int j = 0; j < width; j++) {
                            sum += rows[i] * columns[j] * source.get(0, i, j);
                        }
                    }
                    assertThat((double) got.get(0, y, x))
                            .as("%s %d x %d to %d x %d at %d, %d", resampler, height, width, toHeight, toWidth, y, x)
                            .isCloseTo(sum, within(2e-6));
                }
            }
        }
    }

    private static double[] weights(Resampler resampler, int source, int target, int i) {
        double ratio = (double) source / target;
        double[] weights = new double[source];
        if (resampler == Resampler.NEAREST) {
            weights[(2 * i + 1) * source / (2 * target)] = 1;
            return weights;
        }
        Kernel kernel = Kernel.CUBIC;
        boolean stretch = true;
        Border border = Border.CUT;
        if (resampler == Resampler.BILINEAR || resampler == Resampler.BILINEAR_PYTORCH) {
            kernel = Kernel.TRIANGLE;
        } else if (resampler == Resampler.LANCZOS3) {
            kernel = Kernel.LANCZOS3;
        } else if (resampler == Resampler.BICUBIC_PYTORCH) {
            kernel = Kernel.SHARP_CUBIC;
        }
        if (resampler == Resampler.BILINEAR_PYTORCH || resampler == Resampler.BICUBIC_PYTORCH) {
            stretch = false;
            border = Border.CLAMP;
        } else if (resampler == Resampler.BICUBIC_MATLAB) {
            border = Border.SYMMETRIC;
        }
        double wide = stretch ? Math.max(1, ratio) : 1;
        double sum = 0;
        for (int j = -4 * source - 40; j < 5 * source + 40; j++) {
            double weight = kernel.at((j + 0.5 - (i + 0.5) * ratio) / wide);
            if (border.index(j, source) != Border.OUTSIDE) {
                weights[border.index(j, source)] += weight;
                sum += weight;
            }
        }
        for (int j = 0; j < source; j++) {
            weights[j] /= sum;
        }
        return weights;
    }

    @ParameterizedTest
    @FieldSource("PRESETS")
    void keepsAFlatPicture(Resampler resampler) {
        Tensor source = Tensor.zeros(1, 6, 9);
        Arrays.fill(source.data(), 0.7f);
        for (float value : resampler.resize(source, 17, 4).data()) {
            assertThat(value).isCloseTo(0.7f, within(3e-7f));
        }
    }

    @Test
    void refusesAnEmptyTarget() {
        Tensor source = Tensor.zeros(1, 2, 2);
        assertThatThrownBy(() -> Resampler.BICUBIC.resize(source, 3, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a picture is at least 1 x 1 pixels, got 0 x 3");
    }

    static Tensor random(int channels, int height, int width, long seed) {
        Tensor tensor = Tensor.zeros(channels, height, width);
        Random random = new Random(seed);
        for (int i = 0; i < tensor.data().length; i++) {
            tensor.data()[i] = random.nextFloat();
        }
        return tensor;
    }
}
