package io.github.upscale4j.benchmarks;

import io.github.upscale4j.Model;
import io.github.upscale4j.converter.onnx.OnnxExport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** From the start of a JVM to a written PNG, with the embedded model, against the same with ONNX Runtime. */
record FirstPictureComparison(int size) implements Comparison {
    @Override
    public String group() {
        return "First picture: JVM start to written PNG";
    }

    @Override
    public String title() {
        return "natural, " + size + " x " + size;
    }

    /** This JVM only starts others. */
    @Override
    public boolean vectorModule() {
        return false;
    }

    /** One level. */
    @Override
    public float limit() {
        return 1.01f / 255;
    }

    @Override
    public Contestant ours() {
        Path folder = folder();
        String output = folder.resolve("ours.png").toString();
        return new Spawned(
                "Upscaler.upscale",
                Fork.command(Fork.VECTOR_MODULE, FirstPicture.class, input(folder), output),
                Path.of(output));
    }

    @Override
    public Contestant peer() {
        Path folder = folder();
        String output = folder.resolve("peer.png").toString();
        Path network = folder.resolve("natural.onnx");
        try {
            OnnxExport.write(Model.natural(), network);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Spawned(
                "ONNX Runtime",
                Fork.command(List.of(), FirstPictureByPeer.class, input(folder), output, network.toString()),
                Path.of(output));
    }

    private String input(Path folder) {
        try {
            Path input = folder.resolve("input.png");
            ImageIO.write(Pictures.smooth(size), "png", input.toFile());
            return input.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path folder() {
        try {
            Path folder = Files.createTempDirectory("upscale4j-first-picture");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        for (String name : List.of("input.png", "ours.png", "peer.png", "natural.onnx", "")) {
            try {
                Files.deleteIfExists(folder.resolve(name));
            } catch (IOException e) {
                System.err.println("cannot delete " + folder.resolve(name) + ": " + e.getMessage());
            }
        }
    }
}
