package io.github.upscale4j.arch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.cpu.CpuBackend;
import io.github.upscale4j.cpu.Kernels;
import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.tensor.Tensor;
import io.github.upscale4j.testing.CpuKernels;
import io.github.upscale4j.testing.Diffusion;
import io.github.upscale4j.testing.Runs;
import io.github.upscale4j.testing.Shared;
import io.github.upscale4j.weights.WeightShapes;
import io.github.upscale4j.weights.Weights;
import java.io.IOException;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The denoiser, the autoencoder and whole chains against what PyTorch gives. */
class DiffusionGoldensTest {
    private static final float ONE_PASS = 2e-5f;
    private static final float CHAIN = 5e-5f;
    private static final int GROUPS = 4;

    static List<Kernels> kernels() {
        return CpuKernels.all();
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void takesNoiseAway(Kernels kernels) throws IOException {
        Weights stored = Weights.read(Diffusion.denoiser());
        Folding folding = new Folding(stored);
        SwinUnet.fold(folding, WeightShapes.of(stored), 2, 2);
        Tensor input = Diffusion.behind(
                Diffusion.tensor("resshift-unet/input.npy"),
                Diffusion.tensor("resshift-unet/lq.npy").data());
        int multiple = SwinUnet.multiple(WeightShapes.of(stored));
        assertThat(multiple).isEqualTo(8);
        Tensor output = run(
                kernels,
                folding.folded(),
                input,
                multiple,
                (net, x) -> new SwinUnet(net, shapes(folding), GROUPS).of(x, 2));
        assertThat(Runs.difference(output, Diffusion.tensor("resshift-unet/output.npy")))
                .isLessThanOrEqualTo(ONE_PASS);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void encodesAndDecodes(Kernels kernels) throws IOException {
        assertEncodesAndDecodes(kernels, Weights.read(Diffusion.autoencoder()));
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void readsTheLayoutOfDiffusers(Kernels kernels) throws IOException {
        assertEncodesAndDecodes(kernels, Weights.read(Shared.require("goldens").resolve("vq-diffusers/weights.pth")));
    }

    private static void assertEncodesAndDecodes(Kernels kernels, Weights stored) throws IOException {
        Folding folding = new Folding(stored);
        VqAutoencoder.fold(folding, WeightShapes.of(stored));
        Weights weights = folding.folded();
        Tensor latent = Diffusion.tensor("resshift-vq/latent.npy");
        assertGives(
                Diffusion.tensor("resshift-vq/output-noquant.npy"),
                run(kernels, weights, latent, 1, (net, x) -> coder(net, folding).decode(x)));
        assertGives(
                Diffusion.tensor("resshift-vq/quantized.npy"),
                run(kernels, weights, latent, 1, (net, x) -> coder(net, folding).quantise(x)));
        assertGives(
                Diffusion.tensor("resshift-vq/output.npy"),
                run(kernels, weights, Diffusion.tensor("resshift-vq/input.npy"), 4, (net, x) -> {
                    VqAutoencoder.Coder coder = coder(net, folding);
                    return coder.decode(coder.quantise(coder.encode(x)));
                }));
    }

    private static void assertGives(Tensor expected, Tensor output) {
        assertThat(Runs.difference(output, expected)).isLessThanOrEqualTo(ONE_PASS);
    }

    private static VqAutoencoder.Coder coder(NetBuilder net, Folding folding) {
        return new VqAutoencoder.Coder(net, shapes(folding), GROUPS);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void samplesChains(Kernels kernels) throws IOException {
        Tensor output = chain(kernels, Options.of(Diffusion.RESSHIFT), Diffusion.withNoise("resshift-chain", 4));
        assertThat(Runs.difference(Diffusion.fromUnit(output), Diffusion.tensor("resshift-chain/output-raw.npy")))
                .isLessThanOrEqualTo(CHAIN);
        Tensor once = chain(kernels, Options.of(Diffusion.SINSR), Diffusion.withNoise("sinsr-chain", 1));
        assertThat(Runs.difference(Diffusion.fromUnit(once), Diffusion.tensor("sinsr-chain/output-onestep-raw.npy")))
                .isLessThanOrEqualTo(CHAIN);
    }

    @Test
    void exactlyOneArchitectureMatches() throws IOException {
        assertMatches(Weights.read(Diffusion.denoiser()), "ResShift");
        assertMatches(Weights.read(Diffusion.autoencoder()), "the autoencoder of a diffusion model");
        assertMatches(Diffusion.weights(), "ResShift");
    }

    private static void assertMatches(Weights weights, String name) {
        WeightShapes shapes = WeightShapes.of(weights);
        assertThat(Architectures.all().stream()
                        .filter(architecture -> architecture.match(shapes).matches())
                        .map(Architecture::name))
                .containsExactly(name);
    }

    /** What the goldens' meta.json lists. */
    @Test
    void walksTheReferencesSchedule() {
        assertThat(ShiftSchedule.sqrtEtas(4, 0.02, 0.99, 0.3))
                .usingComparatorWithPrecision(1e-15)
                .containsExactly(0.02, 0.33100091079987987, 0.6332100706088611, 0.99);
        assertThat(ShiftSchedule.sqrtEtas(3, 0.02, 0.99, 0.3))
                .usingComparatorWithPrecision(1e-15)
                .containsExactly(0.02, 0.4758577309189878, 0.99);
    }

    private static Tensor chain(Kernels kernels, Options options, Tensor input) throws IOException {
        ResShift architecture = new ResShift();
        Weights weights = architecture.fold(Diffusion.weights(), options);
        Net net = architecture.build(WeightShapes.of(weights), options);
        assertThat(net.inputChannels()).isEqualTo(input.channels());
        return run(kernels, net, weights, input);
    }

    private static WeightShapes shapes(Folding folding) {
        return WeightShapes.of(folding.folded());
    }

    private static Tensor run(
            Kernels kernels, Weights weights, Tensor input, int multiple, BiFunction<NetBuilder, Node, Node> body) {
        NetBuilder net = new NetBuilder(WeightShapes.of(weights));
        Net built = net.output(body.apply(net, net.input(input.channels())), multiple);
        return run(kernels, built, weights, input);
    }

    private static Tensor run(Kernels kernels, Net net, Weights weights, Tensor input) {
        try (CpuBackend backend = new CpuBackend(kernels, 2)) {
            return Runs.run(backend, net, weights, input, Integer.MAX_VALUE);
        }
    }
}
