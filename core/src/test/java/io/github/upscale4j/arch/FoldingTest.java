package io.github.upscale4j.arch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.upscale4j.debug.ReferenceRunner;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.tensor.Shape;
import io.github.upscale4j.tensor.Tensor;
import io.github.upscale4j.testing.RandomNets;
import io.github.upscale4j.weights.WeightShapes;
import io.github.upscale4j.weights.Weights;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goldens do not show: transposed convolutions of other sizes, by their definition; shapes that do not fit. */
class FoldingTest {
    private static Weights weights(String name, int... dims) {
        Shape shape = Shape.of(dims);
        float[] values = new float[(int) shape.elements()];
        Random random = new Random(1);
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        return Weights.of(Map.of(name, values), Map.of(name, shape));
    }

    /** Every input pixel adds its kernel to the output, around the place that it comes to. */
    @ParameterizedTest
    @CsvSource({
        "9, 2, 4", "9, 3, 4", "9, 4, 4", "5, 2, 2", "3, 2, 1", "7, 5, 3", "2, 2, 0", "4, 2, 1", "5, 3, 2", "6, 2, 0"
    })
    void aTransposedConvolutionIsAConvolutionAndAShuffle(int k, int stride, int pad) {
        int in = 2;
        int out = 3;
        Weights stored = weights("up.weight", in, out, k, k);
        float[] kernel = stored.floats("up.weight");
        Tensor image = RandomNets.image(2, in, 4, 5);
        Tensor expected = Tensor.zeros(out, 4 * stride, 5 * stride);
        for (int i = 0; i < in * 4 * 5; i++) {
            int c = i / 20;
            int y = i / 5 % 4;
            int x = i % 5;
            for (int t = 0; t < out * k * k; t++) {
                int row = y * stride + t / k % k - pad;
                int column = x * stride + t % k - pad;
                if (row >= 0 && row < 4 * stride && column >= 0 && column < 5 * stride) {
                    expected.data()[(t / (k * k) * 4 * stride + row) * 5 * stride + column] +=
                            image.get(c, y, x) * kernel[c * out * k * k + t];
                }
            }
        }

        Folding folding = new Folding(stored);
        folding.transposed("up", stride, pad);
        Weights folded = folding.folded();
        NetBuilder net = new NetBuilder(WeightShapes.of(folded));
        Tensor got =
                ReferenceRunner.run(net.output(net.pixelShuffle(net.conv("up", net.input(in)), stride)), folded, image);
        for (int i = 0; i < expected.data().length; i++) {
            assertThat(got.data()[i]).isCloseTo(expected.data()[i], within(1e-5f));
        }
    }

    @Test
    void whatDoesNotFitIsNamed() {
        assertThatThrownBy(() -> new Folding(weights("up.weight", 2, 3, 4, 4)).transposed("up", 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tensor 'up.weight': expected shape [in, out, k, k] with an odd k, got [2, 3, 4, 4]");
        assertThatThrownBy(() -> new Folding(weights("up.weight", 2, 3, 5, 3)).transposed("up", 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'up.weight'")
                .hasMessageContaining("[2, 3, 5, 3]");
        Map<String, float[]> values = new LinkedHashMap<>();
        Map<String, Shape> shapes = new LinkedHashMap<>();
        values.put("c.weight", new float[4]);
        shapes.put("c.weight", Shape.of(4, 1, 1, 1));
        for (String part : new String[] {"weight", "bias", "running_mean", "running_var"}) {
            values.put("n." + part, new float[3]);
            shapes.put("n." + part, Shape.of(3));
        }
        assertThatThrownBy(() -> new Folding(Weights.of(values, shapes)).batchNorm("c", "n", 1e-5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tensor 'n.weight': expected shape [4], got [3]");
    }
}
