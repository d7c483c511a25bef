package io.github.upscale4j.weights;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.testing.SameOnBothPaths;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Set;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

@SameOnBothPaths
class MutationTest {
    static final String[] FILES = Mutations.FILES;

    @ParameterizedTest
    @FieldSource("FILES")
    void damageIsReadOrRefused(String file) throws IOException {
        int count = 1000;
        assertThat(Mutations.run(file, count)).isBetween(count / 10, count);
    }

    @ParameterizedTest
    @ValueSource(strings = {"zip.pth", "legacy.pth", "f32.safetensors"})
    void everyTruncationIsRefused(String file) throws IOException {
        byte[] good = Files.readAllBytes(Goldens.folder().resolve(file));
        for (int length = 0; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            Assertions.assertThatExceptionOfType(MalformedWeightsException.class)
                    .as("%s cut to %d bytes", file, length)
                    .isThrownBy(() -> Weights.read(new ByteArrayInputStream(cut), file));
        }
    }

    @Test
    void everyBitOfAZipsWeightsIsGuarded() throws IOException {
        byte[] good = Files.readAllBytes(Goldens.folder().resolve("zip.pth"));
        Weights expected = Weights.read(new ByteArrayInputStream(good), "zip.pth");
        Set<String> names = expected.names();
        for (int at = 0; at < good.length; at++) {
            byte[] bad = good.clone();
            bad[at] ^= 0x10;
            try {
                Weights read = Weights.read(new ByteArrayInputStream(bad), "zip.pth");
                // a change in padding, dates or unused records: the network is the same
                assertThat(read.names()).isEqualTo(names);
                for (String name : names) {
                    assertThat(read.floats(name)).as("byte %d", at).isEqualTo(expected.floats(name));
                }
            } catch (MalformedWeightsException e) {
                assertThat(e).hasMessageStartingWith("zip.pth: ");
            }
        }
    }
}
