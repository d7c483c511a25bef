package io.github.upscale4j.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.NetBuilder.Channels;
import io.github.upscale4j.net.Node;
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

/** Attention over a whole image gives the definition's result, the same bits with every number of threads. */
@SameOnBothPaths
class WholeAttentionTest {
    private final Map<String, float[]> values = new LinkedHashMap<>();
    private final Map<String, Shape> shapes = new LinkedHashMap<>();

    /** Channels of a head around the lanes of vectors and the channels that are taken at a time. */
    static Stream<Arguments> heads() {
        List<Arguments> cases = new ArrayList<>();
        for (Kernels kernels : CpuKernels.all()) {
            for (int[] heads : new int[][] {{1, 1}, {2, 7}, {1, 8}, {3, 13}, {2, 16}, {2, 30}, {1, 48}}) {
                cases.add(Arguments.of(kernels, heads[0], heads[1]));
            }
        }
        return cases.stream();
    }

    @ParameterizedTest(name = "{0} {1} x {2}")
    @MethodSource("heads")
    void channelsAttendToChannels(Kernels kernels, int heads, int size) {
        channelsAttendToChannels(kernels, heads, size, 1);
    }

    @ParameterizedTest(name = "{0} {1} x {2}")
    @MethodSource("heads")
    void channelsAttendToChannelsOfEveryThirdPixel(Kernels kernels, int heads, int size) {
        channelsAttendToChannels(kernels, heads, size, 3);
    }

    private void channelsAttendToChannels(Kernels kernels, int heads, int size, int step) {
        Random random = new Random(100L * heads + size);
        int channels = heads * size;
        put(random, 0.6f, "in.weight", 3 * channels + 1, 3, 3, 3);
        put(random, (float) Math.sqrt(1.0 / channels), "out.weight", 3, channels, 1, 1);
        put(random, 3, "a.temperature", heads, 1, 1);
        NetBuilder net = new NetBuilder(WeightShapes.of(shapes));
        Node x = net.conv("in", net.input(3));
        Node y = net.channelAttention(
                "a", channels, heads, new Channels(x, 1), new Channels(x, channels), new Channels(x, 2 * channels + 1));
        check(kernels, net.output(net.conv("out", net.gelu(y))));
    }

    /** Of a smaller image, whose pixels are one, some, or more than are taken at a time. */
    @ParameterizedTest(name = "{0} {1} x {2}")
    @MethodSource("heads")
    void pixelsAttendToASmallerImage(Kernels kernels, int heads, int size) {
        Random random = new Random(100L * heads + size);
        int channels = heads * size;
        put(random, 1, "q.weight", 2 * heads, 3, 1, 1);
        put(random, 0.5f, "small.weight", 3, 1, 3, 3);
        put(random, 0.1f, "small.bias", 3);
        put(random, 1, "k.weight", 2 * heads, 3, 1, 1);
        put(random, 1, "v.weight", channels, 3, 1, 1);
        put(random, (float) Math.sqrt(0.3 / channels), "out.weight", 3, channels, 1, 1);
        NetBuilder net = new NetBuilder(WeightShapes.of(shapes));
        Node x = net.input(3);
        Node small = net.gelu(net.depthwiseReduction("small", x));
        Node y = net.globalAttention(heads, 1.5f, net.conv("q", x), net.conv("k", small), net.conv("v", small));
        check(kernels, net.output(net.conv("out", net.gelu(y))));
    }

    /** Between, pixels of a grid are brought together and back again, and the largest of neighbours are taken. */
    @ParameterizedTest(name = "{0} {1} x {2}")
    @MethodSource("heads")
    void channelsAttendToChannelsOfAWindow(Kernels kernels, int heads, int size) {
        Random random = new Random(100L * heads + size);
        int channels = heads * size;
        put(random, 0.6f, "in.weight", 3 * channels, 3, 3, 3);
        put(random, (float) Math.sqrt(1.0 / channels), "out.weight", 3, channels, 1, 1);
        put(random, 3, "a.temperature", heads, 1, 1);
        NetBuilder net = new NetBuilder(WeightShapes.of(shapes));
        Node x = net.grid(net.localMax(net.conv("in", net.mirror(true, net.input(3))), 5), 4, false);
        Node y = net.grid(net.gelu(net.windowChannels("a", x, 4)), 4, true);
        check(kernels, net.output(net.conv("out", y), 4));
    }

    /** To tokens, to pixels that are most like the same token, and tokens to pixels; groups larger than an image, too. */
    @ParameterizedTest(name = "{0} {1} x {2}")
    @MethodSource("heads")
    void pixelsAttendToTokensAndToTheirLike(Kernels kernels, int heads, int size) {
        Random random = new Random(100L * heads + size);
        int channels = heads * size;
        int tokens = 3 + size;
        put(random, 1, "in.weight", channels, 3, 1, 1);
        put(random, (float) Math.sqrt(1.0 / channels), "qkv.weight", 3 * channels, channels, 1, 1);
        put(random, (float) Math.sqrt(0.3 / channels), "out.weight", 3, channels, 1, 1);
        put(random, 1, "tokens", tokens, channels);
        put(random, (float) Math.sqrt(1.0 / channels), "linear.weight", channels, channels);
        put(random, 0.1f, "linear.bias", channels);
        put(random, 1, "a.scale", tokens);
        put(random, 0.3f, "a.logit_scale", 1, 1);
        put(random, 0.5f, "a.norm3.weight", tokens);
        put(random, 1, "a.sigma", tokens, 1);
        NetBuilder net = new NetBuilder(WeightShapes.of(shapes));
        Node x = net.conv("in", net.input(3));
        Node dictionary = net.tokenLinear("linear", tokens, net.tokens("tokens", x));
        Node similarity = net.tokenSimilarity("a", x, dictionary);
        Node refined = net.tokenUpdate("a", dictionary, similarity, x);
        Node alike = net.categoryAttention("a", net.conv("qkv", x), similarity, heads, 40);
        check(kernels, net.output(net.conv("out", net.gelu(net.add(net.tokenMix(similarity, refined), alike)))));
    }

    private void check(Kernels kernels, Net net) {
        Weights weights = Weights.of(values, shapes);
        for (int[] size : new int[][] {{3, 4}, {9, 23}, {31, 20}, {4, 150}}) {
            Tensor image = RandomNets.image(size[0], 3, size[0], size[1]);
            Tensor first = null;
            for (int threads = 1; threads <= 3; threads++) {
                try (CpuBackend backend = CpuKernels.backend(kernels, threads)) {
                    Tensor result = Runs.run(backend, net, weights, image, 8);
                    first = first == null ? result : first;
                    assertThat(result.data())
                            .as("%d x %d, %d threads", size[0], size[1], threads)
                            .isEqualTo(first.data());
                }
            }
            assertThat(Runs.difference(first, Runs.reference(net, weights, image)))
                    .as("%d x %d", size[0], size[1])
                    .isLessThan(2e-5f);
        }
    }

    private void put(Random random, float deviation, String name, int... dims) {
        Shape shape = Shape.of(dims);
        float[] data = new float[(int) shape.elements()];
        for (int i = 0; i < data.length; i++) {
            data[i] = (float) random.nextGaussian() * deviation;
        }
        values.put(name, data);
        shapes.put(name, shape);
    }

    @Test
    void refusesWhatDoesNotFit() {
        NetBuilder net = new NetBuilder(WeightShapes.of(
                Map.of("a.temperature", Shape.of(2, 1), "r.weight", Shape.of(6, 1, 4, 3), "r.bias", Shape.of(6))));
        Node x = net.input(6);
        Channels all = new Channels(x, 0);
        assertThatThrownBy(() -> net.channelAttention("a", 6, 2, all, all, all))
                .hasMessage("tensor 'a.temperature': expected shape [2, 1, 1], got [2, 1]");
        assertThatThrownBy(() -> net.channelAttention("a", 6, 4, all, all, all))
                .hasMessage("attention 'a': 6 channels do not make 4 heads");
        assertThatThrownBy(() -> net.globalAttention(4, 1, x, x, x)).hasMessage("6 and 6 channels do not make 4 heads");
        assertThatThrownBy(() -> net.globalAttention(2, 1, x, net.slice(x, 0, 4), x))
                .hasMessageStartingWith("queries, keys and values do not fit together: ");
        assertThatThrownBy(() -> net.depthwiseReduction("r", x))
                .hasMessage("tensor 'r.weight': expected shape [6, 1, 3, 3], got [6, 1, 4, 3]");
    }
}
