package io.github.upscale4j.benchmarks;

/** One side of a comparison: a way to do a piece of work, ready to be timed. */
interface Contestant extends AutoCloseable {
    /** For people, as in {@code ONNX Runtime 1.29.0 (2 threads)}. */
    String description();

    /** Does the work once: what is timed. */
    void run();

    /** What {@link #run} computes, in an order of values common to both sides; not timed. */
    float[] result();

    @Override
    void close();
}
