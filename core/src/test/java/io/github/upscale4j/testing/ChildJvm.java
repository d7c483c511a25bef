package io.github.upscale4j.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A JVM of its own, of the same JDK and class path, for what depends on flags or on being fresh.
 *
 * @param output what it printed, errors too
 */
public record ChildJvm(int exitCode, String output) {
    /** @throws AssertionError with what it printed, if it takes longer than {@code seconds} */
    public static ChildJvm run(int seconds, List<String> flags, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.add("-cp");
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(main.getName());
        command.addAll(List.of(arguments));
        // to a file: a pipe that nobody reads would stop it
        Path printed = Files.createTempFile("upscale4j-child", ".txt");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(printed.toFile())
                    .start();
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError(
                        command + ": not done in " + seconds + " seconds: " + Files.readString(printed));
            }
            return new ChildJvm(process.exitValue(), Files.readString(printed).replace("\r\n", "\n"));
        } finally {
            Files.delete(printed);
        }
    }
}
