package io.github.upscale4j.examples.cli;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** An exception as one line for people. */
public final class Complaint {
    private Complaint() {}

    public static String of(Throwable e) {
        if (e instanceof OutOfMemoryError) {
            return "not enough memory with a Java heap of "
                    + (Runtime.getRuntime().maxMemory() >> 20)
                    + " MB; give Java more, as in UPSCALE4J_JAVA_OPTS=-Xmx8g ./upscale ..., or make less of the picture";
        }
        if (e instanceof NoSuchFileException missing) {
            return missing.getFile() + ": no such file";
        }
        if (e instanceof AccessDeniedException denied) {
            return denied.getFile() + ": no permission";
        }
        if (e instanceof FileSystemException file) {
            return file.getFile() + ": "
                    + (file.getReason() == null ? e.getClass().getSimpleName() : file.getReason());
        }
        String message = e.getMessage() == null || e.getMessage().isBlank()
                ? e.getClass().getSimpleName() + " (--debug tells where)"
                : e.getMessage();
        return message.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
