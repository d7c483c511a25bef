package io.github.upscale4j.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.Model;
import io.github.upscale4j.plan.Plan;
import io.github.upscale4j.spi.Precision;
import io.github.upscale4j.spi.Program;
import io.github.upscale4j.tensor.Tensor;
import io.github.upscale4j.testing.Diffusion;
import io.github.upscale4j.testing.Runs;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Whole chains of diffusion against what PyTorch gives. */
class OpenClDiffusionTest {
    /** In float32 whatever is allowed: rounded values may be nearest to other codes. */
    @Test
    void givesPyTorchsNumbers() throws IOException {
        try (OpenClBackend backend = TestDevice.open()) {
            Model chain = Model.load(Diffusion.denoiser(), Diffusion.autoencoder(), Diffusion.RESSHIFT);
            check(backend, chain, Diffusion.withNoise("resshift-chain", 4), "resshift-chain/output-raw.npy");
            Model once = Model.load(Diffusion.denoiser(), Diffusion.autoencoder(), Diffusion.SINSR);
            check(backend, once, Diffusion.withNoise("sinsr-chain", 1), "sinsr-chain/output-onestep-raw.npy");
        }
    }

    private static void check(OpenClBackend backend, Model model, Tensor image, String expected) throws IOException {
        Plan plan = Plan.of(model.net(), backend::tiling);
        try (Program program = backend.compile(plan, model.weights(), Precision.FLOAT16)) {
            assertThat(program.precision()).isEqualTo(Precision.FLOAT32);
            Tensor result = Diffusion.fromUnit(Runs.run(program, plan, image, Integer.MAX_VALUE));
            assertThat(Runs.difference(result, Diffusion.tensor(expected))).isLessThan(5e-5f);
        }
    }
}
