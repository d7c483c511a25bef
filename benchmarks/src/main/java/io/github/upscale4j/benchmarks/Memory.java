package io.github.upscale4j.benchmarks;

import io.github.upscale4j.plan.Layout;
import io.github.upscale4j.plan.Plan;
import io.github.upscale4j.spi.Backend;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The working memory that plans ask for, exact and without running them: all that a run takes beside pictures and weights. */
final class Memory {
    private static final int WIDTH = 1920;
    private static final int HEIGHT = 1080;
    private static final List<Integer> BANDS = List.of(HEIGHT, 32, 8);

    private Memory() {}

    /** Prints a line of Markdown for every network; {@code args[0]} is the backend. */
    public static void main(String[] args) {
        for (String name : List.of("natural", "srvgg-64x32", "rrdb-6", "rrdb-23")) {
            System.out.println(row(name, args[0]));
        }
    }

    /** As Markdown. */
    static String table(String backend) {
        List<String> flags = backend.equals("cpu-vector") ? Fork.VECTOR_MODULE : List.of();
        List<String> lines = new ArrayList<>(List.of(
                "### Working memory at " + WIDTH + " x " + HEIGHT + ", " + backend,
                "",
                "| network | whole image, MB | bands of 32 rows, MB | bands of 8 rows, MB |",
                "|---|--:|--:|--:|"));
        Fork.lines(Fork.command(flags, Memory.class, backend)).stream()
                .filter(line -> line.startsWith("| "))
                .forEach(lines::add);
        return String.join("\n", lines) + "\n";
    }

    private static String row(String name, String backend) {
        StringBuilder row = new StringBuilder("| " + name);
        try (Backend opened = MeasuredBackend.open(backend, 1)) {
            Plan plan = Plan.of(Network.named(name).net(), opened::tiling);
            for (int band : BANDS) {
                long bytes = new Layout(plan, WIDTH, HEIGHT, band).bytes();
                row.append(String.format(Locale.ROOT, " | %,.1f", bytes / 1e6));
            }
        }
        return row + " |";
    }
}
