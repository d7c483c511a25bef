package io.github.upscale4j.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** What the command line asks for. */
final class Settings {
    static final String USAGE = """
            usage: ./benchmark [--jdk DIR] [options]      about six minutes, prints tables of ratios
                   ./benchmark [--jdk DIR] --jmh [...]    JMH, with its own options; --jmh -h lists them
              --quick               two networks, under 90 seconds
              --backend NAME        cpu-vector (default), cpu-scalar (without the vector module) or opencl; also -Dbackend=
              --threads N           of both sides; default 2; also -Dthreads=
              --only TEXT           only comparisons whose text contains it
              --case KIND:DETAILS   this comparison, as in network:rrdb-23:128:cpu-vector:2; may be repeated
              --seconds N           of measurement for each --case; default 10
              --list                the selected comparisons, without measuring
              --write               put the tables into docs/benchmarks.md
            """;

    boolean quick;
    boolean write;
    boolean list;
    boolean help;
    String backend = System.getProperty("backend", "cpu-vector");
    int threads = Integer.getInteger("threads", 2);
    double seconds = 10;
    String only = "";
    final List<String> cases = new ArrayList<>();

    private Settings() {}

    /** @throws IllegalArgumentException naming the argument that is not understood */
    static Settings of(String[] args) {
        Settings settings = new Settings();
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--quick" -> settings.quick = true;
                case "--write" -> settings.write = true;
                case "--list" -> settings.list = true;
                case "--help", "-h" -> settings.help = true;
                case "--backend" -> settings.backend = value(args, ++i);
                case "--threads" -> settings.threads = number(args, ++i);
                case "--seconds" -> settings.seconds = number(args, ++i);
                case "--only" -> settings.only = value(args, ++i);
                case "--case" -> settings.cases.add(value(args, ++i));
                default -> throw new IllegalArgumentException("unknown option '" + args[i] + "'\n" + USAGE);
            }
        }
        if (settings.write && (settings.quick || !settings.only.isEmpty() || !settings.cases.isEmpty())) {
            throw new IllegalArgumentException("--write replaces all tables of this JDK in the page, and a part of them"
                    + " would be lost: leave --quick, --only and --case out");
        }
        return settings;
    }

    private static String value(String[] args, int i) {
        if (i == args.length) {
            throw new IllegalArgumentException("option " + args[i - 1] + " needs a value\n" + USAGE);
        }
        return args[i];
    }

    private static int number(String[] args, int i) {
        String value = value(args, i);
        if (!value.matches("[1-9][0-9]{0,5}")) {
            throw new IllegalArgumentException(
                    "option " + args[i - 1] + ": expected a number from 1, got '" + value + "'");
        }
        return Integer.parseInt(value);
    }

    /**
     * What is to be measured.
     *
     * @throws IllegalArgumentException if nothing is, or something that does not exist
     */
    List<Selection> selection() {
        List<Selection> selection =
                all().stream().filter(each -> each.spec().contains(only)).toList();
        if (selection.isEmpty()) {
            throw new IllegalArgumentException("--only " + only + " leaves nothing; --list tells what there is");
        }
        // what is written wrongly is told at once, not when its turn comes
        selection.forEach(each -> Comparison.parse(each.spec()));
        return selection;
    }

    private List<Selection> all() {
        if (!cases.isEmpty()) {
            return cases.stream()
                    .map(spec -> new Selection(spec, seconds / 3, seconds))
                    .toList();
        }
        return quick ? Selection.quick(backend, threads) : Selection.usual(backend, threads);
    }
}
