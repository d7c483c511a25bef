package io.github.upscale4j.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Rows as Markdown, a table a group. */
final class Table {
    private static final String HEAD = """
            | what | ours | peer | ours, s | peer, s | **times as fast** | quartiles | by CPU time | cores had | rounds |
            |---|---|---|--:|--:|--:|---|--:|---|--:|
            """;

    private Table() {}

    static String of(List<Row> rows) {
        Map<String, List<Row>> groups = rows.stream()
                .collect(Collectors.groupingBy(
                        row -> row.comparison().group(), LinkedHashMap::new, Collectors.toList()));
        StringBuilder text = new StringBuilder();
        groups.forEach((group, members) -> {
            text.append("### ").append(group).append("\n\n").append(HEAD);
            members.forEach(row -> text.append(line(row)).append('\n'));
            text.append('\n');
        });
        return text.toString();
    }

    static String line(Row row) {
        Outcome outcome = row.outcome();
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s | %s | **%.2f** | %.2f to %.2f | %s | %s | %d |",
                row.comparison().title(),
                row.ours(),
                row.peer(),
                seconds(outcome.ours()),
                seconds(outcome.peer()),
                outcome.ratio(),
                outcome.low(),
                outcome.high(),
                outcome.knowsCpuTime() ? String.format(Locale.ROOT, "%.2f", outcome.cpuRatio()) : "-",
                outcome.knowsCpuTime()
                        ? String.format(Locale.ROOT, "%.1f, %.1f", outcome.oursCores(), outcome.peerCores())
                        : "-",
                outcome.rounds());
    }

    /** Three digits. */
    private static String seconds(double value) {
        int decimals = (int) Math.max(0, 2 - Math.floor(Math.log10(value)));
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
