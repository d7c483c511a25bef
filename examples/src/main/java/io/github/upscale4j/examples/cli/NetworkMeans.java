package io.github.upscale4j.examples.cli;

import io.github.upscale4j.Model;
import io.github.upscale4j.ProgressListener;
import io.github.upscale4j.Upscaler;
import io.github.upscale4j.arch.UnknownArchitectureException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;

/** A network, embedded or from a file. */
record NetworkEnlarger(Upscaler upscaler) implements Enlarger {
    private static final String NATURAL = "natural";
    private static final String FAITHFUL = "faithful";

    /** Settings that are null keep the library's defaults. */
    static Enlarger open(
            String model,
            Map<String, String> options,
            String backend,
            Integer threads,
            Long memory,
            ProgressListener progress)
            throws IOException {
        Upscaler.Builder builder =
                Upscaler.builder().model(model(model, options)).progress(progress);
        if (backend != null) {
            builder.backend(backend);
        }
        if (threads != null) {
            builder.threads(threads);
        }
        if (memory != null) {
            builder.memoryLimit(memory);
        }
        return new NetworkEnlarger(builder.build());
    }

    static boolean isFile(String model) {
        return model != null && !model.equals(NATURAL) && !model.equals(FAITHFUL);
    }

    private static Model model(String name, Map<String, String> options) throws IOException {
        if (!isFile(name)) {
            return FAITHFUL.equals(name) ? Model.faithful() : Model.natural();
        }
        try {
            return Model.load(Path.of(name), options);
        } catch (UnknownArchitectureException e) {
            // its report is about tensors only
            throw new IOException(name + ": " + e.getMessage(), e);
        }
    }

    @Override
    public int scale() {
        return upscaler.model().scale();
    }

    @Override
    public BufferedImage enlarge(BufferedImage picture, int width, int height) {
        return upscaler.upscale(picture, width, height);
    }

    @Override
    public void describe(PrintWriter out) {
        Model model = upscaler.model();
        out.println("model:         " + model);
        out.println("architecture:  " + model.architecture());
        out.println("scale:         " + model.scale());
        out.println("computes on:   " + upscaler.backend());
        Enlarger.describeBackends(out);
    }

    @Override
    public void close() {
        upscaler.close();
    }
}
