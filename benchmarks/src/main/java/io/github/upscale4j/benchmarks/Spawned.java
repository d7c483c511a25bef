package io.github.upscale4j.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** A program that writes a picture, from the start of its JVM to its end. */
final class Spawned implements Contestant {
    private final String description;
    private final List<String> command;
    private final Path picture;

    Spawned(String description, List<String> command, Path picture) {
        this.description = description;
        this.command = command;
        this.picture = picture;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public void run() {
        Fork.lines(command);
    }

    @Override
    public float[] result() {
        run();
        try {
            return Pictures.values(ImageIO.read(picture.toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        // each run has ended
    }
}
