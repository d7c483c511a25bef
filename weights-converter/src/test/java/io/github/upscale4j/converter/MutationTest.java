package io.github.upscale4j.converter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.weights.Weights;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The formats that core reads; those of this module have such a test each beside their readers. */
class MutationTest {
    private static final int COUNT = 10_000;
    private static final Path FORMATS = Path.of("..", "core", "src", "test", "resources", "goldens", "formats");

    @ParameterizedTest
    @ValueSource(strings = {"zip.pth", "legacy.pth", "f32.safetensors"})
    void damageIsReadOrRefused(String file) throws IOException {
        byte[] good = Files.readAllBytes(FORMATS.resolve(file));
        int refused =
                Hostile.refused(file, good, COUNT, false, bytes -> Weights.read(new ByteArrayInputStream(bytes), file));
        assertThat(refused).isBetween(COUNT / 10, COUNT - 1);
    }
}
