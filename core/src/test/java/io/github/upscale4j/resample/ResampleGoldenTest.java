package io.github.upscale4j.resample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.upscale4j.tensor.Tensor;
import io.github.upscale4j.testing.ResampleGoldens;
import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against PyTorch, BasicSR's MATLAB port and Pillow. */
class ResampleGoldenTest {
    private static final float TOLERANCE = 2e-6f;

    private final Tensor input = ResampleGoldens.tensor("input-f32.npy");

    @ParameterizedTest
    @CsvSource({
        "torch-bicubic, BICUBIC_PYTORCH",
        "torch-bicubic-aa, BICUBIC",
        "torch-bilinear, BILINEAR_PYTORCH",
        "torch-bilinear-aa, BILINEAR",
    })
    void torch(String family, String preset) throws ReflectiveOperationException {
        Resampler resampler = preset(preset);
        for (String size : new String[] {"23x31", "11x7", "x2"}) {
            Tensor golden = ResampleGoldens.tensor(family + "-" + size + ".npy");
            expectClose(golden, resampler.resize(input, golden.height(), golden.width()), family + size);
        }
        // given a factor, torch maps coordinates by its inverse, although 15 * 0.5 rows become 7
        for (double factor : new double[] {0.5, 0.25}) {
            String file = family + "-x" + factor + ".npy";
            Tensor golden = ResampleGoldens.tensor(file);
            expectClose(golden, resampler.resize(input, golden.height(), golden.width(), 1 / factor, 1 / factor), file);
        }
    }

    @ParameterizedTest
    @CsvSource({"torch-bicubic-x4, BICUBIC_PYTORCH", "torch-bilinear-x4, BILINEAR_PYTORCH", "torch-nearest-x2, NEAREST"
    })
    void torchMagnified(String file, String preset) throws ReflectiveOperationException {
        Tensor golden = ResampleGoldens.tensor(file + ".npy");
        expectClose(golden, preset(preset).resize(input, golden.height(), golden.width()), file);
    }

    @Test
    void torchNearestExact() {
        Tensor golden = ResampleGoldens.tensor("torch-nearest-exact-x0.5.npy");
        assertThat(Resampler.NEAREST
                        .resize(input, golden.height(), golden.width(), 2, 2)
                        .data())
                .isEqualTo(golden.data());
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "3", "4", "0.5", "0.25", "0.333"})
    void matlab(String scale) {
        Tensor golden = ResampleGoldens.tensor("matlab-bicubic-x" + scale + ".npy");
        double ratio = scale.equals("0.333") ? 3 : 1 / Double.parseDouble(scale);
        expectClose(
                golden,
                Resampler.BICUBIC_MATLAB.resize(input, golden.height(), golden.width(), ratio, ratio),
                "x" + scale);
    }

    @Test
    void matlabWithoutAntialiasing() {
        Resampler plain = new Resampler("", Kernel.CUBIC, false, Border.SYMMETRIC);
        Tensor golden = ResampleGoldens.tensor("matlab-bicubic-x0.5-noaa.npy");
        expectClose(golden, plain.resize(input, golden.height(), golden.width(), 2, 2), "x0.5");
    }

    @ParameterizedTest
    @CsvSource({"bicubic, BICUBIC", "lanczos, LANCZOS3"})
    void pillowFloat(String family, String preset) throws ReflectiveOperationException {
        float[] green = new float[input.height() * input.width()];
        System.arraycopy(input.data(), green.length, green, 0, green.length);
        Tensor golden = ResampleGoldens.tensor("pillow-float-" + family + "-23x31.npy");
        Tensor got = preset(preset).resize(Tensor.of(green, 1, input.height(), input.width()), 23, 31);
        expectClose(golden, got, family);
    }

    @ParameterizedTest
    @CsvSource({
        "bicubic, BICUBIC, 30x36 7x9 3x4 23x31 11x7 60x72",
        "lanczos, LANCZOS3, 30x36 7x9 3x4 23x31 11x7 60x72",
        "bilinear, BILINEAR, 30x36 7x9 3x4 23x31 11x7",
        "nearest, NEAREST, 30x36 23x31 11x7",
    })
    void pillow8Bit(String family, String preset, String sizes) throws ReflectiveOperationException {
        BufferedImage source = ResampleGoldens.image("input-u8.npy");
        for (String size : sizes.split(" ")) {
            BufferedImage golden = ResampleGoldens.image("pillow-" + family + "-" + size + ".npy");
            BufferedImage got = ExactResize.pillow(source, golden.getWidth(), golden.getHeight(), preset(preset));
            int[] expected = samples(golden);
            int[] actual = samples(got);
            assertThat(actual).hasSameSizeAs(expected);
            for (int i = 0; i < expected.length; i++) {
                assertThat(actual[i]).as("%s %s, sample %d", family, size, i).isEqualTo(expected[i]);
            }
        }
    }

    private static int[] samples(BufferedImage image) {
        return image.getRaster().getPixels(0, 0, image.getWidth(), image.getHeight(), (int[]) null);
    }

    private static Resampler preset(String name) throws ReflectiveOperationException {
        return (Resampler) Resampler.class.getField(name).get(null);
    }

    private static void expectClose(Tensor golden, Tensor got, String what) {
        assertThat(got).as(what).hasToString(golden.toString());
        for (int i = 0; i < golden.data().length; i++) {
            assertThat(got.data()[i]).as("%s, value %d", what, i).isCloseTo(golden.data()[i], within(TOLERANCE));
        }
    }
}
