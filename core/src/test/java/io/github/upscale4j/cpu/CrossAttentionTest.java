package io.github.upscale4j.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.upscale4j.net.Attention;
import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.NetBuilder.Channels;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.net.PositionBias;
import io.github.upscale4j.net.RelativeTable;
import io.github.upscale4j.net.Windows;
import io.github.upscale4j.tensor.Shape;
import io.github.upscale4j.tensor.Tensor;
import io.github.upscale4j.testing.CpuKernels;
import io.github.upscale4j.testing.RandomNets;
import io.github.upscale4j.testing.Runs;
import io.github.upscale4j.testing.SameOnBothPaths;
import io.github.upscale4j.weights.WeightShapes;
import io.github.upscale4j.weights.Weights;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Attention to keys of every kind gives the definition's result, the same bits in every band. */
@SameOnBothPaths
class CrossAttentionTest {
    private static final List<Windows> WINDOWS = List.of(
            Windows.squares(4, 2),
            Windows.folded(4, 0, 2),
            Windows.folded(8, 4, 2),
            Windows.folded(6, 3, 2),
            Windows.round(3, 4, 1, 2),
            Windows.overlapping(4, 6),
            Windows.overlapping(5, 8),
            Windows.rectangles(2, 8, 1, 4, 1),
            Windows.rectangles(8, 3, 4, 1, 8),
            Windows.rectangles(3, 4, 0, 0, 12),
            Windows.rectangles(9, 9, 4, 4, 9));

    /** Numbers of no network, which tell every pair from every other. */
    private record Arbitrary(long seed) implements PositionBias {
        @Override
        public void check(Windows windows, int heads, WeightShapes weights) {
            // needs no tensor
        }

        @Override
        public float[] of(Windows windows, int heads, Weights weights) {
            // of those that go round, others where the upper or lower edge cuts them
            int kinds = windows.edge() == Windows.Edge.ROUND ? 2 : 1;
            return noise(new Random(seed), kinds * heads * windows.queries() * windows.keys(), 1);
        }
    }

    static Stream<Arguments> cases() {
        List<Arguments> cases = new ArrayList<>();
        for (Kernels kernels : CpuKernels.all()) {
            for (Windows windows : WINDOWS) {
                for (Attention attention : Attention.values()) {
                    cases.add(Arguments.of(kernels, windows, attention));
                }
            }
        }
        return cases.stream();
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("cases")
    void isTheDefinitionWhateverTheBands(Kernels kernels, Windows windows, Attention attention) {
        int heads = 3;
        int channels = 12;
        Random random = new Random(windows.hashCode());
        Map<String, float[]> values = new LinkedHashMap<>();
        Map<String, Shape> shapes = new LinkedHashMap<>();
        RandomNets.put(values, shapes, random, 1, "q.weight", channels + 1, 3, 1, 1);
        RandomNets.put(values, shapes, random, 1, "kv.weight", 3 * channels, 3, 3, 3);
        RandomNets.put(values, shapes, random, 0.3f, "out.weight", 3, channels, 1, 1);
        RandomNets.put(values, shapes, random, 1, "a.logit_scale", heads, 1, 1);
        NetBuilder net = new NetBuilder(WeightShapes.of(shapes));
        Node x = net.input(3);
        Node keys = net.conv("kv", x);
        Node y = net.crossAttention(
                "a",
                attention,
                new Arbitrary(7),
                windows,
                channels,
                heads,
                new Channels(net.conv("q", x), 1),
                new Channels(keys, 2),
                new Channels(keys, channels + 5));
        int multiple = windows.edge() == Windows.Edge.CUT ? windows.fold() : 12;
        Net built = net.output(net.conv("out", net.gelu(y)), multiple);
        Weights weights = Weights.of(values, shapes);
        for (int[] size : new int[][] {{1, 1}, {9, 19}, {24, 8}, {5, 33}}) {
            Tensor image = RandomNets.image(size[0], 3, size[0], size[1]);
            Tensor whole = null;
            for (int threads = 1; threads <= 2; threads++) {
                try (CpuBackend backend = CpuKernels.backend(kernels, threads)) {
                    for (int band : new int[] {1000, 1, 4}) {
                        Tensor result = Runs.run(backend, built, weights, image, band * multiple);
                        whole = whole == null ? result : whole;
                        assertThat(result.data())
                                .as("%d x %d, bands of %d, %d threads", size[0], size[1], band, threads)
                                .isEqualTo(whole.data());
                    }
                }
            }
            assertThat(Runs.difference(whole, Runs.reference(built, weights, image)))
                    .as("%d x %d", size[0], size[1])
                    .isLessThan(5e-5f);
        }
    }

    private static float[] noise(Random random, int count, float deviation) {
        float[] data = new float[count];
        for (int i = 0; i < count; i++) {
            data[i] = (float) random.nextGaussian() * deviation;
        }
        return data;
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatThrownBy(() -> Windows.squares(4, 4)).hasMessage("windows of 4 pixels cannot start at 4");
        assertThatThrownBy(() -> Windows.folded(5, 0, 2)).hasMessage("5 x 5 pixels do not make keys of 2 x 2");
        NetBuilder net = new NetBuilder(WeightShapes.of(Map.of("t", Shape.of(49, 2))));
        Node x = net.input(6);
        Channels all = new Channels(x, 0);
        Windows windows = Windows.squares(4, 0);
        PositionBias table = new RelativeTable("t");
        assertThatThrownBy(() -> net.crossAttention("a", Attention.SCALED_PRODUCT, table, windows, 6, 4, all, all, all))
                .hasMessageStartingWith("attention 'a': 6 channels do not make 4 heads");
        assertThatThrownBy(() -> net.crossAttention(
                        "a", Attention.SCALED_PRODUCT, table, windows, 4, 2, all, all, new Channels(x, 3)))
                .hasMessageStartingWith("attention 'a': there are no channels 3 to 7 of ");
        assertThatThrownBy(() -> net.crossAttention(
                        "a", Attention.SCALED_PRODUCT, table, Windows.squares(8, 0), 6, 2, all, all, all))
                .hasMessage("tensor 't': expected shape [225, 2], got [49, 2]");
    }
}
