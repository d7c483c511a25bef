package io.github.upscale4j.examples.cli;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/**
 * A file that appears whole or not at all: somebody writes it under a hidden name beside its place, {@link #commit} moves it
 * there. Closed before that, or at the end of the JVM, it is deleted.
 */
final class PartFile implements Closeable {
    private final Path place;
    private final Path part;
    private final Runnable stop;
    private final Thread atExit = new Thread(this::deleteQuietly, "upscale4j-delete-part");

    /**
     * @param extension of the hidden name, with its dot, for programs that go by it
     * @param stop ends whoever writes, before the file is deleted at the end of the JVM
     */
    PartFile(Path target, String extension, Runnable stop) {
        this.stop = stop;
        place = target.toAbsolutePath();
        part = place.resolveSibling(".upscale4j-" + UUID.randomUUID() + extension);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Where to write. */
    Path path() {
        return part;
    }

    void commit() throws IOException {
        Files.move(part, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() throws IOException {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            return; // the JVM is ending and has started it
        }
        Files.deleteIfExists(part);
    }

    private void deleteQuietly() {
        try {
            stop.run();
            Files.deleteIfExists(part);
        } catch (IOException e) {
            System.err.println("upscale: " + part + " is left: " + e.getMessage());
        }
    }
}
