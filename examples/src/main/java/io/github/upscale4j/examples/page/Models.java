package io.github.upscale4j.examples.page;

import io.github.upscale4j.Backends;
import io.github.upscale4j.Model;
import io.github.upscale4j.Upscaler;
import io.github.upscale4j.arch.UnknownArchitectureException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The models to choose from: the embedded ones, and the files of a folder. The one used last is kept open. */
final class Models implements Closeable {
    static final String NATURAL = "natural";
    static final String FAITHFUL = "faithful";

    private final Map<String, Path> files = new LinkedHashMap<>();
    private final List<String> backends = usable();
    private final Supplier<Upscaler.Builder> settings;
    private Upscaler open;
    private String openName = "";

    /**
     * @param folder of checkpoints; null for none
     * @param settings threads and memory for every upscaler
     * @throws IOException if the folder cannot be read
     */
    Models(Path folder, Supplier<Upscaler.Builder> settings) throws IOException {
        this.settings = settings;
        if (folder != null) {
            try (Stream<Path> found = Files.list(folder)) {
                found.filter(file -> Files.isRegularFile(file) && isModel(file))
                        .sorted()
                        .forEach(file -> files.put(file.getFileName().toString(), file));
            }
            if (files.isEmpty()) {
                throw new IOException(folder + ": no models there (.pth, .pt, .safetensors)");
            }
        }
    }

    private static boolean isModel(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return !name.startsWith(".") && Stream.of(".pth", ".pt", ".safetensors").anyMatch(name::endsWith);
    }

    /** The embedded ones first. */
    List<String> names() {
        List<String> names = new ArrayList<>(List.of(NATURAL, FAITHFUL));
        names.addAll(files.keySet());
        return names;
    }

    /** Names of what can compute here. */
    List<String> backends() {
        return backends;
    }

    /** Asking drivers takes a moment, and what is installed does not change. */
    private static List<String> usable() {
        List<String> names = new ArrayList<>(List.of("auto"));
        Backends.list().stream()
                .filter(Backends.Status::usable)
                .map(Backends.Status::name)
                .forEach(names::add);
        return List.copyOf(names);
    }

    /**
     * The upscaler of that model on that backend, which stays this class's own. For one thread at a time.
     *
     * @throws IOException if the model's file cannot be read or is not understood
     * @throws IllegalStateException if the backend cannot be used
     */
    Upscaler open(String model, String backend) throws IOException {
        String name = model + " on " + backend;
        if (!name.equals(openName)) {
            close();
            open = settings.get().model(load(model)).backend(backend).build();
            openName = name;
        }
        return open;
    }

    private Model load(String name) throws IOException {
        Path file = files.get(name);
        if (file == null) {
            return name.equals(FAITHFUL) ? Model.faithful() : Model.natural();
        }
        try {
            return Model.load(file);
        } catch (UnknownArchitectureException e) {
            throw new IOException(name + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        if (open != null) {
            open.close();
            open = null;
            openName = "";
        }
    }
}
