package io.github.upscale4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.cpu.CpuBackend;
import io.github.upscale4j.cpu.Kernels;
import io.github.upscale4j.cpu.ScalarKernels;
import io.github.upscale4j.tensor.Shape;
import io.github.upscale4j.tensor.Tensor;
import io.github.upscale4j.testing.CpuKernels;
import io.github.upscale4j.testing.RandomNets;
import io.github.upscale4j.testing.Runs;
import io.github.upscale4j.testing.SameOnBothPaths;
import io.github.upscale4j.weights.Weights;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Rounding through the deepest published convolutional network, RRDBNet with 23 blocks: 351 convolutions in a row. */
@SameOnBothPaths
class DeepNetworkTest {
    private static final RandomNets.Sample NET = RandomNets.rrdb(1, 64, 32, 23, 1);

    @Test
    void fastPathsStayCloseToTheOracle() {
        Weights weights = calm(NET.weights());
        Tensor image = RandomNets.image(2, 3, 14, 18);
        Tensor expected = null;
        for (Kernels kernels : CpuKernels.all()) {
            try (CpuBackend backend = CpuKernels.backend(kernels, 2)) {
                Tensor output = Runs.run(backend, NET.net(), weights, image, 32);
                if (kernels instanceof ScalarKernels) {
                    expected = output;
                    assertThat(spread(output)).isBetween(0.2f, 5f); // else the limit below would mean nothing
                    continue;
                }
                assertThat(Runs.difference(output, expected)).as(kernels.name()).isLessThan(2e-4f);
                assertThat(levelsThatDiffer(output, expected))
                        .as(kernels.name())
                        .isLessThan(output.data().length / 1000);
            }
        }
    }

    /**
     * Weights with which values stay near 1, as they do in trained networks. A block adds a fifth of its result, which
     * holds its input, so 23 of them multiply by 1.2^23 = 66 unless what follows divides by it.
     */
    private static Weights calm(Weights weights) {
        Map<String, float[]> values = new LinkedHashMap<>();
        Map<String, Shape> shapes = new LinkedHashMap<>();
        for (String name : weights.names()) {
            float[] data = weights.floats(name);
            float factor = name.startsWith("conv_body.") ? 1 / 66f : name.startsWith("body.") ? 0.5f : 1;
            for (int i = 0; i < data.length; i++) {
                data[i] *= factor;
            }
            values.put(name, data);
            shapes.put(name, weights.shape(name));
        }
        return Weights.of(values, shapes);
    }

    private static float spread(Tensor tensor) {
        float least = Float.MAX_VALUE;
        float most = -Float.MAX_VALUE;
        for (float value : tensor.data()) {
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        return most - least;
    }

    private static int levelsThatDiffer(Tensor a, Tensor b) {
        int count = 0;
        for (int i = 0; i < a.data().length; i++) {
            count += Math.round(a.data()[i] * 255) != Math.round(b.data()[i] * 255) ? 1 : 0;
        }
        return count;
    }
}
