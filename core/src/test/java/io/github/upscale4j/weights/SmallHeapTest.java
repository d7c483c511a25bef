package io.github.upscale4j.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole corpus, and worse made here, in a JVM of 128 MB. Its output is watched too: what hostile files ask for would
 * print a line.
 */
class SmallHeapTest {
    @Test
    void neverNeedsMoreThan128Megabytes(@TempDir Path folder) throws Exception {
        Path out = folder.resolve("out.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        SmallHeapMain.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        boolean ended = process.waitFor(120, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly();
        }
        assertThat(read(out)).isEqualTo("138 files as expected\n5 bombs refused\n67 MB decoded\n");
        assertThat(ended).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    private static String read(Path out) throws IOException {
        return Files.readString(out).replace("\r\n", "\n");
    }
}
