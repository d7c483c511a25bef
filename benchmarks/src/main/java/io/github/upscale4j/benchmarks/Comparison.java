package io.github.upscale4j.benchmarks;

/** Two ways to do the same work, and how to open them. Written as text, as in {@code network:rrdb-23:128:cpu-vector:2}. */
interface Comparison {
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
                case "network" ->
                    new NetworkComparison(part[1], Integer.parseInt(part[2]), part[3], Integer.parseInt(part[4]));
                default -> throw unknown(spec, null);
            };
        } catch (ArrayIndexOutOfBoundsException | NumberFormatException e) {
            throw unknown(spec, e);
        }
    }

    private static IllegalArgumentException unknown(String spec, Exception cause) {
        return new IllegalArgumentException(
                "no comparison '" + spec + "'; there are network:NAME:SIZE:BACKEND:THREADS", cause);
    }
}
