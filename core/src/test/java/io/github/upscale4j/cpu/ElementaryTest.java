package io.github.upscale4j.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.debug.ReferenceRunner;
import io.github.upscale4j.net.Attention;
import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.tensor.Shape;
import io.github.upscale4j.tensor.Tensor;
import io.github.upscale4j.testing.CpuKernels;
import io.github.upscale4j.testing.Runs;
import io.github.upscale4j.weights.WeightShapes;
import io.github.upscale4j.weights.Weights;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The bounds that {@link Elementary} states, over all floats, and on every path by networks that do nothing else. */
class ElementaryTest {
    /** Prime, so that all exponents and last bits come by. */
    private static final int STEP = 10_007;

    static Stream<Kernels> kernels() {
        return CpuKernels.all().stream();
    }

    @Test
    void expIsWithinItsBound() {
        assertThat(Elementary.exp(0)).isEqualTo(1);
        assertThat(Elementary.exp(-0f)).isEqualTo(1);
        assertThat(Elementary.exp(Float.NEGATIVE_INFINITY)).isZero();
        assertThat(Elementary.exp(-Float.MAX_VALUE)).isZero();
        assertThat(Elementary.exp(Float.NaN)).isNaN();
        for (long bits = 0; bits <= Float.floatToIntBits(Float.POSITIVE_INFINITY); bits += STEP) {
            float x = -Float.intBitsToFloat((int) bits);
            double exact = Math.exp(x);
            assertThat(Math.abs(Elementary.exp(x) - exact))
                    .as("exp(%s)", x)
                    .isLessThanOrEqualTo(Math.max(3e-7 * exact, 1.2e-38));
        }
    }

    @Test
    void erfAndGeluAreWithinTheirBounds() {
        for (long bits = 0; bits < Float.floatToIntBits(Float.POSITIVE_INFINITY); bits += STEP) {
            float x = Float.intBitsToFloat((int) bits);
            Tensor two = Tensor.of(new float[] {x, -x}, 1, 1, 2);
            float[] exact = ReferenceRunner.run(gelu(1), null, two).data();
            for (int i = 0; i < 2; i++) {
                float value = two.data()[i];
                assertThat(Math.abs((double) Elementary.gelu(value) - exact[i]))
                        .as("gelu(%s)", value)
                        .isLessThanOrEqualTo(5e-7 * Math.abs((double) value));
            }
            // gelu(x) = x (1 + erf(x / sqrt 2)) / 2, the other way round
            assertThat(Elementary.erf(x)).isBetween(0f, 1.0000005f);
            assertThat(Elementary.erf(-x)).isEqualTo(-Elementary.erf(x));
        }
        assertThat(Elementary.erf(Float.POSITIVE_INFINITY)).isBetween(0.9999995f, 1.0000005f);
        assertThat(Elementary.erf(Float.NaN)).isNaN();
    }

    @Test
    void sigmoidSiluAndTanhAreWithinTheirBounds() {
        for (long bits = 0; bits <= Float.floatToIntBits(Float.POSITIVE_INFINITY); bits += STEP) {
            for (int sign = -1; sign <= 1; sign += 2) {
                float x = sign * Float.intBitsToFloat((int) bits);
                double sigmoid = 1 / (1 + Math.exp(-(double) x));
                assertThat(Math.abs(Elementary.sigmoid(x) - sigmoid))
                        .as("sigmoid(%s)", x)
                        .isLessThanOrEqualTo(3e-7);
                assertThat(Math.abs(Elementary.silu(x) - x * sigmoid))
                        .as("silu(%s)", x)
                        .isLessThanOrEqualTo(3e-7 * Math.abs((double) x) + Float.MIN_VALUE);
                double mish = x * Math.tanh(Math.log1p(Math.exp(x)));
                assertThat(Float.isInfinite(x) ? 0 : Math.abs(Elementary.mish(x) - mish))
                        .as("mish(%s)", x)
                        .isLessThanOrEqualTo(1e-6 * Math.abs((double) x) + Float.MIN_VALUE);
                assertThat(Math.abs(Elementary.tanh(x) - Math.tanh(x)))
                        .as("tanh(%s)", x)
                        .isLessThanOrEqualTo(6e-7);
            }
        }
        assertThat(Elementary.sigmoid(Float.NaN)).isNaN();
        assertThat(Elementary.tanh(Float.NEGATIVE_INFINITY)).isEqualTo(-1);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void gatesOfEveryPath(Kernels kernels) {
        float[] some = {0, -0f, 1e-30f, -1e-7f, 43.7f, -43.7f, 88, -88, 104, -104, 1e30f, -1e30f, Float.MAX_VALUE};
        for (int channels : new int[] {1, 3, 15, 16, 17, 40, 64}) {
            Tensor image = Tensor.zeros(channels, 2, 3000 / channels);
            for (int i = 0; i < image.data().length; i++) {
                image.data()[i] = i < some.length ? some[i] : (i * 7919L % 3001 - 1500) / 50f;
            }
            for (int which = 0; which < 5; which++) {
                NetBuilder net = new NetBuilder(WeightShapes.of(Map.of()));
                Node x = net.input(channels);
                Net built = net.output(
                        which == 0
                                ? net.sigmoid(x)
                                : which == 1
                                        ? net.silu(x)
                                        : which == 2 ? net.tanh(x) : which == 3 ? net.clamp(-2, 0.5f, x) : net.mish(x));
                Tensor exact = ReferenceRunner.run(built, null, image);
                try (CpuBackend backend = CpuKernels.backend(kernels, 1)) {
                    Tensor result = Runs.run(backend, built, Weights.of(Map.of(), Map.of()), image, 2);
                    for (int i = 0; i < exact.data().length; i++) {
                        double size = Math.abs((double) image.data()[i]);
                        double bound = which == 1 ? 4e-7 * size : which == 3 ? 0 : which == 4 ? 1e-6 * size : 7e-7;
                        assertThat(Math.abs((double) result.data()[i] - exact.data()[i]))
                                .as(
                                        "%s(%s) of %d channels on %s",
                                        built.output().op(), image.data()[i], channels, kernels)
                                .isLessThanOrEqualTo(bound);
                    }
                }
            }
        }
    }

    private static Net gelu(int channels) {
        NetBuilder net = new NetBuilder(WeightShapes.of(Map.of()));
        return net.output(net.gelu(net.input(channels)));
    }

    /** Channels that are fewer than a vector, whole vectors, and vectors with a rest. */
    @ParameterizedTest
    @MethodSource("kernels")
    void geluOfEveryPath(Kernels kernels) {
        for (int channels : new int[] {1, 3, 15, 16, 17, 40, 64}) {
            int width = 3000 / channels;
            Tensor image = Tensor.zeros(channels, 2, width);
            for (int i = 0; i < image.data().length; i++) {
                // both signs, 2^-32 to 2^32
                double power = (i * 7919L % image.data().length) * 64.0 / image.data().length - 32;
                image.data()[i] = (float) ((i % 2 == 0 ? 1 : -1) * Math.pow(2, power));
            }
            Net net = gelu(channels);
            Tensor exact = ReferenceRunner.run(net, null, image);
            try (CpuBackend backend = CpuKernels.backend(kernels, 1)) {
                Tensor result = Runs.run(backend, net, Weights.of(Map.of(), Map.of()), image, 2);
                for (int i = 0; i < exact.data().length; i++) {
                    assertThat(Math.abs((double) result.data()[i] - exact.data()[i]))
                            .as("gelu(%s) of %d channels on %s", image.data()[i], channels, kernels.name())
                            .isLessThanOrEqualTo(5e-7 * Math.abs((double) image.data()[i]));
                }
            }
        }
    }

    /**
     * Two pixels, of which one gets a score {@code x} below the other's and has the value 1, the other 0: their mean is
     * {@code exp(x) / (1 + exp(x))}.
     */
    @ParameterizedTest
    @MethodSource("kernels")
    void expOfEveryPath(Kernels kernels) {
        float[] some = {0, -1e-30f, -1e-7f, -86.6f, -87.3f, -87.34f, -88, -104, -1000, -1e30f, -Float.MAX_VALUE};
        int heads = 4096;
        float[] table = new float[9 * heads]; // windows of 2, distances of rows and columns from -1 to 1
        float[] x = new float[heads];
        for (int h = 0; h < heads; h++) {
            x[h] = h < some.length ? some[h] : -h * 90f / heads;
            table[3 * heads + h] = x[h]; // the query's column is one before the key's
            table[5 * heads + h] = x[h];
        }
        Map<String, float[]> values = new HashMap<>();
        Map<String, Shape> shapes = new HashMap<>();
        values.put("a.relative_position_bias_table", table);
        shapes.put("a.relative_position_bias_table", Shape.of(9, heads));
        NetBuilder net = new NetBuilder(WeightShapes.of(shapes));
        Node qkv = net.input(3 * heads);
        Net attention = net.output(net.windowAttention("a", Attention.SCALED_PRODUCT, qkv, heads, 2, 0));
        Tensor image = Tensor.zeros(3 * heads, 1, 2);
        for (int h = 0; h < heads; h++) {
            image.data()[(2 * heads + h) * 2 + 1] = 1; // the second pixel's value
        }
        try (CpuBackend backend = CpuKernels.backend(kernels, 1)) {
            Tensor result = Runs.run(backend, attention, Weights.of(values, shapes), image, 1);
            for (int h = 0; h < heads; h++) {
                double exp = Math.exp(x[h]);
                assertThat(Math.abs(result.get(h, 0, 0) - exp / (1 + exp)))
                        .as("exp(%s) on %s", x[h], kernels.name())
                        .isLessThanOrEqualTo(Math.max(4e-7 * exp, 1.2e-38));
                assertThat(result.get(h, 0, 1)).isBetween(0.4999999f, 1f);
            }
        }
    }
}
