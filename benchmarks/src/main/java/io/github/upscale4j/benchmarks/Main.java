package io.github.upscale4j.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The program behind {@code ./benchmark}. */
final class Main {
    private static final Path PAGE = Path.of("docs", "benchmarks.md");

    private Main() {}

    public static void main(String[] args) throws IOException {
        try {
            run(Settings.of(args));
        } catch (IllegalArgumentException | IllegalStateException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static void run(Settings settings) throws IOException {
        if (settings.help) {
            System.out.print(Settings.USAGE);
            return;
        }
        List<Selection> selection = settings.selection();
        if (settings.list) {
            selection.forEach(each -> System.out.println(each.spec()));
            return;
        }
        String machine = Machine.describe();
        System.out.println(machine);
        List<Row> rows = new ArrayList<>();
        for (Selection each : selection) {
            System.err.print("[" + (rows.size() + 1) + "/" + selection.size() + "] " + each.spec() + " ... ");
            Row row = Fork.measure(each.spec(), each.warmUp(), each.seconds());
            rows.add(row);
            System.err.println(row.outcome().summary());
        }
        String memory = settings.quick ? "" : Memory.table(settings.backend);
        String section = Report.section(machine, rows, memory);
        System.out.println();
        System.out.print(section);
        if (settings.write) {
            Report.write(PAGE, section);
            System.err.println("written to " + PAGE);
        }
    }
}
