package io.github.upscale4j.benchmarks;

import java.util.List;

/** Two ways to do the same work, and how to open them. Written as text, as in {@code network:rrdb-23:128:cpu-vector:2}. */
interface Comparison {
    /** What {@link #parse} reads; BACKEND is cpu-vector or cpu-scalar, NAME as in {@link Network#named}. */
    List<String> FORMS = List.of(
            "network:NAME:SIZE:BACKEND:THREADS",
            "kernel:NAME:SIZE:BACKEND:THREADS",
            "threads:NAME:SIZE:BACKEND:THREADS",
            "bands:NAME:SIZE:BACKEND:THREADS:ROWS",
            "resample:KERNEL:SIZE",
            "first-picture:SIZE");

    /** The section of the report that it belongs to. */
    String group();

    /** For people, as in {@code rrdb-23 x4, 128 x 128}. */
    String title();

    /** Whether the JVM that measures it gets the vector module. */
    boolean vectorModule();

    /** The largest difference of two values of the results that is rounding. */
    float limit();

    Contestant ours();

    Contestant peer();

    /**
     * Reads {@code kind:details}.
     *
     * @throws IllegalArgumentException naming what is understood, if it is not
     */
    static Comparison parse(String spec) {
        String[] part = spec.split(":");
        try {
            return switch (part[0]) {
                case "network" -> new NetworkComparison(part[1], number(part[2]), part[3], number(part[4]));
                case "kernel" -> new KernelComparison(part[1], number(part[2]), part[3], number(part[4]));
                case "threads" -> new ThreadsComparison(part[1], number(part[2]), part[3], number(part[4]));
                case "bands" -> new BandComparison(part[1], number(part[2]), part[3], number(part[4]), number(part[5]));
                case "resample" -> new ResampleComparison(part[1], number(part[2]));
                case "first-picture" -> new FirstPictureComparison(number(part[1]));
                default -> throw new IllegalArgumentException("no such kind");
            };
        } catch (ArrayIndexOutOfBoundsException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "no comparison '" + spec + "'; there are " + String.join(", ", FORMS), e);
        }
    }

    private static int number(String text) {
        return Integer.parseInt(text);
    }
}
