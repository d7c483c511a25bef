package io.github.upscale4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.upscale4j.arch.UnknownArchitectureException;
import io.github.upscale4j.tensor.Tensor;
import io.github.upscale4j.testing.Diffusion;
import io.github.upscale4j.testing.Images;
import io.github.upscale4j.testing.Runs;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Pictures through diffusion models, from two files. */
class DiffusionTest {
    private static Model chain;
    private static Model once;

    @BeforeAll
    static void load() throws IOException {
        chain = Model.load(Diffusion.denoiser(), Diffusion.autoencoder(), Diffusion.RESSHIFT);
        once = Model.load(Diffusion.denoiser(), Diffusion.autoencoder(), Diffusion.SINSR);
    }

    private static Upscaler.Builder builder(Model model) {
        return Upscaler.builder().model(model).backend("cpu").threads(2);
    }

    @Test
    void aModelSaysWhatItIs() {
        assertThat(chain.scale()).isEqualTo(4);
        assertThat(chain.noiseChannels()).isEqualTo(12);
        assertThat(chain.inputChannels()).isEqualTo(15);
        assertThat(chain.toString()).startsWith("weights.pth: ResShift x4, 3 to 3 channels from 12 of noise, ");
        assertThat(once.noiseChannels()).isEqualTo(3);
        assertThat(Model.natural().noiseChannels()).isZero();
    }

    @Test
    void tensorsBringTheirNoise() throws IOException {
        try (Upscaler upscaler = builder(chain).build()) {
            Tensor result = upscaler.upscale(Diffusion.withNoise("resshift-chain", 4));
            for (int i = 0; i < result.data().length; i++) {
                result.data()[i] = Math.max(0, Math.min(1, result.data()[i]));
            }
            assertThat(Runs.difference(result, Diffusion.tensor("resshift-chain/output.npy")))
                    .isLessThanOrEqualTo(5e-5f);
        }
    }

    @Test
    void picturesOfOneSeedAreTheSameWhateverComputes() {
        BufferedImage image = Images.soft(21, 13, BufferedImage.TYPE_4BYTE_ABGR, 5);
        try (Upscaler one = builder(chain).threads(1).build();
                Upscaler three = builder(chain).threads(3).build();
                Upscaler other = builder(chain).seed(1).build()) {
            BufferedImage result = one.upscale(image);
            assertThat(result.getWidth()).isEqualTo(84);
            assertThat(result.getHeight()).isEqualTo(52);
            Images.assertSame(three.upscale(image), result, "threads");
            Images.assertSame(one.upscale(image), result, "again");
            assertThat(differing(other.upscale(image), result)).isGreaterThan(84 * 52 / 2);
        }
    }

    @Test
    void everySettingIsTaken() {
        try (Upscaler gray =
                        builder(once).alpha(AlphaMode.NETWORK).colourMatch(true).build();
                Upscaler ensemble = builder(once).selfEnsemble(true).build()) {
            BufferedImage image = Images.soft(9, 17, BufferedImage.TYPE_BYTE_GRAY, 2);
            assertThat(gray.upscale(image, 40, 100).getType()).isEqualTo(BufferedImage.TYPE_BYTE_GRAY);
            BufferedImage transparent = Images.soft(6, 7, BufferedImage.TYPE_4BYTE_ABGR, 2);
            assertThat(gray.upscale(transparent).getType()).isEqualTo(BufferedImage.TYPE_4BYTE_ABGR);
            assertThat(ensemble.upscale(transparent).getHeight()).isEqualTo(28);
        }
    }

    /** What the network makes of the picture and its noise, both continued by themselves. */
    @Test
    void noiseGoesRoundWithASeamlessPicture() {
        int side = 16;
        BufferedImage image = Images.soft(side, side, BufferedImage.TYPE_INT_RGB, 3);
        Noise noise = new Noise(9, 0);
        Tensor round = Tensor.zeros(6, 3 * side, 3 * side);
        for (int i = 0; i < round.data().length; i++) {
            int channel = i / (9 * side * side);
            int y = i / (3 * side) % side;
            int x = i % side;
            round.data()[i] = channel < 3
                    ? (image.getRGB(x, y) >> 8 * (2 - channel) & 255) / 255f
                    : (float) noise.at(channel - 3, y, x);
        }
        try (Upscaler upscaler = builder(once).seamless(true).seed(9).build()) {
            BufferedImage result = upscaler.upscale(image);
            Tensor expected = upscaler.upscale(round);
            for (int i = 0; i < 3 * 16 * side * side; i++) {
                int channel = i % 3;
                int y = i / 3 / (4 * side);
                int x = i / 3 % (4 * side);
                float value = expected.get(channel, y + 4 * side, x + 4 * side);
                assertThat(result.getRGB(x, y) >> 8 * (2 - channel) & 255).isEqualTo((int)
                        (Math.max(0, Math.min(1, value)) * 255 + 0.5f));
            }
        }
    }

    @Test
    void largePicturesGoThroughInTiles() {
        BufferedImage image = Images.soft(120, 40, BufferedImage.TYPE_INT_RGB, 4);
        try (Upscaler large = builder(once).build();
                Upscaler small = builder(once).threads(1).memoryLimit(9 << 20).build()) {
            BufferedImage whole = large.upscale(image);
            BufferedImage tiled = small.upscale(image);
            assertThat(differing(tiled, whole)).isPositive();
            assertThat(tiled.getWidth()).isEqualTo(480);
        }
    }

    private static int differing(BufferedImage a, BufferedImage b) {
        int count = 0;
        for (int y = 0; y < a.getHeight(); y++) {
            for (int x = 0; x < a.getWidth(); x++) {
                count += a.getRGB(x, y) == b.getRGB(x, y) ? 0 : 1;
            }
        }
        return count;
    }

    @Test
    void oneFileAloneIsRefusedWithWhatIsMissing() {
        assertThatThrownBy(() -> Model.load(Diffusion.denoiser()))
                .isInstanceOf(UnknownArchitectureException.class)
                .hasMessage(
                        "weights.pth looks like ResShift, but ResShift needs an autoencoder beside its own file (there is"
                                + " no 'encoder.conv_in.weight'): give autoencoder_vq_f4.pth, which github.com/zsyOAOA/ResShift"
                                + " publishes with its models, as autoencoder");
        assertThatThrownBy(() -> Model.load(Diffusion.autoencoder()))
                .isInstanceOf(UnknownArchitectureException.class)
                .hasMessageStartingWith(
                        "weights.pth looks like the autoencoder of a diffusion model, but an autoencoder"
                                + " alone enlarges nothing: load the model that it belongs to");
        assertThatThrownBy(() -> Model.load(Diffusion.denoiser(), Diffusion.denoiser(), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "weights.pth with weights.pth: tensor 'time_embed.0.weight' is in both files: a model and its"
                                + " autoencoder have none in common, give one file of each");
    }

    @Test
    void theSamplerHasToBeNamed() {
        assertThatThrownBy(() -> Model.load(Diffusion.denoiser(), Diffusion.autoencoder(), Map.of()))
                .isInstanceOf(UnknownArchitectureException.class)
                .hasMessageContaining(
                        "the option sampler is missing; a file does not tell how its network is to be used:"
                                + " resshift-s15 (resshift_realsrx4_s15_v1 and v2), resshift-s4");
        assertRefused("sampler", "ddim", "option sampler: got 'ddim'; a file does not tell");
        assertRefused(
                "steps", "1", "expected at least 2 steps from less noise to more, up to 1; got 1 steps from 0.02");
        assertRefused("etas_end", "0.01", "got 4 steps from 0.02 to 0.01");
        assertRefused("kappa", "-1", "option kappa: expected more than 0, got -1.0");
        assertRefused(
                "norm_groups", "3", "normalisation 'encoder.down.0.block.0.norm1': 8 channels do not make 3 groups");
        assertRefused(
                "eta", "1", "option 'eta' is unknown to ResShift, which takes etas_end, kappa, min_noise_level, ");
    }

    private static void assertRefused(String option, String value, String message) {
        Map<String, String> options = new HashMap<>(Diffusion.RESSHIFT);
        options.put(option, value);
        assertThatThrownBy(() -> Model.load(Diffusion.denoiser(), Diffusion.autoencoder(), options))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("weights.pth with weights.pth: ")
                .hasMessageContaining(message);
    }
}
