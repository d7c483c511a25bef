package io.github.upscale4j.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KernelCacheTest {
    private static final Path FOLDER = Path.of("src", "main", "resources", "io", "github", "upscale4j", "opencl");

    /** A kernel that were not among them could change without a device being checked anew. */
    @Test
    void knowsAllFiles() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(KernelCache.FILES)
                    .containsExactlyInAnyOrderElementsOf(
                            files.map(file -> file.getFileName().toString().replace(".cl", ""))
                                    .toList());
        }
    }
}
