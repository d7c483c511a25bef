package io.github.upscale4j.converter.cli;

import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** An exception as one line for people. */
final class Complaint {
    private Complaint() {}

    static String of(Throwable e) {
        if (e instanceof OutOfMemoryError) {
            return "not enough memory with a Java heap of "
                    + (Runtime.getRuntime().maxMemory() >> 20)
                    + " MB; give Java more, as in UPSCALE4J_JAVA_OPTS=-Xmx8g ./convert ...";
        }
        if (e instanceof NoSuchFileException missing) {
            return missing.getFile() + ": no such file or folder";
        }
        if (e instanceof FileSystemException file) {
            String reason = file.getReason() == null ? e.getClass().getSimpleName() : file.getReason();
            return file.getFile() + ": " + reason;
        }
        String message =
                e.getMessage() == null ? e.getClass().getSimpleName() + " (--debug tells where)" : e.getMessage();
        return message.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
