package io.github.upscale4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.AlphaMode;
import io.github.upscale4j.Upscaler;
import io.github.upscale4j.examples.Shared;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The options about quality reach the library. */
class NetworkOptionsTest {
    @TempDir
    Path folder;

    @Test
    void eachIsTheLibrarysSetting() throws IOException {
        BufferedImage picture = Samples.picture(BufferedImage.TYPE_4BYTE_ABGR, 24, 16);
        Path input = Samples.write(picture, folder.resolve("in.png"));
        int[] plain = samples(enlarged(input));
        assertThat(plain).isEqualTo(samples(library(picture, builder -> builder)));
        assertSetting(input, picture, plain, builder -> builder.selfEnsemble(true), "--self-ensemble");
        assertSetting(input, picture, plain, builder -> builder.seamless(true), "--seamless");
        assertSetting(input, picture, plain, builder -> builder.colourMatch(true), "--match-colour");
        assertSetting(input, picture, plain, builder -> builder.alpha(AlphaMode.NETWORK), "--alpha", "network");
        assertThat(samples(enlarged(input, "--alpha", "classical"))).isEqualTo(plain);
    }

    private void assertSetting(
            Path input, BufferedImage picture, int[] plain, UnaryOperator<Upscaler.Builder> setting, String... options)
            throws IOException {
        assertThat(samples(enlarged(input, options)))
                .as(options[0])
                .isNotEqualTo(plain)
                .isEqualTo(samples(library(picture, setting)));
    }

    private BufferedImage enlarged(Path input, String... options) throws IOException {
        Path output = folder.resolve("out.png");
        Object[] args = new Object[options.length + 3];
        args[0] = input;
        args[1] = "-o";
        args[2] = output;
        System.arraycopy(options, 0, args, 3, options.length);
        assertThat(Run.of(args)).isEqualTo(new Run(0, "", ""));
        return ImageIO.read(output.toFile());
    }

    private static BufferedImage library(BufferedImage picture, UnaryOperator<Upscaler.Builder> setting) {
        try (Upscaler upscaler = setting.apply(Upscaler.builder()).build()) {
            return upscaler.upscale(picture);
        }
    }

    @Test
    void aDiffusionModelComesInTwoFilesAndWithASeed() throws IOException {
        Path goldens = Path.of("..", "core", "src", "test", "resources", "goldens", "diffusion");
        String denoiser = goldens.resolve("resshift-unet/weights.pth").toString();
        String autoencoder = goldens.resolve("resshift-vq/weights.pth").toString();
        BufferedImage picture = Samples.picture(BufferedImage.TYPE_INT_RGB, 9, 8);
        Path input = Samples.write(picture, folder.resolve("in.png"));
        String[] options = {
            "--model", denoiser, "--autoencoder", autoencoder, "--option", "sampler=sinsr", "--option", "norm_groups=4"
        };
        int[] usual = samples(enlarged(input, options));
        assertThat(usual).hasSize(samples(picture).length * 16);
        String[] seeded = Arrays.copyOf(options, options.length + 2);
        seeded[options.length] = "--seed";
        seeded[options.length + 1] = "0";
        assertThat(samples(enlarged(input, seeded))).isEqualTo(usual);
        seeded[options.length + 1] = "1";
        assertThat(samples(enlarged(input, seeded))).isNotEqualTo(usual);

        Run alone = Run.of(input, "-o", folder.resolve("out.png"), "--model", denoiser);
        assertThat(alone.code()).isEqualTo(1);
        assertThat(alone.err()).contains("ResShift needs an autoencoder beside its own file");
        Run useless = Run.of(input, "-o", folder.resolve("out.png"), "--autoencoder", autoencoder);
        assertThat(useless.code()).isEqualTo(2);
        assertThat(useless.err()).contains("--autoencoder goes with --model FILE of a diffusion model");
    }

    /** Such models take the picture enlarged, to any size. */
    @Test
    void modelsWithoutAScaleMakePicturesTwiceAsLarge() throws IOException {
        Path input = Shared.require("images/real/0014.jpg");
        Path model = Shared.require("weights/vdsr.pth");
        BufferedImage picture = ImageIO.read(input.toFile());
        BufferedImage twice = enlarged(input, "--model", model.toString());
        assertThat(twice.getWidth()).isEqualTo(2 * picture.getWidth());
        BufferedImage thrice = enlarged(input, "--model", model.toString(), "--scale", "3");
        assertThat(thrice.getHeight()).isEqualTo(3 * picture.getHeight());
    }

    /** Blended by half with its twin beside it, as PyTorch has it: at most one level off, and seldom. */
    @Test
    void denoisingByHalfIsPyTorchs() throws IOException {
        Path input = Shared.require("weights/expected/comic.in.png");
        Path model = Shared.require("weights/realesr-general-x4v3.pth");
        int[] expected = samples(ImageIO.read(Shared.require("weights/expected/comic.realesr-general-dn0.5.png")
                .toFile()));
        int[] actual = samples(enlarged(input, "--model", model.toString(), "--denoise", "0.5"));
        assertThat(actual).hasSameSizeAs(expected);
        int differing = 0;
        for (int i = 0; i < expected.length; i++) {
            assertThat(Math.abs(actual[i] - expected[i])).isLessThanOrEqualTo(1);
            differing += Math.abs(actual[i] - expected[i]);
        }
        assertThat(differing).isLessThan(expected.length / 1_000);
    }

    @ParameterizedTest
    @CsvSource({
        "natural, 0.5, --denoise goes with --model realesr-general-x4v3.pth",
        "realesr-general-x4v3.pth, 1.5, '--denoise: from 0 to 1, got 1.5'",
        "realesr-general-x4v3.pth, NaN, '--denoise: from 0 to 1, got NaN'",
        "realesr-animevideov3.pth, 0.5, --denoise goes with --model realesr-general-x4v3.pth"
    })
    void denoisingThatCannotBeIsAWrongCommandLine(String model, String strength, String reason) {
        Run run = Run.of("--info", "--model", model, "--denoise", strength);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).startsWith("upscale: " + reason).containsOnlyOnce("\n");
    }

    @Test
    void denoisingNamesTheTwinThatIsMissing() throws IOException {
        Path model = Files.createFile(folder.resolve("realesr-general-x4v3.pth"));
        Run run = Run.of("--info", "--model", model, "--denoise", "0");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo("upscale: " + folder.resolve("realesr-general-wdn-x4v3.pth")
                        + ": no such file; --denoise mixes it with " + model + "\n");
    }

    @Test
    void timesAreForPeople() {
        assertThat(ProgressLine.time(Duration.ofMillis(20))).isEqualTo("1 s");
        assertThat(ProgressLine.time(Duration.ofSeconds(99))).isEqualTo("99 s");
        assertThat(ProgressLine.time(Duration.ofSeconds(130))).isEqualTo("2 min");
        assertThat(ProgressLine.time(Duration.ofMinutes(200))).isEqualTo("3 h 20 min");
    }

    private static int[] samples(BufferedImage image) {
        return image.getRaster().getPixels(0, 0, image.getWidth(), image.getHeight(), (int[]) null);
    }
}
