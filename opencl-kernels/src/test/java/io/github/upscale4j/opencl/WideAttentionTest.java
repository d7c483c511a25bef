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

/** Attention to whole images by heads whose channels several work items share. */
class WideAttentionTest {
    /** As many channels of keys as of values, fewer, and more, multiples of nothing among them. */
    @ParameterizedTest
    @CsvSource({"1, 512, 512", "2, 16, 70", "1, 131, 5"})
    void isTheDefinition(int heads, int keySize, int size) {
        Map<String, float[]> values = new LinkedHashMap<>();
        Map<String, Shape> shapes = new LinkedHashMap<>();
        Random random = new Random(keySize);
        RandomNets.put(values, shapes, random, 1, "q.weight", heads * keySize, 3, 1, 1);
        RandomNets.put(values, shapes, random, 1, "k.weight", heads * keySize, 3, 1, 1);
        RandomNets.put(values, shapes, random, 1, "v.weight", heads * size, 3, 1, 1);
        Weights weights = Weights.of(values, shapes);
        NetBuilder net = new NetBuilder(WeightShapes.of(shapes));
        Node x = net.input(3);
        float factor = (float) (1 / Math.sqrt(keySize));
        Node y = net.globalAttention(heads, factor, net.conv("q", x), net.conv("k", x), net.conv("v", x));
        Net built = net.output(net.tanh(y));
        try (OpenClBackend backend = TestDevice.open()) {
            for (int[] rows : new int[][] {{1, 1}, {3, 5}, {7, 19}}) {
                Tensor image = RandomNets.image(rows[0], 3, rows[0], rows[1]);
                Tensor result = Runs.run(backend, built, weights, image, Integer.MAX_VALUE);
                assertThat(Runs.difference(result, Runs.reference(built, weights, image)))
                        .as("%d x %d", rows[0], rows[1])
                        .isLessThan(2e-5f);
            }
        }
    }
}
