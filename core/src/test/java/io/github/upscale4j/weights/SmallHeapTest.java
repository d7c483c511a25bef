package io.github.upscale4j.weights;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.testing.ChildJvm;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole corpus, and worse made here, in a JVM of 128 MB. Its output is watched too: what hostile files ask for would
 * print a line.
 */
class SmallHeapTest {
    @Test
    void neverNeedsMoreThan128Megabytes(@TempDir Path folder) throws Exception {
        ChildJvm child = ChildJvm.run(120, List.of("-Xmx128m"), SmallHeapMain.class, folder.toString());
        assertThat(child.output()).isEqualTo("138 files as expected\n5 bombs refused\n67 MB decoded\n");
        assertThat(child.exitCode()).isZero();
    }
}
