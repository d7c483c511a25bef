package io.github.upscale4j.testing;

import io.github.upscale4j.tensor.Tensor;
import io.github.upscale4j.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** The golden denoiser and autoencoder, and the chains that were sampled with them. */
public final class Diffusion {
    private static final Path FOLDER = Path.of("..", "core", "src", "test", "resources", "goldens", "diffusion");

    /** The chain of {@code resshift-chain}: four steps instead of the fifteen that files with so little noise have. */
    public static final Map<String, String> RESSHIFT =
            Map.of("sampler", "resshift-s15", "steps", "4", "norm_groups", "4");

    /** The step of {@code sinsr-chain}. */
    public static final Map<String, String> SINSR = Map.of("sampler", "sinsr", "steps", "3", "norm_groups", "4");

    private Diffusion() {}

    public static Path file(String name) {
        return FOLDER.resolve(name);
    }

    public static Path denoiser() {
        return file("resshift-unet/weights.pth");
    }

    public static Path autoencoder() {
        return file("resshift-vq/weights.pth");
    }

    /** Both together. */
    public static Weights weights() throws IOException {
        return Weights.join(Weights.read(denoiser()), Weights.read(autoencoder()));
    }

    public static Tensor tensor(String name) throws IOException {
        return GoldenNetwork.tensor(file(name));
    }

    /** The picture of a chain with the noise of its first {@code draws} draws behind it. */
    public static Tensor withNoise(String chain, int draws) throws IOException {
        Tensor picture = tensor(chain + "/input.npy");
        float[] noise = Npy.read(file(chain + "/noise.npy")).floats();
        return behind(picture, Arrays.copyOf(noise, draws * picture.data().length));
    }

    /** From [0, 1] to the goldens' [-1, 1]. */
    public static Tensor fromUnit(Tensor picture) {
        float[] scaled = picture.data().clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = 2 * scaled[i] - 1;
        }
        return Tensor.of(scaled, picture.channels(), picture.height(), picture.width());
    }

    /** More channels behind those of an image. */
    public static Tensor behind(Tensor image, float[] more) {
        float[] all = Arrays.copyOf(image.data(), image.data().length + more.length);
        System.arraycopy(more, 0, all, image.data().length, more.length);
        return Tensor.of(all, all.length / (image.height() * image.width()), image.height(), image.width());
    }
}
