package io.github.upscale4j.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.upscale4j.net.Footprint;
import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
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

/** Convolution of each channel on its own, at numbers of channels around the lanes, and of pixels around the blocks. */
@SameOnBothPaths
class DepthwiseConvTest {
    private static final int[] CHANNELS = {1, 3, 7, 8, 15, 16, 17, 33, 64, 180, 193, 400};

    static Stream<Arguments> cases() {
        List<Arguments> cases = new ArrayList<>();
        for (Kernels kernels : CpuKernels.all()) {
            for (int channels : CHANNELS) {
                for (int kernel : new int[] {1, 3, 5, 7}) {
                    cases.add(Arguments.of(kernels, channels, kernel));
                }
            }
        }
        return cases.stream();
    }

    /** As the definition says, the same bits in every band, with a slice read, an epilogue and a neighbour in the buffer. */
    @ParameterizedTest(name = "{0} {1} channels {2} x {2}")
    @MethodSource("cases")
    void isTheDefinitionWhateverTheBands(Kernels kernels, int channels, int kernel) {
        Random random = new Random(100L * channels + kernel);
        Map<String, float[]> values = new LinkedHashMap<>();
        Map<String, Shape> shapes = new LinkedHashMap<>();
        RandomNets.put(values, shapes, random, 0.3f, "in.weight", channels + 2, 3, 1, 1);
        RandomNets.put(values, shapes, random, 1f / kernel, "d.weight", channels, 1, kernel, kernel);
        if (kernel != 3) {
            RandomNets.put(values, shapes, random, 1, "d.bias", channels);
        }
        RandomNets.put(values, shapes, random, (float) Math.sqrt(0.5 / channels), "out.weight", 2, 2 * channels, 1, 1);
        NetBuilder net = new NetBuilder(WeightShapes.of(shapes));
        Node x = net.conv("in", net.input(3));
        Node part = net.slice(x, 2, channels + 2);
        Node y = net.add(net.gelu(net.depthwiseConv("d", part)), part);
        Net built = net.output(net.conv("out", net.concat(net.depthwiseConv("d", y), y)));
        Weights weights = Weights.of(values, shapes);
        for (int[] size : new int[][] {{1, 1}, {2, 19}, {11, 8}, {5, 50}}) {
            Tensor image = RandomNets.image(channels, 3, size[0], size[1]);
            Tensor whole = null;
            for (int threads = 1; threads <= 2; threads++) {
                try (CpuBackend backend = CpuKernels.backend(kernels, threads)) {
                    for (int band : new int[] {Integer.MAX_VALUE, 1, 4}) {
                        Tensor result = Runs.run(backend, built, weights, image, band);
                        whole = whole == null ? result : whole;
                        assertThat(result.data())
                                .as("%d x %d, bands of %d, %d threads", size[0], size[1], band, threads)
                                .isEqualTo(whole.data());
                    }
                }
            }
            assertThat(Runs.difference(whole, Runs.reference(built, weights, image)))
                    .as("%d x %d", size[0], size[1])
                    .isLessThan(2e-5f);
        }
    }

    @Test
    void refusesWhatDoesNotFit() {
        NetBuilder net = new NetBuilder(WeightShapes.of(Map.of(
                "d.weight", Shape.of(4, 1, 5, 5),
                "d.bias", Shape.of(3),
                "e.weight", Shape.of(4, 2, 3, 3),
                "f.weight", Shape.of(4, 1, 5, 5))));
        Node x = net.input(4);
        assertThat(net.depthwiseConv("f", x).op().footprint()).isEqualTo(Footprint.window(2, 2));
        assertThatThrownBy(() -> net.depthwiseConv("d", x)).hasMessage("tensor 'd.bias': expected shape [4], got [3]");
        assertThatThrownBy(() -> net.depthwiseConv("e", x))
                .hasMessage("tensor 'e.weight': expected shape [4, 1, k, k] with an odd k, got [4, 2, 3, 3]");
    }
}
