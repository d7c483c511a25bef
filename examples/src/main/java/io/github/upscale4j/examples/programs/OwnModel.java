package io.github.upscale4j.examples.programs;

import io.github.upscale4j.Model;
import io.github.upscale4j.Upscaler;
import io.github.upscale4j.arch.UnknownArchitectureException;
import io.github.upscale4j.files.UpscaleFiles;
import io.github.upscale4j.weights.MalformedWeightsException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A model of your own, from file to file with EXIF, colour profile and density: {@code OwnModel realesr-general-x4v3.pth
 * photo.jpg large.png}. The architecture is recognised by the names and shapes of the tensors.
 */
public final class OwnModel {
    private OwnModel() {}

    public static void main(String[] args) throws IOException {
        Model model;
        try {
            model = Model.load(Path.of(args[0]));
        } catch (UnknownArchitectureException e) {
            throw new IOException(args[0] + " is of no family that is known here: " + e.getMessage(), e);
        } catch (MalformedWeightsException e) {
            throw new IOException(args[0] + " is damaged, or no weights file: " + e.getMessage(), e);
        }
        System.out.println(model); // what was recognised: architecture, scale, channels
        try (Upscaler upscaler = Upscaler.builder()
                .model(model)
                .memoryLimit(512L << 20)
                .progress(System.out::println)
                .build()) {
            UpscaleFiles.standard().upscale(upscaler, Path.of(args[1]), Path.of(args[2]), model.scale());
        }
    }
}
