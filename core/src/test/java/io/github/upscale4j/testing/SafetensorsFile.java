package io.github.upscale4j.testing;

import io.github.upscale4j.weights.Weights;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/** Writes float32 safetensors files, so that tests can put any weights through the public door. */
public final class SafetensorsFile {
    private final Map<String, float[]> values = new LinkedHashMap<>();
    private final Map<String, int[]> shapes = new LinkedHashMap<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();

    /** Starts with all tensors of {@code weights}. */
    public static SafetensorsFile of(Weights weights) {
        SafetensorsFile file = new SafetensorsFile();
        weights.names()
                .forEach(name ->
                        file.put(name, weights.floats(name), weights.shape(name).toArray()));
        return file;
    }

    public SafetensorsFile put(String name, float[] data, int... shape) {
        values.put(name, data);
        shapes.put(name, shape);
        return this;
    }

    /** Sets one element, given as an index into the row-major array. */
    public SafetensorsFile set(String name, int index, float value) {
        values.get(name)[index] = value;
        return this;
    }

    public SafetensorsFile remove(String name) {
        if (values.remove(name) == null) {
            throw new AssertionError("no tensor " + name);
        }
        return this;
    }

    public SafetensorsFile metadata(String key, String value) {
        metadata.put(key, value);
        return this;
    }

    public Path write(Path file) throws IOException {
        StringJoiner header = new StringJoiner(",", "{", "}");
        if (!metadata.isEmpty()) {
            StringJoiner entries = new StringJoiner(",", "{", "}");
            metadata.forEach((key, value) -> entries.add("\"" + key + "\":\"" + value + "\""));
            header.add("\"__metadata__\":" + entries);
        }
        int at = 0;
        for (Map.Entry<String, float[]> entry : values.entrySet()) {
            int end = at + 4 * entry.getValue().length;
            header.add("\"" + entry.getKey() + "\":{\"dtype\":\"F32\",\"shape\":"
                    + Arrays.toString(shapes.get(entry.getKey())) + ",\"data_offsets\":[" + at + "," + end + "]}");
            at = end;
        }
        byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + at).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(json.length).put(json);
        values.values().forEach(data -> {
            for (float value : data) {
                bytes.putFloat(value);
            }
        });
        return Files.write(file, bytes.array());
    }
}
