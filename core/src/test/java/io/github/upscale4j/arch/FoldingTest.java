package io.github.upscale4j.arch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.upscale4j.debug.ReferenceRunner;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.Node;
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

    /** Each of the groups' parts from its own image: their sum from the same one is the convolution. */
    @Test
    void groupsOfAConvolutionAddUpToIt() {
        Weights stored = weights("end.weight", 3, 8, 1, 1);
        Folding folding = new Folding(stored);
        folding.grouped("end", 4);
        Weights folded = folding.folded();
        Tensor image = RandomNets.image(3, 8, 3, 4);
        Tensor expected = conv(stored, "end", image);
        Tensor parts = conv(folded, "end", image);
        assertThat(parts.channels()).isEqualTo(12);
        for (int i = 0; i < expected.data().length; i++) {
            float sum = 0;
            for (int group = 0; group < 4; group++) {
                sum += parts.data()[group * expected.data().length + i];
            }
            assertThat(sum).isCloseTo(expected.data()[i], within(1e-5f));
        }
        // what a group's part sees of the other groups is nothing
        float[] weight = folded.floats("end.weight");
        for (int i = 0; i < weight.length; i++) {
            assertThat(weight[i] == 0).isEqualTo(i % 8 / 2 != i / 8 / 3);
        }
        assertThatThrownBy(() -> new Folding(stored).grouped("end", 3))
                .hasMessage("tensor 'end.weight': expected inputs for 3 groups, got shape [3, 8, 1, 1]");
    }

    @Test
    void theMeanOfConvolutionsIsOne() {
        Weights stored = weights("k.weight", 8, 2, 3, 3);
        Folding folding = new Folding(stored);
        folding.mean("k", 4);
        Tensor image = RandomNets.image(4, 2, 4, 5);
        Tensor all = conv(stored, "k", image);
        Tensor mean = conv(folding.folded(), "k", image);
        for (int i = 0; i < mean.data().length; i++) {
            float sum = 0;
            for (int part = 0; part < 4; part++) {
                sum += all.data()[part * mean.data().length + i];
            }
            assertThat(mean.data()[i]).isCloseTo(sum / 4, within(1e-5f));
        }
        assertThatThrownBy(() -> new Folding(stored).mean("k", 3))
                .hasMessage("tensor 'k.weight': expected a multiple of 3 outputs, got shape [8, 2, 3, 3]");
    }

    @Test
    void aStridedConvolutionFollowsAnUnshuffle() {
        Weights stored = weights("down.weight", 3, 2, 2, 2);
        Folding folding = new Folding(stored);
        folding.strided("down", 2);
        Weights folded = folding.folded();
        Tensor image = RandomNets.image(5, 2, 4, 6);
        NetBuilder net = new NetBuilder(WeightShapes.of(folded));
        Node half = net.conv("down", net.pixelUnshuffle(net.input(2), 2));
        Tensor got = ReferenceRunner.values(net.output(net.nearest(half, 2), 2), folded, image)
                .get(half);
        float[] weight = stored.floats("down.weight");
        for (int at = 0; at < got.data().length; at++) {
            float sum = 0;
            for (int t = 0; t < 8; t++) {
                sum += weight[at / 6 * 8 + t] * image.get(t / 4, at / 3 % 2 * 2 + t / 2 % 2, at % 3 * 2 + t % 2);
            }
            assertThat(got.data()[at]).isCloseTo(sum, within(1e-5f));
        }
        assertThatThrownBy(() -> new Folding(stored).strided("down", 3))
                .hasMessage("tensor 'down.weight': expected shape [out, in, 3, 3], got [3, 2, 2, 2]");
    }

    private static Tensor conv(Weights weights, String name, Tensor image) {
        NetBuilder net = new NetBuilder(WeightShapes.of(weights));
        return ReferenceRunner.run(net.output(net.conv(name, net.input(image.channels()))), weights, image);
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
