package io.github.upscale4j.testing;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reference data beside the repository, too large or too unfree to be part of it: {@code ../shared} seen from the
 * repository's root, or where {@code -Dupscale4j.shared=} points.
 */
public final class Shared {
    private static final String REQUIRE = "UPSCALE4J_REQUIRE_SHARED";

    private Shared() {}

    /** The folder, which need not exist. Tests run in a module's folder, one below the root. */
    public static Path root() {
        String set = System.getProperty("upscale4j.shared");
        return set != null ? Path.of(set) : Path.of("..", "..", "shared");
    }

    /**
     * The file or folder {@code path} of the shared data; aborts the running test where it is absent, or fails it if
     * the system property or environment variable {@code UPSCALE4J_REQUIRE_SHARED} is {@code true}.
     */
    public static Path require(String path) {
        Path found = root().resolve(path);
        if (!Files.exists(found)) {
            String reason = "no shared data at " + found.toAbsolutePath().normalize()
                    + "; -Dupscale4j.shared= names another folder";
            if (required()) {
                fail(reason + "; " + REQUIRE + " forbids skipping");
            }
            abort(reason);
        }
        return found;
    }

    private static boolean required() {
        return Boolean.getBoolean(REQUIRE) || Boolean.parseBoolean(System.getenv(REQUIRE));
    }
}
