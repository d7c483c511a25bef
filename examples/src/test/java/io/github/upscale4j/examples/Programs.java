package io.github.upscale4j.examples;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs beside Java that tests drive. */
public final class Programs {
    private static final String REQUIRE = "UPSCALE4J_REQUIRE_PROGRAMS";

    private Programs() {}

    /**
     * The first that is on the PATH; without any the running test is skipped, or fails where it is required.
     *
     * @param hint of how it is installed
     */
    public static Path require(String hint, String... names) {
        Optional<Path> found = Stream.of(names)
                .flatMap(name -> Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
        if (found.isEmpty()) {
            String reason = "no " + String.join(" or ", names) + " on the PATH (" + hint + ")";
            if (Boolean.parseBoolean(System.getenv(REQUIRE))) {
                fail(reason + "; " + REQUIRE + " forbids skipping");
            }
            abort(reason);
        }
        return found.get();
    }
}
