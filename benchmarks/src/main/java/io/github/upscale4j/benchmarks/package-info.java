/**
 * Measures upscale4j against its peers: {@code ./benchmark} at the repository's root takes ratios in turns ({@link
 * io.github.upscale4j.benchmarks.Duel}), {@code ./benchmark --jmh} runs JMH on kernels and details. See {@code
 * docs/benchmarks.md}.
 */
package io.github.upscale4j.benchmarks;
