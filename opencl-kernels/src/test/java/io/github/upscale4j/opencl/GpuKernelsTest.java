package io.github.upscale4j.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.plan.Plan;
import io.github.upscale4j.spi.Precision;
import io.github.upscale4j.spi.Program;
import io.github.upscale4j.tensor.Tensor;
import io.github.upscale4j.testing.RandomNets;
import io.github.upscale4j.testing.Runs;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What GPUs get, on whatever device there is: other cuts, several work items a pixel. */
class GpuKernelsTest {
    private static OpenClBackend backend;

    @BeforeAll
    static void open() {
        backend = new OpenClBackend(TestDevice.asAccelerator(), ConvChoice.USUAL);
    }

    @AfterAll
    static void close() {
        if (backend != null) {
            backend.close();
            assertThat(backend.live()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void everyKernelComputesRightly(Precision precision) {
        assertThat(SelfCheck.fault(backend, precision)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void bandsChangeNoBit(Precision precision) {
        boolean halves = precision == Precision.FLOAT16; // compiling takes the time of this test
        List<RandomNets.Sample> samples = List.of(
                RandomNets.srvgg(1, 40, 1, 2), RandomNets.rrdb(6, 20, 17, 1, 2), RandomNets.swinIr(9, 18, 3, 7, 1));
        for (RandomNets.Sample sample : halves ? samples.subList(0, 1) : samples) {
            Tensor image = RandomNets.image(7, 3, 29, 23);
            Plan plan = Plan.of(sample.net(), backend::tiling);
            try (Program program = backend.compile(plan, sample.weights(), precision)) {
                Tensor whole = Runs.run(program, plan, image, Integer.MAX_VALUE);
                assertThat(Runs.difference(whole, Runs.reference(sample.net(), sample.weights(), image)))
                        .as(sample.name())
                        .isLessThan(halves ? 5e-3f : 2e-5f);
                for (int band : new int[] {1, 3, 16}) {
                    assertThat(Runs.run(program, plan, image, band).data())
                            .as("bands of %d, %s", band, sample.name())
                            .isEqualTo(whole.data());
                }
            }
        }
    }
}
