package io.github.upscale4j.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** The program behind {@code ./benchmark}. */
final class Main {
    private Main() {}

    public static void main(String[] args) {
        try {
            run(Settings.of(args));
        } catch (IllegalArgumentException | IllegalStateException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static void run(Settings settings) {
        if (settings.help) {
            System.out.print(Settings.USAGE);
            return;
        }
        List<Selection> selection = settings.selection();
        if (settings.list) {
            selection.forEach(each -> System.out.println(each.spec()));
            return;
        }
        System.out.println(Machine.describe());
        List<Row> rows = new ArrayList<>();
        for (Selection each : selection) {
            Row row = Fork.measure(each.spec(), each.warmUp(), each.seconds());
            rows.add(row);
            System.out.println(Table.line(row));
        }
        System.out.println();
        System.out.print(Table.of(rows));
    }
}
