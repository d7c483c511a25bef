package io.github.upscale4j.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JVM of its own, of the same JDK: what one comparison compiles and profiles does not touch the next. */
final class Fork {
    static final List<String> VECTOR_MODULE = List.of("--add-modules", "jdk.incubator.vector");

    private Fork() {}

    /** {@code java flags -cp (this class path) main args}. */
    static List<String> command(List<String> flags, Class<?> main, String... args) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        int jdk = Runtime.version().feature();
        if (jdk >= 24) { // or it warns of what ONNX Runtime and protobuf do
            command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(args));
        return command;
    }

    /**
     * Measures a comparison.
     *
     * @throws IllegalStateException with what it printed, if the JVM fails
     */
    static Row measure(String spec, double warmUp, double seconds) {
        Comparison comparison = Comparison.parse(spec);
        List<String> flags = comparison.vectorModule() ? VECTOR_MODULE : List.of();
        List<String> command = command(flags, Measure.class, spec, Double.toString(warmUp), Double.toString(seconds));
        List<String> lines;
        try {
            lines = lines(command);
        } catch (IllegalStateException e) {
            throw new IllegalStateException("comparison " + spec + " " + e.getMessage(), e);
        }
        return new Row(
                comparison,
                field(lines, Measure.OURS),
                field(lines, Measure.PEER),
                Outcome.parse(field(lines, Measure.OUTCOME)));
    }

    /** Runs a command to its end and gives the lines that it printed. */
    static List<String> lines(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            // who ends this JVM ends what it started
            Thread end = new Thread(process::destroy);
            Runtime.getRuntime().addShutdownHook(end);
            process.getOutputStream().close();
            List<String> lines;
            try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
                lines = reader.lines().toList();
            }
            int status = process.waitFor();
            Runtime.getRuntime().removeShutdownHook(end);
            if (status != 0) {
                throw new IllegalStateException("failed with status " + status + ":\n" + String.join("\n", lines));
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while measuring", e);
        }
    }

    private static String field(List<String> lines, String start) {
        return lines.stream()
                .filter(line -> line.startsWith(start))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException("no line '" + start + "' in:\n" + String.join("\n", lines)))
                .substring(start.length());
    }
}
