package io.github.upscale4j.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The measured part of {@code docs/benchmarks.md}: a section for each JDK, between marks that this class looks for. */
final class Report {
    private static final String START = "<!-- measured: %s -->\n";
    private static final String END = "<!-- end of %s -->\n";

    private Report() {}

    /** What stands between the marks. */
    static String section(String machine, List<Row> rows, String memory) {
        return "## Measured with JDK " + jdk() + "\n\n" + machine + "\n\n" + Table.of(rows) + memory;
    }

    private static int jdk() {
        return Runtime.version().feature();
    }

    /** Replaces the section of this JDK in {@code page}, or appends one. */
    static void write(Path page, String section) throws IOException {
        String text = Files.exists(page) ? Files.readString(page) : "# Benchmarks\n";
        Files.write(page, replaced(text, "JDK " + jdk(), section).getBytes(StandardCharsets.UTF_8));
    }

    /** @throws IllegalStateException if the page has the mark of a section's start and not that of its end */
    static String replaced(String page, String name, String section) {
        String start = String.format(START, name);
        String end = String.format(END, name);
        String marked = start + "\n" + section + "\n" + end;
        int from = page.indexOf(start);
        if (from < 0) {
            return page.stripTrailing() + "\n\n" + marked;
        }
        int to = page.indexOf(end, from);
        if (to < 0) {
            throw new IllegalStateException("the page has '" + start.strip() + "' but not '" + end.strip()
                    + "' behind it: put that line back, or take both away");
        }
        return page.substring(0, from) + marked + page.substring(to + end.length());
    }
}
