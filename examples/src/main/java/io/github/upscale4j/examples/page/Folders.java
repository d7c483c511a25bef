package io.github.upscale4j.examples.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders that are gone when they are no longer needed. */
final class Folders {
    private Folders() {}

    /** With all that is in it; what disappears meanwhile is no error. */
    static void delete(Path folder) {
        try {
            if (!Files.exists(folder)) {
                return;
            }
            List<Path> all;
            try (Stream<Path> found = Files.walk(folder)) {
                all = found.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path path : all) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
