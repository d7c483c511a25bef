package io.github.upscale4j.opencl;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Layout;
import io.github.upscale4j.plan.Step;
import java.lang.System.Logger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Where a device's time goes: with the system property {@code upscale4j.opencl.profile} the times that its driver measures are
 * added up by kind of step, and logged as a table when an execution ends.
 */
final class StepTimes {
    private static final String PROPERTY = "upscale4j.opencl.profile";
    private static final Logger LOGGER = System.getLogger(StepTimes.class.getName());
    private static final double MILLIS = 1e-6; // of nanoseconds

    private record Launch(String kind, Cl.Event event) {}

    /** Launches of one kind and their nanoseconds. */
    private static final class Sum {
        private int count;
        private long nanos;
    }

    private final Map<String, Sum> sums = new LinkedHashMap<>();
    private final List<Launch> launches = new ArrayList<>(); // of the run under way
    private String kind = "";
    private int runs;
    private long idle; // between kernels, in nanoseconds

    /** Whether the property is set. */
    static boolean wanted() {
        return Boolean.getBoolean(PROPERTY);
    }

    /** What is added from now on belongs to this step. */
    void begin(StepViews views) {
        Step step = views.step();
        String op = step.op().getClass().getSimpleName();
        String size = step.op() instanceof Op.Conv conv ? " " + conv.kernel() + "x" + conv.kernel() : "";
        kind = String.format(
                "%s%s %d -> %d, %d columns",
                op, size, step.inputs().get(0).view().channels(), step.output().channels(), views.width());
    }

    /** A kernel that the step runs. */
    void add(String kernel, Cl.Event event) {
        launches.add(new Launch(kind + ": " + kernel, event));
    }

    /** The rows of one picture have been computed. */
    void endRun() {
        long last = Long.MAX_VALUE;
        for (Launch launch : launches) {
            try (Cl.Event event = launch.event()) {
                event.await();
                long start = event.start();
                long end = event.end();
                Sum sum = sums.computeIfAbsent(launch.kind(), any -> new Sum());
                sum.count++;
                sum.nanos += end - start;
                idle += Math.max(0, start - last);
                last = end;
            }
        }
        runs += launches.isEmpty() ? 0 : 1;
        launches.clear();
    }

    /** Logs what was measured; the longest first. */
    void log(Device device, Layout layout) {
        endRun();
        if (runs > 0) {
            String title = String.format(
                    "%s, %d x %d, milliseconds of one of %d pictures", device, layout.width(), layout.height(), runs);
            LOGGER.log(Logger.Level.INFO, title + table());
        }
    }

    private String table() {
        StringBuilder table = new StringBuilder();
        table.append(String.format("%n%9s %6s %9s  %s", "ms", "steps", "ms each", "kind of step: kernel"));
        sums.entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<String, Sum> entry) -> -entry.getValue().nanos))
                .forEach(entry -> line(table, entry.getValue().nanos, entry.getValue().count, entry.getKey()));
        int count = sums.values().stream().mapToInt(sum -> sum.count).sum();
        line(table, sums.values().stream().mapToLong(sum -> sum.nanos).sum(), count, "all kernels");
        line(table, idle, count, "between them");
        return table.toString();
    }

    private void line(StringBuilder table, long nanos, int count, String what) {
        table.append(String.format(
                Locale.ROOT,
                "%n%9.3f %6d %9.4f  %s",
                MILLIS * nanos / runs,
                count / runs,
                MILLIS * nanos / Math.max(1, count),
                what));
    }
}
