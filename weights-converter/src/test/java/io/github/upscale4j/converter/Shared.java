package io.github.upscale4j.converter;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reference data beside the repository, by the rules of core's test helper of that name. A test-jar of core would make
 * {@code ./convert} compile core's tests for its build.
 */
public final class Shared {
    private static final String REQUIRE = "UPSCALE4J_REQUIRE_SHARED";

    private Shared() {}

    /** {@code path} in the shared data; without it the running test is skipped, or fails where it is required. */
    public static Path require(String path) {
        String set = System.getProperty("upscale4j.shared");
        Path found = (set != null ? Path.of(set) : Path.of("..", "..", "shared")).resolve(path);
        if (!Files.exists(found)) {
            String reason = "no shared data at " + found.toAbsolutePath().normalize()
                    + "; -Dupscale4j.shared= names another folder";
            if (Boolean.getBoolean(REQUIRE) || Boolean.parseBoolean(System.getenv(REQUIRE))) {
                fail(reason + "; " + REQUIRE + " forbids skipping");
            }
            abort(reason);
        }
        return found;
    }
}
