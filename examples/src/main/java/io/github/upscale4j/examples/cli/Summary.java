package io.github.upscale4j.examples.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What became of several pictures. */
final class Summary {
    private static final int NAMED = 20;

    private final List<Path> failed = new ArrayList<>();
    private int written;
    private int skipped;

    void written() {
        written++;
    }

    void skipped() {
        skipped++;
    }

    void failed(Path input) {
        failed.add(input);
    }

    boolean isGood() {
        return failed.isEmpty();
    }

    /** As in {@code 12 written, 3 skipped, 2 failed: a.png, b.png}. */
    @Override
    public String toString() {
        StringBuilder line = new StringBuilder(written + " written");
        if (skipped > 0) {
            line.append(", ").append(skipped).append(" skipped");
        }
        if (!failed.isEmpty()) {
            line.append(", ").append(failed.size()).append(" failed: ");
            line.append(String.join(
                    ", ", failed.stream().limit(NAMED).map(Path::toString).toList()));
            if (failed.size() > NAMED) {
                line.append(", and ").append(failed.size() - NAMED).append(" more");
            }
        }
        return line.toString();
    }
}
