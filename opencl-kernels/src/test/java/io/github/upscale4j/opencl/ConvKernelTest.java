package io.github.upscale4j.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.spi.Precision;
import io.github.upscale4j.tensor.Shape;
import io.github.upscale4j.tensor.Tensor;
import io.github.upscale4j.testing.RandomNets;
import io.github.upscale4j.testing.Runs;
import io.github.upscale4j.weights.WeightShapes;
import io.github.upscale4j.weights.Weights;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way to cut a convolution, at sizes around the edges of blocks. */
class ConvKernelTest {
    private static final Blocking LARGE = new LocalTiling(4, 4, 16);

    static List<Blocking> blockings() {
        return List.of(
                new RegisterBlocking(4, 1, 8, 64),
                new RegisterBlocking(4, 2, 4, 64),
                new RegisterBlocking(16, 2, 8, 1),
                new LocalTiling(8, 8, 8),
                new LocalTiling(6, 4, 4),
                LARGE,
                new LocalTiling(1, 16, 8));
    }

    @ParameterizedTest
    @MethodSource("blockings")
    void isTheDefinitionWhateverTheBands(Blocking blocking) {
        try (OpenClBackend backend = new OpenClBackend(TestDevice.require(), (op, cl, kernels) -> blocking)) {
            // compiling takes the time of this test, of large kernels most
            int[] sizes = blocking.equals(LARGE) ? new int[] {5} : new int[] {1, 3};
            for (int kernel : sizes) {
                for (int[] channels : new int[][] {{3, 70}, {9, 33}, {64, 5}}) {
                    check(backend, kernel, channels[0], channels[1]);
                }
            }
        }
    }

    /** A slice read, a neighbour in the buffer, an epilogue with weights and an operand. */
    private static void check(OpenClBackend backend, int kernel, int in, int out) {
        Map<String, float[]> values = new LinkedHashMap<>();
        Map<String, Shape> shapes = new LinkedHashMap<>();
        Random random = new Random(kernel * 10_000L + in * 100L + out);
        RandomNets.put(values, shapes, random, 0.3f, "in.weight", in + 2, 3, 1, 1);
        RandomNets.put(
                values,
                shapes,
                random,
                (float) Math.sqrt(1.0 / (in * kernel * kernel)),
                "c.weight",
                out,
                in,
                kernel,
                kernel);
        RandomNets.put(values, shapes, random, 0.1f, "c.bias", out);
        RandomNets.put(values, shapes, random, (float) Math.sqrt(1.0 / in), "q.weight", out, in, 1, 1);
        RandomNets.put(values, shapes, random, 0.3f, "p.weight", out);
        NetBuilder net = new NetBuilder(WeightShapes.of(shapes));
        Node part = net.slice(net.conv("in", net.input(3)), 2, in + 2);
        Node point = net.conv("q", part);
        Net built = net.output(net.concat(point, net.add(net.prelu("p", net.conv("c", part)), point)));
        Weights weights = Weights.of(values, shapes);
        for (int[] size : new int[][] {{1, 1}, {9, 17}, {19, 35}}) {
            String name = kernel + " x " + kernel + ", " + in + " to " + out + ", " + size[0] + " x " + size[1];
            Tensor image = RandomNets.image(in, 3, size[0], size[1]);
            Tensor whole = Runs.run(backend, built, weights, image, Integer.MAX_VALUE);
            Tensor expected = Runs.reference(built, weights, image);
            assertThat(Runs.difference(whole, expected)).as(name).isLessThan(2e-5f);
            Tensor banded = Runs.run(backend, built, weights, image, 3);
            assertThat(banded.data()).as(name).isEqualTo(whole.data());
        }
    }

    @Test
    void theSearchIsDoneOnceAndRemembered(@TempDir Path folder) {
        Device device = TestDevice.require();
        Op.Conv op = new Op.Conv("c", 32, 64, 3, List.of());
        Cl cl = new Cl(device);
        try (KernelCache kernels = new KernelCache(cl, Precision.FLOAT32)) {
            Blocking best = new ConvTuner(new Notes(folder, device)).of(op, cl, kernels);
            assertThat(ConvTuner.candidates(op, device)).contains(best).hasSizeGreaterThan(2);
            assertThat(new Notes(folder, device).get("conv.3.32.64")).hasValue(best.toString());
            for (Blocking candidate : ConvTuner.candidates(op, device)) {
                new Notes(folder, device).put("conv.3.32.64", candidate.toString());
                assertThat(new ConvTuner(new Notes(folder, device)).of(op, cl, kernels))
                        .isEqualTo(candidate);
            }
        } finally {
            cl.close();
        }
        assertThat(cl.live()).isZero();
    }

    /** Of devices that this machine need not have. */
    @Test
    void theUsualCutIsLocalMemoryOnlyWhereThereIsSome() {
        List<Blocking> gpu = new ArrayList<>();
        for (int out : new int[] {3, 32, 48, 64, 180, 540}) {
            gpu.add(ConvChoice.usual(
                    new Op.Conv("c", 64, out, 3, List.of()),
                    DeviceChoiceTest.device("2.0", "p", "n", Device.Kind.GPU, 9)));
        }
        assertThat(gpu)
                .containsExactly(
                        new RegisterBlocking(4, 1, 8, 64),
                        new LocalTiling(4, 16, 8),
                        new LocalTiling(6, 8, 8),
                        new LocalTiling(8, 8, 8),
                        new LocalTiling(8, 8, 8),
                        new LocalTiling(8, 8, 8));
        assertThat(ConvChoice.usual(
                        new Op.Conv("c", 64, 64, 3, List.of()),
                        DeviceChoiceTest.device("0.0", "p", "n", Device.Kind.CPU, 9)))
                .isInstanceOf(RegisterBlocking.class);
    }
}
