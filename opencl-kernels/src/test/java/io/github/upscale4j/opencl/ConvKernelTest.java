package io.github.upscale4j.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Plan;
import io.github.upscale4j.spi.Precision;
import io.github.upscale4j.spi.Program;
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
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
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
                new LocalTiling(1, 16, 8),
                new WinogradTiling(32, 8),
                new WinogradTiling(64, 4),
                new WinogradStrip(16, 3, 6),
                new WinogradStrip(8, 2, 4));
    }

    /** Cuts, and kernel, channels before those that are read, channels in and out: read one by one, in fours and in eights. */
    static List<Arguments> matrixTilings() {
        return List.of(
                Arguments.of(new MatrixTiling(32, 1, 2, 2, 16, 3, 0, true), 3, 8, 64, 64),
                Arguments.of(new MatrixTiling(16, 3, 1, 2, 32, 2, 1, true), 3, 3, 41, 60),
                Arguments.of(new MatrixTiling(48, 1, 1, 1, 32, 2, 0, true), 5, 4, 20, 72),
                Arguments.of(new MatrixTiling(32, 1, 2, 1, 16, 4, 2, true), 1, 4, 36, 36));
    }

    /** With products that the device's own instructions compute, in the layout of NVIDIA's. */
    @ParameterizedTest
    @MethodSource("matrixTilings")
    void isTheDefinitionOnMatrixUnits(MatrixTiling tiling, int kernel, int skipped, int in, int out) {
        try (OpenClBackend backend = new OpenClBackend(
                TestDevice.require(),
                (op, cl, kernels) -> op.name().equals("c") ? tiling : ConvChoice.usual(op, cl.device()))) {
            check(backend, kernel, skipped, in, out, Precision.FLOAT16, 5e-3f);
        }
    }

    /** Of channels that lie at multiples of four, and of such that do not. */
    @ParameterizedTest
    @EnumSource(Precision.class)
    void isTheDefinitionOfProducts(Precision precision) {
        ConvChoice choice = (op, cl, kernels) ->
                op.in() < 16 ? ConvChoice.usual(op, cl.device()) : ProductTiling.of(op.out(), op.out() > 40 ? 8 : 4);
        try (OpenClBackend backend = new OpenClBackend(TestDevice.require(), choice)) {
            float limit = precision == Precision.FLOAT16 ? 5e-3f : 2e-5f;
            check(backend, 1, 4, 36, 72, precision, limit);
            check(backend, 1, 3, 16, 30, precision, limit);
        }
    }

    /** That which does nothing, or does not compile, would be the fastest. */
    @Test
    void whatComputesWronglyIsLeftOut() {
        Device device = TestDevice.require();
        Op.Conv op = new Op.Conv("c", 8, 8, 3, List.of());
        Blocking right = RegisterBlocking.of(device).narrow(op.out());
        Cl cl = new Cl(device);
        try (KernelCache kernels = new KernelCache(cl, Precision.FLOAT32)) {
            List<Blocking> all = List.of(right, new Idle(""), new Idle("#error not for this device\n"));
            assertThat(ConvTuner.fastest(all, op, cl, kernels)).isSameAs(right);
        } finally {
            cl.close();
        }
        assertThat(cl.live()).isZero();
    }

    /** Whatever the machine does meanwhile, and whichever is tried first. */
    @Test
    void theFasterOneIsTaken() {
        Device device = TestDevice.require();
        Op.Conv op = new Op.Conv("c", 16, 16, 3, List.of());
        Blocking fast = ConvChoice.usual(op, device);
        Cl cl = new Cl(device);
        try (KernelCache kernels = new KernelCache(cl, Precision.FLOAT32)) {
            for (int i = 0; i < 5; i++) {
                assertThat(ConvTuner.fastest(List.of(new Twice(fast), fast), op, cl, kernels))
                        .isSameAs(fast);
            }
        } finally {
            cl.close();
        }
    }

    /** Computes all of it two times. */
    private record Twice(Blocking own) implements Blocking {
        @Override
        public String file() {
            return own.file();
        }

        @Override
        public int lanes() {
            return own.lanes();
        }

        @Override
        public int outputs() {
            return own.outputs();
        }

        @Override
        public String constants(int kernel) {
            return own.constants(kernel);
        }

        @Override
        public float[] packed(Op.Conv op, Weights weights) {
            return own.packed(op, weights);
        }

        @Override
        public void launch(Kernel kernel, int paddedOutputs, StepViews views) {
            own.launch(kernel, paddedOutputs, views);
            own.launch(kernel, paddedOutputs, views);
        }

        @Override
        public int tiles(int width) {
            return own.tiles(width);
        }
    }

    private record Idle(String constants) implements Blocking {
        @Override
        public String file() {
            return "conv";
        }

        @Override
        public int lanes() {
            return 4;
        }

        @Override
        public int outputs() {
            return 4;
        }

        @Override
        public String constants(int kernel) {
            return "#define BLOCKS 1\n#define PIXELS 1\n" + constants;
        }

        @Override
        public void launch(Kernel kernel, int paddedOutputs, StepViews views) {}

        @Override
        public int tiles(int width) {
            return 0;
        }
    }

    @Test
    void halvesAreTheNearest() {
        assertThat(PackedWeights.half(1)).isEqualTo(0x3C00);
        assertThat(PackedWeights.half(-2.5f)).isEqualTo(0xC100);
        assertThat(PackedWeights.half(0x1.002p0f)).isEqualTo(0x3C00); // between two, the even one is above or below
        assertThat(PackedWeights.half(0x1.006p0f)).isEqualTo(0x3C02);
        assertThat(PackedWeights.half(65519)).isEqualTo(0x7BFF);
        assertThat(PackedWeights.half(65520)).isEqualTo(0x7C00);
        assertThat(PackedWeights.half(-0x1p-24f)).isEqualTo(0x8001);
        assertThat(PackedWeights.half(0x1.8p-24f)).isEqualTo(0x0002);
        assertThat(PackedWeights.half(0x1.fffp-15f)).isEqualTo(0x0400);
        assertThat(PackedWeights.half(Float.NaN) & 0x7C00).isEqualTo(0x7C00);
        Random random = new Random(3);
        for (int i = 0; i < 10_000; i++) {
            float value = (float) (random.nextGaussian() * Math.pow(2, random.nextInt(24) - 12));
            int half = PackedWeights.half(value);
            int exponent = half >> 10 & 31;
            int digits = (half & 0x3FF) + (exponent == 0 ? 0 : 1024);
            double exact = Math.scalb((double) digits, Math.max(exponent, 1) - 25) * (half >> 15 == 0 ? 1 : -1);
            assertThat(Math.abs(exact - value))
                    .as("%s", value)
                    .isLessThanOrEqualTo(Math.max(Math.ulp(value) * 0x1p12, 0x1p-25));
        }
    }

    /** Of devices that this machine need not have. */
    @Test
    void matrixUnitsAreForHalvesOnly() {
        Op.Conv op = new Op.Conv("c", 64, 64, 3, List.of());
        Device old = DeviceChoiceTest.device("2.0", "p", "n", Device.Kind.GPU, 9);
        Device ampere = DeviceChoiceTest.ofCapability(80);
        assertThat(ConvTuner.candidates(op, old, Precision.FLOAT16)).noneMatch(MatrixTiling.class::isInstance);
        assertThat(ConvTuner.candidates(op, ampere, Precision.FLOAT32)).noneMatch(MatrixTiling.class::isInstance);
        assertThat(ConvTuner.candidates(op, ampere, Precision.FLOAT16))
                .contains(
                        new MatrixTiling(64, 1, 4, 4, 16, 4, 0, false),
                        new MatrixTiling(64, 1, 8, 2, 32, 2, 0, false),
                        new MatrixTiling(32, 2, 1, 8, 16, 4, 0, false),
                        new WinogradTiling(64, 4));
    }

    @ParameterizedTest
    @MethodSource("blockings")
    void isTheDefinitionWhateverTheBands(Blocking blocking) {
        ConvChoice choice = (op, cl, kernels) ->
                winograd(blocking) && op.kernel() != 3 ? ConvChoice.usual(op, cl.device()) : blocking;
        try (OpenClBackend backend = new OpenClBackend(TestDevice.require(), choice)) {
            // compiling takes the time of this test, of large kernels most
            int[] sizes =
                    blocking.equals(LARGE) ? new int[] {5} : winograd(blocking) ? new int[] {3} : new int[] {1, 3};
            for (int kernel : sizes) {
                for (int[] channels : new int[][] {{3, 70}, {9, 33}, {70, 5}}) {
                    check(backend, kernel, 2, channels[0], channels[1], Precision.FLOAT32, 2e-5f);
                }
            }
        }
    }

    private static boolean winograd(Blocking blocking) {
        return blocking instanceof WinogradTiling || blocking instanceof WinogradStrip;
    }

    /** A slice read behind {@code skipped} channels, a neighbour in the buffer, an epilogue with weights and an operand. */
    private static void check(
            OpenClBackend backend, int kernel, int skipped, int in, int out, Precision precision, float limit) {
        Map<String, float[]> values = new LinkedHashMap<>();
        Map<String, Shape> shapes = new LinkedHashMap<>();
        Random random = new Random(kernel * 10_000L + in * 100L + out);
        RandomNets.put(values, shapes, random, 0.3f, "in.weight", in + skipped, 3, 1, 1);
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
        Node part = net.slice(net.conv("in", net.input(3)), skipped, in + skipped);
        Node point = net.conv("q", part);
        Net built = net.output(net.concat(point, net.add(net.prelu("p", net.conv("c", part)), point)));
        Weights weights = Weights.of(values, shapes);
        for (int[] size : new int[][] {{1, 1}, {9, 17}, {19, 35}}) {
            String name = kernel + " x " + kernel + ", " + in + " to " + out + ", " + size[0] + " x " + size[1];
            Tensor image = RandomNets.image(in, 3, size[0], size[1]);
            Plan plan = Plan.of(built, backend::tiling);
            try (Program program = backend.compile(plan, weights, precision)) {
                Tensor whole = Runs.run(program, plan, image, Integer.MAX_VALUE);
                Tensor expected = Runs.reference(built, weights, image);
                assertThat(Runs.difference(whole, expected)).as(name).isLessThan(limit);
                Tensor banded = Runs.run(program, plan, image, 3);
                assertThat(banded.data()).as(name).isEqualTo(whole.data());
            }
        }
    }

    @Test
    void theSearchIsDoneOnceAndRemembered(@TempDir Path folder) {
        Device device = TestDevice.require();
        Op.Conv op = new Op.Conv("c", 32, 64, 3, List.of());
        Cl cl = new Cl(device);
        try (KernelCache kernels = new KernelCache(cl, Precision.FLOAT32)) {
            Blocking best = new ConvTuner(new Notes(folder, device)).of(op, cl, kernels);
            assertThat(ConvTuner.candidates(op, device, Precision.FLOAT32))
                    .contains(best)
                    .hasSizeGreaterThan(2);
            assertThat(new Notes(folder, device).get("conv.3.32.64")).hasValue(best.toString());
            for (Blocking candidate : ConvTuner.candidates(op, device, Precision.FLOAT32)) {
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
                        new LocalTiling(1, 16, 8),
                        new LocalTiling(4, 16, 8),
                        new LocalTiling(6, 8, 8),
                        new LocalTiling(8, 8, 8),
                        new LocalTiling(8, 8, 8),
                        new LocalTiling(8, 8, 8));
    }

    /** Of devices that this machine need not have. */
    @Test
    void aCpusUsualCutIsWinogradsWhereItsMemoryHoldsAStrip() {
        Op.Conv wide = new Op.Conv("c", 64, 48, 3, List.of());
        Device little = DeviceChoiceTest.cpu(16, 48 << 10);
        Device avx512 = DeviceChoiceTest.cpu(16, 512 << 10);
        Device avx2 = DeviceChoiceTest.cpu(8, 512 << 10);
        assertThat(ConvChoice.usual(wide, little)).isEqualTo(new RegisterBlocking(16, 1, 12, 1));
        assertThat(ConvChoice.usual(wide, avx512)).isEqualTo(new WinogradStrip(16, 3, 6));
        assertThat(ConvChoice.usual(wide, avx2)).isEqualTo(new WinogradStrip(8, 2, 4));
        assertThat(ConvTuner.candidates(wide, avx512, Precision.FLOAT32))
                .containsExactly(
                        new WinogradStrip(16, 3, 6), new WinogradStrip(16, 2, 8), new RegisterBlocking(16, 1, 12, 1));
        for (Op.Conv other : List.of(new Op.Conv("c", 64, 64, 1, List.of()), new Op.Conv("c", 64, 12, 3, List.of()))) {
            assertThat(ConvTuner.candidates(other, avx2, Precision.FLOAT32))
                    .hasSizeGreaterThan(2)
                    .allMatch(RegisterBlocking.class::isInstance);
        }
    }
}
