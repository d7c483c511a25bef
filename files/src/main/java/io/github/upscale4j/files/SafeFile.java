package io.github.upscale4j.files;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/**
 * A file that appears whole or not at all: written under a hidden name beside its place, then moved there in one step. What
 * was not moved is deleted when this is closed, or when the JVM ends before that, as by an interrupt from the keyboard.
 */
final class SafeFile implements Closeable {
    private final Path place;
    private final Path part;
    private final Thread atExit;
    private final RandomAccessFile file;

    /** @throws IOException naming the target, if nothing can be written beside it */
    SafeFile(Path target) throws IOException {
        // through a link to the file behind it
        place = Files.exists(target) ? target.toRealPath() : target.toAbsolutePath();
        part = place.resolveSibling(".upscale4j-" + UUID.randomUUID() + ".part");
        atExit = new Thread(this::delete, "upscale4j-delete-part");
        // before the file is there; once the JVM is ending this throws, and no file is made
        Runtime.getRuntime().addShutdownHook(atExit);
        try {
            file = new RandomAccessFile(part.toFile(), "rw");
        } catch (FileNotFoundException e) {
            forget();
            throw new IOException(target + ": cannot be written: " + reason(e), e);
        }
    }

    /** The message is {@code PATH (REASON)}, of a path that nobody asked for. */
    private String reason(FileNotFoundException e) {
        return String.valueOf(e.getMessage()).replace(part.toString(), "").strip();
    }

    RandomAccessFile file() {
        return file;
    }

    /** All has been written: puts the file into its place, over what was there. */
    void commit() throws IOException {
        file.close();
        Files.move(part, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() throws IOException {
        try {
            file.close();
        } finally {
            delete();
            forget();
        }
    }

    private void delete() {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void forget() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // the JVM is ending and has started it
        }
    }
}
