package io.github.upscale4j.converter.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.github.upscale4j.Model;
import io.github.upscale4j.Upscaler;
import io.github.upscale4j.converter.Hostile;
import io.github.upscale4j.tensor.Tensor;
import io.github.upscale4j.weights.MalformedWeightsException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights in a file of their own, as large networks have them; and what a graph may not ask for. */
class FilesBesideTest {
    private static final String NAME = "extended-opset17";
    private static final String DATA = "network.onnx.data";

    @TempDir
    Path parent;

    private Path folder;
    private Path file;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectory(parent.resolve("models"));
        file = folder.resolve("network.onnx");
    }

    /** The network with its weights elsewhere; returns what is to be written there. */
    private byte[] graph(String location, long more, boolean lengths) throws IOException {
        ModelProto model = ModelProto.parseFrom(Files.readAllBytes(PyTorchExportsTest.FOLDER.resolve(NAME + ".onnx")));
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        data.write(new byte[8]); // what no tensor has
        GraphProto.Builder graph = model.getGraph().toBuilder().clearInitializer();
        for (TensorProto tensor : model.getGraph().getInitializerList()) {
            TensorProto.Builder moved = tensor.toBuilder().clearRawData();
            moved.setDataLocation(TensorProto.DataLocation.EXTERNAL);
            moved.addExternalData(entry("location", location));
            moved.addExternalData(entry("offset", Long.toString(data.size() + more)));
            if (lengths) {
                moved.addExternalData(
                        entry("length", Integer.toString(tensor.getRawData().size())));
            }
            data.write(tensor.getRawData().toByteArray());
            graph.addInitializer(moved);
        }
        Files.write(file, model.toBuilder().setGraph(graph).build().toByteArray());
        return data.toByteArray();
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }

    @Test
    void theNetworkIsTheSame() throws IOException {
        Files.write(folder.resolve(DATA), graph(DATA, 0, true));
        Tensor expected = Goldens.tensor(PyTorchExportsTest.FOLDER.resolve(NAME + ".out.npy"));
        try (Upscaler upscaler = Upscaler.builder().model(Model.load(file)).build()) {
            Tensor output = upscaler.upscale(Goldens.tensor(PyTorchExportsTest.FOLDER.resolve(NAME + ".in.npy")));
            assertThat(OnnxExportTest.difference(output, expected)).isLessThanOrEqualTo(2e-5f);
        }
    }

    @Test
    void aFileThatIsNotThereIsNamed() throws IOException {
        graph(DATA, 0, true);
        assertThatThrownBy(() -> Model.load(file))
                .isInstanceOf(MalformedWeightsException.class)
                .hasMessageStartingWith(file + ": tensor '")
                .hasMessageContaining("'" + DATA + "' is no file beside the graph");
        assertThatThrownBy(() -> OnnxReader.read(ByteBuffer.wrap(Files.readAllBytes(file))))
                .isInstanceOf(MalformedWeightsException.class)
                .hasMessageContaining("save_as_external_data=False");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../secret", "inner/secret", "./network.onnx.data", "..", ".", "", "inner\\secret", "C:secret"})
    void onlyItsOwnFolderIsLookedInto(String location) throws IOException {
        byte[] data = graph(location, 0, true);
        Files.write(parent.resolve("secret"), data);
        Files.createDirectory(folder.resolve("inner"));
        Files.write(folder.resolve("inner").resolve("secret"), data);
        Files.write(folder.resolve(DATA), data);
        assertRefused("is no name of a file in the graph's own folder");
        graph(parent.resolve("secret").toString(), 0, true);
        assertRefused("is no name of a file in the graph's own folder");
    }

    @Test
    void linksAreNotFollowed() throws IOException {
        Files.write(parent.resolve("secret"), graph(DATA, 0, true));
        Files.createSymbolicLink(folder.resolve(DATA), parent.resolve("secret"));
        assertRefused("is no file beside the graph");
    }

    @ParameterizedTest
    @CsvSource({
        "1000000, true, 'bytes, not'",
        "9223372036854775000, true, 'bytes, not'",
        "-4000, true, lies at offset",
        "0, false, ''"
    })
    void placesThatAreNotInTheFileAreRefused(long more, boolean lengths, String reason) throws IOException {
        byte[] data = graph(DATA, more, lengths);
        Files.write(folder.resolve(DATA), data);
        assertRefused(reason);
    }

    private void assertRefused(String reason) {
        assertThatThrownBy(() -> Model.load(file))
                .isInstanceOf(MalformedWeightsException.class)
                .hasMessageStartingWith(file + ": tensor '")
                .hasMessageContaining(reason);
    }

    @Test
    void damageIsReadOrRefused() throws IOException {
        Files.write(folder.resolve(DATA), graph(DATA, 0, true));
        byte[] good = Files.readAllBytes(file);
        int refused = Hostile.refused("external", good, 300, false, bytes -> {
            Files.write(file, bytes);
            return new OnnxReader().read(file);
        });
        assertThat(refused).isBetween(15, 299);
    }
}
