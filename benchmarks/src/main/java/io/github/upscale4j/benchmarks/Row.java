package io.github.upscale4j.benchmarks;

/** A comparison with its outcome: a row of the report. */
record Row(Comparison comparison, String ours, String peer, Outcome outcome) {}
