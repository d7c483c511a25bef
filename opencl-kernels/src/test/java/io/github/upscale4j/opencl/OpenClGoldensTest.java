package io.github.upscale4j.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.Model;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Layout;
import io.github.upscale4j.plan.Plan;
import io.github.upscale4j.plan.Storage;
import io.github.upscale4j.spi.Execution;
import io.github.upscale4j.spi.Precision;
import io.github.upscale4j.spi.Program;
import io.github.upscale4j.tensor.Tensor;
import io.github.upscale4j.testing.GoldenNetwork;
import io.github.upscale4j.testing.Runs;
import io.github.upscale4j.testing.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every golden network on the device, whole and in bands, in one piece of memory and in several. */
class OpenClGoldensTest {
    private static OpenClBackend backend;
    private static OpenClBackend gpu;

    @BeforeAll
    static void open() {
        backend = TestDevice.open();
        gpu = new OpenClBackend(TestDevice.require(), OpenClGoldensTest::cutForGpus);
    }

    @AfterAll
    static void close() {
        if (backend != null) {
            backend.close();
        }
        if (gpu != null) {
            gpu.close();
        }
    }

    static List<GoldenNetwork> goldens() throws IOException {
        return GoldenNetwork.all();
    }

    /** Those whose results rounding harms most and the others' kinds of steps; {@link SelfCheckTest} covers each kernel. */
    static List<GoldenNetwork> roundedMost() throws IOException {
        return named("swin2sr-real-x4", "rfdn-x4", "esrgan-plus-x4", "omnisr-x4", "rgt-x2", "atd-x2");
    }

    /** With convolutions of 16 channels and more, one of 3 x 3 and one of 1 x 1; most have none that these cuts are for. */
    static List<GoldenNetwork> wide() throws IOException {
        return named("srvgg-prelu-x4", "craft-x4");
    }

    /** Those of them that are here: without the shared data one of each list. */
    private static List<GoldenNetwork> named(String... all) throws IOException {
        List<String> names = List.of(all);
        List<GoldenNetwork> goldens = goldens();
        List<GoldenNetwork> some = goldens.stream()
                .filter(golden -> names.contains(golden.toString()))
                .toList();
        boolean shared = Files.isDirectory(Shared.root().resolve("goldens"));
        assertThat(some).hasSize(shared ? names.size() : 1);
        return some;
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void givesPyTorchsNumbers(GoldenNetwork golden) throws IOException {
        check(backend, golden, Precision.FLOAT32, 2e-5f);
    }

    /** Winograd's transforms in float32, matrix units in float16. */
    @ParameterizedTest
    @MethodSource("wide")
    void givesPyTorchsNumbersWithTheCutsOfGpus(GoldenNetwork golden) throws IOException {
        check(gpu, golden, Precision.FLOAT32, 2e-5f);
        check(gpu, golden, Precision.FLOAT16, 1e-2f * largest(golden));
    }

    private static Blocking cutForGpus(Op.Conv op, Cl cl, KernelCache kernels) {
        Blocking winograd = new WinogradTiling(32, 8);
        if (kernels.precision() == Precision.FLOAT16 && op.in() >= 16 && op.out() >= 16) {
            return new MatrixTiling(op.out() > 16 ? 32 : 16, 1, 2, 1, 16, 3, 0, true);
        }
        return winograd.fits(op, cl.device()) ? winograd : ConvChoice.usual(op, cl.device());
    }

    /**
     * A rounding to 11 bits is at most 2^-11 of a value; some twenty of them, all in one direction, are 1 % of the largest.
     * Measured: 0.6 % with the worst of all goldens, 0.1 % with most.
     */
    @ParameterizedTest
    @MethodSource("roundedMost")
    void givesNearlyPyTorchsNumbersInFloat16(GoldenNetwork golden) throws IOException {
        check(backend, golden, Precision.FLOAT16, 1e-2f * largest(golden));
    }

    private static float largest(GoldenNetwork golden) throws IOException {
        float largest = 0;
        for (float value : golden.output().data()) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    private static void check(OpenClBackend backend, GoldenNetwork golden, Precision precision, float bound)
            throws IOException {
        Model model = Model.load(golden.weights(), golden.options());
        Tensor image = golden.input();
        Plan plan = Plan.of(model.net(), backend::tiling);
        try (Program program = backend.compile(plan, model.weights(), precision)) {
            Tensor whole = Runs.run(program, plan, image, Integer.MAX_VALUE);
            assertThat(Runs.difference(whole, golden.output())).isLessThan(bound);
            for (int band : new int[] {1, 8}) {
                Tensor result = Runs.run(program, plan, image, band);
                assertThat(result.data()).as("bands of %d", band).isEqualTo(whole.data());
            }
            for (int band : new int[] {8, Integer.MAX_VALUE}) {
                Layout pieces = inPieces(Runs.layout(program, plan, image, band));
                try (Execution execution = program.open(pieces)) {
                    assertThat(Runs.run(execution, pieces, image).data())
                            .as("bands of %d in pieces", band)
                            .isEqualTo(whole.data());
                }
            }
        }
    }

    /** In pieces as small as they may be, of which there are at least two. */
    private static Layout inPieces(Layout one) {
        Storage storage = new Storage(one.storage().bytes(), one.largestPiece());
        Layout pieces =
                new Layout(one.plan(), one.width(), one.height(), one.band(), one.ownWidth(), one.ownHeight(), storage);
        assertThat(pieces.floats()).isGreaterThan(storage.piece());
        return pieces;
    }
}
