package io.github.upscale4j.benchmarks;

import io.github.upscale4j.cpu.CpuBackend;
import io.github.upscale4j.cpu.PlainKernels;
import io.github.upscale4j.cpu.VectorPath;
import io.github.upscale4j.spi.Backend;

/** The backends that are measured, by the names that {@link io.github.upscale4j.Upscaler.Builder#backend} takes. */
final class CpuBackends {
    private CpuBackends() {}

    /**
     * @throws IllegalStateException with the remedy, if the vector kernels cannot be used here
     * @throws IllegalArgumentException if there is no backend of that name
     */
    static Backend open(String name, int threads) {
        return switch (name) {
            case "cpu-vector" -> new CpuBackend(VectorPath.kernels(), threads);
            case "cpu-scalar" -> new CpuBackend(new PlainKernels(), threads);
            default ->
                throw new IllegalArgumentException(
                        "no backend '" + name + "' to measure; there are cpu-vector, cpu-scalar");
        };
    }
}
