package io.github.upscale4j.examples.page;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The page's own files, read once: there is no way from a request to a path. */
final class Assets {
    /** One file. */
    record Asset(String type, byte[] bytes) {}

    private static final Map<String, String> TYPES = Map.of(
            "index.html", "text/html;charset=utf-8",
            "colours.css", "text/css;charset=utf-8",
            "page.css", "text/css;charset=utf-8",
            "viewer.css", "text/css;charset=utf-8",
            "page.js", "text/javascript;charset=utf-8",
            "tab.js", "text/javascript;charset=utf-8",
            "tiles.js", "text/javascript;charset=utf-8",
            "viewer.js", "text/javascript;charset=utf-8",
            "icon.svg", "image/svg+xml");

    private final Map<String, Asset> all = new HashMap<>();

    Assets() throws IOException {
        for (Map.Entry<String, String> entry : TYPES.entrySet()) {
            all.put("/" + entry.getKey(), new Asset(entry.getValue(), bytes(entry.getKey())));
        }
        all.put("/", all.get("/index.html"));
    }

    /** @return null if there is none */
    Asset get(String path) {
        return all.get(path);
    }

    static String text(String name) throws IOException {
        return new String(bytes(name), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String name) throws IOException {
        try (InputStream in = Assets.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("the jar lacks its resource " + name);
            }
            return in.readAllBytes();
        }
    }
}
