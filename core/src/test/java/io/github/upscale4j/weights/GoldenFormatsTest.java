package io.github.upscale4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import io.github.upscale4j.weights.Goldens.Case;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every file of the corpus loads or is refused as its index says. */
class GoldenFormatsTest {
    private static final Duration LIMIT = Duration.ofSeconds(1);

    static List<Case> cases() throws IOException {
        return Goldens.cases();
    }

    @Test
    void theCorpusIsComplete() throws IOException {
        Map<String, Long> counts = cases().stream().collect(Collectors.groupingBy(Case::expect, Collectors.counting()));
        assertThat(counts).isEqualTo(Map.of("accept", 32L, "refuse", 94L, "either", 12L));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isReadOrRefusedAsTheIndexSays(Case golden) throws IOException {
        Path file = Goldens.folder().resolve(golden.file());
        List<Path> before = filesBeside(file);
        long start = System.nanoTime();
        Weights weights = null;
        try {
            weights = Weights.read(file);
        } catch (MalformedWeightsException e) {
            assertThat(golden.expect()).as(golden.note()).isNotEqualTo("accept");
            assertThat(e).hasMessageStartingWith(file + ": ");
            assertThat(e.getMessage().substring(file.toString().length()))
                    .hasSizeBetween(20, 500)
                    .doesNotContainPattern("\\p{Cntrl}");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LIMIT);
        assertThat(filesBeside(file)).isEqualTo(before);
        assertThat(Path.of("/tmp/traversal-golden")).doesNotExist();
        if (weights != null) {
            assertThat(golden.expect()).as(golden.note()).isNotEqualTo("refuse");
            assertHoldsTheNetwork(weights, golden);
        }
    }

    /** The values of {@code zip.pth} that tensors.json states, and every other file's against those of zip.pth. */
    private static void assertHoldsTheNetwork(Weights weights, Case golden) throws IOException {
        Weights reference = reference("zip.pth");
        // the half of a unit in the last place: 11 bits of float16, 8 of bfloat16
        double rounding = Map.of("output.npy", 0.0, "output-f16.npy", 0x1p-11).getOrDefault(golden.output(), 0x1p-8);
        Goldens.tensors().forEach((name, numbers) -> {
            assertThat(weights.shape(name).toArray()).as(name).isEqualTo(numbers.shape());
            float[] expected = reference.floats(name, numbers.shape());
            float[] floats = weights.floats(name, numbers.shape());
            double sum = 0;
            for (int i = 0; i < floats.length; i++) {
                sum += floats[i];
                assertThat((double) floats[i])
                        .as("%s[%d]", name, i)
                        .isCloseTo(expected[i], within(rounding * Math.abs(expected[i]) + (rounding == 0 ? 0 : 1e-7)));
            }
            if (rounding == 0) {
                assertThat(floats[0]).as(name).isEqualTo(numbers.first());
                assertThat(floats[floats.length - 1]).as(name).isEqualTo(numbers.last());
                assertThat(sum).as(name).isCloseTo(numbers.sum(), within(1e-6));
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"zip-extra-dtypes.pth", "legacy-extra-dtypes.pth"})
    void decodesOtherElementTypes(String file) throws IOException {
        Weights weights = reference(file);
        assertThat(weights.names()).hasSize(11 + 8);
        assertThat(weights.floats("num_batches_tracked", new int[0])).containsExactly(1_234_567_890_123f);
        assertThat(weights.floats("ints.i32", 2, 3)).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(weights.floats("ints.i16")).containsExactly(-3, 4);
        assertThat(weights.floats("ints.i8")).containsExactly(-128, 127);
        assertThat(weights.floats("ints.u8")).containsExactly(0, 255);
        assertThat(weights.floats("flags.bool")).containsExactly(1, 0, 1);
        assertThat(weights.floats("empty", 0, 4)).isEmpty();
        assertThat(weights.floats("scalar.f64")).containsExactly(2.5f);
        assertThat(weights.isFloating("scalar.f64")).isTrue();
        assertThat(weights.isFloating("ints.i32")).isFalse();
        assertThat(weights.parameters()).isEqualTo(reference("zip.pth").parameters() + 1);
    }

    @Test
    void keepsMetadataAndOrderOfSafetensors() throws IOException {
        assertThat(reference("f32.safetensors").metadata())
                .containsExactly(entry("format", "pt"), entry("title", "tiny \u00e9"));
        assertThat(reference("escaped.safetensors").metadata()).containsKey("quote\"back\\slash");
        assertThat(reference("nested-name.safetensors").metadata()).isEmpty();
        assertThat(reference("mixed.safetensors").names())
                .startsWith("i32", "u8", "flags", "none", "scalar", "body.6.bias");
        assertThat(reference("zip.pth").names())
                .containsExactlyElementsOf(Goldens.tensors().keySet());
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "lfs-pointer.pth, git lfs pull",
                "html.pth, web page",
                "gzipped.pth, gunzip",
                "really-tar.pth, tar archive",
                "really-png.pth, PNG",
                "really-npy.pth, .npy",
                "empty.pth, 0 bytes",
                "torchscript.pt, TorchScript",
                "module.pth, torch.save(model.state_dict()",
                "module-torch-only.pth, whole pickled model",
                "evil-os-system.pth, 'os.system'",
                "evil-posix-system-extra-key.pth, 'posix.system'",
                "evil-dotted-name.pth, 'torch.serialization.os.system'",
                "evil-storage-key.pth, etc/hostname",
                "storage-missing.pth, 'archive/data/1': missing",
                "storage-stride.pth, 'body.0.weight' of shape",
                "zip-bad-crc.pth, CRC-32",
                "zip-encrypted.pth, decrypt",
                "st-gap.safetensors, hole at byte 432",
                "st-unknown-dtype.safetensors, Q4_K",
            })
    void saysWhatIsWrong(String file, String part) {
        assertThatThrownBy(() -> reference(file))
                .isInstanceOf(MalformedWeightsException.class)
                .hasMessageContaining(part);
    }

    private static Weights reference(String file) throws IOException {
        return Weights.read(Goldens.folder().resolve(file));
    }

    private static List<Path> filesBeside(Path file) throws IOException {
        try (Stream<Path> files = Files.list(file.getParent())) {
            return files.sorted().collect(Collectors.toList());
        }
    }
}
