package io.github.upscale4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.upscale4j.tensor.Shape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightsTest {
    private final Weights weights = Weights.of(
            Map.of("body.0.weight", new float[64 * 12 * 9]), Map.of("body.0.weight", Shape.of(64, 12, 3, 3)));

    @Test
    void namesTensorExpectedAndActualShape() {
        assertThat(weights.floats("body.0.weight", 64, 12, 3, 3)).hasSize(64 * 12 * 9);
        assertThatThrownBy(() -> weights.floats("body.0.weight", 64, 3, 3, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tensor 'body.0.weight': expected shape [64, 3, 3, 3], got [64, 12, 3, 3]");
    }

    @Test
    void namesWhatThereIsForWhatThereIsNot() {
        assertThat(weights.has("body.0.bias")).isFalse();
        assertThatThrownBy(() -> weights.shape("body.0.bias"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no tensor 'body.0.bias' among the 1: 'body.0.weight'");
    }

    @Test
    void arraysAreCopiedBothWays() {
        float[] values = {1, 2};
        Weights two = Weights.of(Map.of("a", values), Map.of("a", Shape.of(2)));
        values[0] = 7;
        two.floats("a")[1] = 7;
        assertThat(two.floats("a")).containsExactly(1, 2);
        assertThatThrownBy(() -> two.names().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThat(two).hasToString("1 tensors, 2 parameters");
    }

    @Test
    void refusesArraysThatDoNotFitTheirShapes() {
        assertThatThrownBy(() -> Weights.of(Map.of("a", new float[3]), Map.of("a", Shape.of(2, 2))))
                .hasMessage("tensor 'a': 3 values for shape [2, 2]");
        assertThatThrownBy(() -> Weights.of(Map.of("a", new float[3]), Map.of()))
                .hasMessageContaining("'a'");
    }

    @Test
    void aFileOutlivesItsDeletion(@TempDir Path folder) throws IOException {
        Path copy = Files.copy(Goldens.folder().resolve("zip.pth"), folder.resolve("x"));
        Weights read = Weights.read(copy);
        Files.delete(copy);
        assertThat(read.floats("body.6.bias")[0]).isEqualTo(-0.09765367954969406f);
    }

    @Test
    void tellsAFolderAndAMissingFile(@TempDir Path folder) {
        assertThatThrownBy(() -> Weights.read(folder)).hasMessage(folder + ": a folder; name the weights file in it");
        assertThatThrownBy(() -> Weights.read(folder.resolve("none"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void namesInMessagesCannotActOnTerminals() {
        assertThatThrownBy(() -> read("{\"a\\u001b[31m\\n\\u202e" + "b".repeat(1000) + "\":{}}", 0))
                .hasMessageStartingWith("x: tensor 'a\\u001b[31m\\u000a\\u202ebbb")
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300));
    }

    @Test
    void safetensorsMayHoldEmptyTensorsAnywhere() throws IOException {
        Weights read = read(
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                        + "\"e\":{\"dtype\":\"F32\",\"shape\":[0,3],\"data_offsets\":[4,4]},"
                        + "\"b\":{\"dtype\":\"F16\",\"shape\":[],\"data_offsets\":[4,6]}}  ",
                6);
        assertThat(read.names()).containsExactly("a", "e", "b");
        assertThat(read.shape("b")).isEqualTo(Shape.of());
        assertThat(read.floats("e")).isEmpty();
    }

    @Test
    void withoutTensorsThereIsNothingToRead() {
        assertThatThrownBy(() -> read("{}", 0)).hasMessageStartingWith("x: holds no tensors");
        assertThatThrownBy(() -> read("{\"__metadata__\":{\"a\":\"b\"}}", 0))
                .hasMessageStartingWith("x: holds no tensors");
    }

    @Test
    void aHeaderThatBeginsLikeAPickleOrGzipIsStillSafetensors() throws IOException {
        for (int length : new int[] {0x0280, 0x8b1f, 0x0a3c}) { // 80 02: pickle; 1f 8b: gzip; 3c: '<'
            String header = "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}";
            assertThat(read(header + " ".repeat(length - header.length()), 1).names())
                    .containsExactly("a");
        }
    }

    @Test
    void deflatedWeightsHaveABound() throws IOException {
        // one element of a storage of 12 MB of zeros: no size lies, but it inflates to 1000 times the file
        int elements = 3 << 20;
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(file)) {
            zip.putNextEntry(new ZipEntry("archive/data.pkl"));
            zip.write(("}U\1actorch._utils\n_rebuild_tensor_v2\n((U\7storagectorch\nFloatStorage\nU\0010U\3cpuJ\0\0"
                            + (char) (elements >> 16) + "\0tQK\0K\1\u0085K\1\u0085\u0089NtRs.")
                    .getBytes(StandardCharsets.ISO_8859_1));
            zip.putNextEntry(new ZipEntry("archive/data/0"));
            zip.write(new byte[elements * Float.BYTES]);
        }
        assertThatThrownBy(() -> Weights.read(new ByteArrayInputStream(file.toByteArray()), "x"))
                .isInstanceOf(MalformedWeightsException.class)
                .hasMessageContaining("inflate to more than 8 times the file's size");
    }

    private static Weights read(String header, int data) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(8 + json.length + data).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(json.length).put(json);
        return Weights.read(new ByteArrayInputStream(file.array()), "x");
    }
}
