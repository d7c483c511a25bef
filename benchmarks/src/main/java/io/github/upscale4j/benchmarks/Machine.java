package io.github.upscale4j.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.stream.Stream;

/** What figures were measured on: without it they mean nothing. */
final class Machine {
    private Machine() {}

    /** One line: processor, its logical cores that this JVM may use, system, JDK, date. */
    static String describe() {
        return cpu() + ", " + Runtime.getRuntime().availableProcessors() + " cores; "
                + System.getProperty("os.name") + " " + System.getProperty("os.arch") + "; JDK "
                + Runtime.version() + " (" + System.getProperty("java.vendor") + "); " + LocalDate.now();
    }

    private static String cpu() {
        Path info = Path.of("/proc/cpuinfo");
        if (Files.isReadable(info)) {
            try (Stream<String> lines = Files.lines(info)) {
                String model = lines.filter(line -> line.startsWith("model name"))
                        .findFirst()
                        .map(line -> line.substring(line.indexOf(':') + 1).trim())
                        .orElse("unknown processor");
                return model + features(info);
            } catch (IOException e) {
                return "unknown processor";
            }
        }
        String identifier = System.getenv("PROCESSOR_IDENTIFIER"); // Windows
        return identifier != null ? identifier : "unknown processor";
    }

    private static String features(Path info) throws IOException {
        try (Stream<String> lines = Files.lines(info)) {
            String flags =
                    lines.filter(line -> line.startsWith("flags")).findFirst().orElse("");
            return flags.contains(" avx512f") ? " (AVX-512)" : flags.contains(" avx2") ? " (AVX2)" : "";
        }
    }
}
