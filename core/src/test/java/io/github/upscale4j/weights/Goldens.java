package io.github.upscale4j.weights;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The corpus {@code goldens/formats}: one small network in many containers, and files to refuse. */
final class Goldens {
    private Goldens() {}

    /** One line of {@code index.json}. */
    record Case(String file, String expect, String output, String note) {
        @Override
        public String toString() {
            return file + " (" + expect + ")";
        }
    }

    /** A line of {@code tensors.json}. */
    record Numbers(int[] shape, double sum, float first, float last) {}

    static Path folder() {
        try {
            return Path.of(Goldens.class.getResource("/goldens/formats").toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    static List<Case> cases() throws IOException {
        List<Case> cases = new ArrayList<>();
        for (Object entry : (List<?>) json("index.json").get("files")) {
            Map<?, ?> map = (Map<?, ?>) entry;
            cases.add(
                    new Case((String) map.get("file"), (String) map.get("expect"), (String) map.get("output"), (String)
                            map.get("note")));
        }
        return cases;
    }

    /** What the float32 files hold. */
    static Map<String, Numbers> tensors() throws IOException {
        Map<String, Numbers> tensors = new LinkedHashMap<>();
        json("tensors.json").forEach((name, value) -> {
            Map<?, ?> map = (Map<?, ?>) value;
            tensors.put(
                    name,
                    new Numbers(
                            ((List<?>) map.get("shape"))
                                    .stream()
                                            .mapToInt(dim -> ((Long) dim).intValue())
                                            .toArray(),
                            ((Number) map.get("sum")).doubleValue(),
                            ((Number) map.get("first")).floatValue(),
                            ((Number) map.get("last")).floatValue()));
        });
        return tensors;
    }

    @SuppressWarnings("unchecked") // both files are objects
    private static Map<String, Object> json(String file) throws IOException {
        return (Map<String, Object>) Json.parse(ByteBuffer.wrap(Files.readAllBytes(folder().resolve(file))), file);
    }
}
