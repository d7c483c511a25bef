package io.github.upscale4j.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.cpu.CpuBackend;
import io.github.upscale4j.cpu.ScalarKernels;
import io.github.upscale4j.debug.ReferenceRunner;
import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.tensor.Shape;
import io.github.upscale4j.tensor.Tensor;
import io.github.upscale4j.testing.RandomNets;
import io.github.upscale4j.testing.Runs;
import io.github.upscale4j.weights.WeightShapes;
import io.github.upscale4j.weights.Weights;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A network may hold nodes that nobody reads; nothing of them is computed. */
class UnreadNodesTest {
    @Test
    void nodesThatDoNotReachTheOutputAreLeftOut() {
        float[] data = new float[81];
        Arrays.fill(data, 0.1f);
        Map<String, Shape> shapes = Map.of("c.weight", Shape.of(3, 3, 3, 3));
        Weights weights = Weights.of(Map.of("c.weight", data), shapes);
        NetBuilder builder = new NetBuilder(WeightShapes.of(shapes));
        Node y = builder.conv("c", builder.input(3));
        builder.relu(builder.conv("c", builder.conv("c", y)));
        Net net = builder.output(y);
        Tensor image = RandomNets.image(1, 3, 5, 5);
        try (CpuBackend backend = new CpuBackend(new ScalarKernels(), 1)) {
            Tensor result = Runs.run(backend, net, weights, image, 100);
            assertThat(Runs.difference(result, ReferenceRunner.run(net, weights, image)))
                    .isLessThan(2e-5f);
        }
    }
}
