package io.github.upscale4j.arch;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.upscale4j.Model;
import io.github.upscale4j.tensor.Shape;
import io.github.upscale4j.testing.RandomNets;
import io.github.upscale4j.testing.SafetensorsFile;
import io.github.upscale4j.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that look like a known network from outside, and lack something within. */
class IncompleteWeightsTest {
    @TempDir
    private Path folder;

    @Test
    void theMissingTensorIsNamed() throws IOException {
        Weights whole = RandomNets.rrdb(1, 4, 2, 2, 1).weights();
        Map<String, float[]> values = new LinkedHashMap<>();
        Map<String, Shape> shapes = new LinkedHashMap<>();
        for (String name : whole.names()) {
            if (!name.equals("body.1.rdb2.conv3.weight")) {
                values.put(name, whole.floats(name));
                shapes.put(name, whole.shape(name));
            }
        }
        Path file = SafetensorsFile.of(Weights.of(values, shapes)).write(folder.resolve("broken.safetensors"));
        assertThatThrownBy(() -> Model.load(file))
                .isInstanceOf(UnknownArchitectureException.class)
                .hasMessage("broken.safetensors looks like RRDBNet, but there is no tensor 'body.1.rdb2.conv3.weight'");
    }
}
