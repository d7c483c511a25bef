package io.github.upscale4j.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.Model;
import io.github.upscale4j.plan.Layout;
import io.github.upscale4j.plan.Plan;
import io.github.upscale4j.plan.Storage;
import io.github.upscale4j.spi.Execution;
import io.github.upscale4j.spi.Program;
import io.github.upscale4j.tensor.Tensor;
import io.github.upscale4j.testing.GoldenNetwork;
import io.github.upscale4j.testing.Runs;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every golden network on the device, whole and in bands, in one piece of memory and in several. */
class OpenClGoldensTest {
    private static OpenClBackend backend;

    @BeforeAll
    static void open() {
        backend = TestDevice.open();
    }

    @AfterAll
    static void close() {
        if (backend != null) {
            backend.close();
        }
    }

    static List<GoldenNetwork> goldens() throws IOException {
        return GoldenNetwork.all();
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void givesPyTorchsNumbers(GoldenNetwork golden) throws IOException {
        Model model = Model.load(golden.weights(), golden.options());
        Tensor image = golden.input();
        Plan plan = Plan.of(model.net(), backend::tiling);
        try (Program program = backend.compile(plan, model.weights())) {
            Tensor whole = Runs.run(program, plan, image, Integer.MAX_VALUE);
            assertThat(Runs.difference(whole, golden.output())).isLessThan(2e-5f);
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
