package io.github.upscale4j.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.tensor.Shape;
import io.github.upscale4j.tensor.Tensor;
import io.github.upscale4j.testing.RandomNets;
import io.github.upscale4j.testing.Runs;
import io.github.upscale4j.weights.WeightShapes;
import io.github.upscale4j.weights.Weights;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Attention to tokens and within categories, where it fits into local memory at once, and where it comes in portions. */
class TokenKernelsTest {
    private final Map<String, float[]> values = new LinkedHashMap<>();
    private final Map<String, Shape> shapes = new LinkedHashMap<>();

    /** The last ones have more channels than a group has work items, so that each adds up two. */
    @ParameterizedTest
    @CsvSource({"1, 1, 1, 40", "2, 7, 70, 40", "6, 35, 128, 128", "6, 50, 20, 300"})
    void areTheDefinition(int heads, int size, int tokens, int group) {
        int channels = heads * size;
        float usual = (float) Math.sqrt(1.0 / channels);
        Random random = new Random(1000L * channels + tokens);
        put(random, 1, "in.weight", channels, 3, 1, 1);
        put(random, usual, "qkv.weight", 3 * channels, channels, 1, 1);
        put(random, (float) Math.sqrt(0.3 / channels), "out.weight", 3, channels, 1, 1);
        put(random, 1, "tokens", tokens, channels);
        put(random, usual, "linear.weight", channels, channels);
        put(random, 0.1f, "linear.bias", channels);
        put(random, 1, "a.scale", tokens);
        put(random, 0.3f, "a.logit_scale", 1, 1);
        put(random, 0.5f, "a.norm3.weight", tokens); // of either sign
        put(random, 1, "a.sigma", tokens, 1);
        NetBuilder net = new NetBuilder(WeightShapes.of(shapes));
        Node image = net.input(3);
        Node x = net.conv("in", image);
        Node dictionary = net.tokenLinear("linear", tokens, net.tokens("tokens", x));
        Node similarity = net.tokenSimilarity("a", x, dictionary);
        Node mixed = net.tokenMix(similarity, net.tokenUpdate("a", dictionary, similarity, x));
        // categories that rounding does not change
        Node alike = net.categoryAttention("a", net.conv("qkv", x), image, heads, group);
        check(net.output(net.conv("out", net.gelu(net.add(mixed, alike)))));
    }

    private void check(Net net) {
        Weights weights = Weights.of(values, shapes);
        try (OpenClBackend backend = TestDevice.open()) {
            for (int[] size : new int[][] {{1, 1}, {3, 4}, {9, 23}, {31, 20}}) {
                Tensor image = RandomNets.image(size[0], 3, size[0], size[1]);
                Tensor result = Runs.run(backend, net, weights, image, 8);
                assertThat(Runs.difference(result, Runs.reference(net, weights, image)))
                        .as("%d x %d", size[0], size[1])
                        .isLessThan(2e-5f);
                assertThat(Runs.run(backend, net, weights, image, Integer.MAX_VALUE)
                                .data())
                        .as("%d x %d again", size[0], size[1])
                        .isEqualTo(result.data());
            }
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
}
