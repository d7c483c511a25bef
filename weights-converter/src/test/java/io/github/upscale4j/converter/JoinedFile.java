package io.github.upscale4j.converter;

import io.github.upscale4j.weights.Weights;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A diffusion model and its autoencoder in one file. */
public final class JoinedFile {
    private static final Path GOLDENS = Path.of("..", "core", "src", "test", "resources", "goldens", "diffusion");

    private JoinedFile() {}

    public static Path write(Path file) throws IOException {
        Weights joined = Weights.join(
                Weights.read(GOLDENS.resolve("resshift-unet/weights.pth")),
                Weights.read(GOLDENS.resolve("resshift-vq/weights.pth")));
        try (OutputStream out = Files.newOutputStream(file)) {
            SafetensorsWriter.write(joined, ElementType.F32, Map.of(), out);
        }
        return file;
    }
}
