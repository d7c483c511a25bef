package io.github.upscale4j.benchmarks;

import io.github.upscale4j.cpu.CpuBackend;
import io.github.upscale4j.cpu.PlainKernels;
import io.github.upscale4j.cpu.VectorPath;
import io.github.upscale4j.spi.Backend;
import io.github.upscale4j.spi.BackendProvider;
import java.util.ServiceLoader;

/** The backends that are measured, by the names that {@link io.github.upscale4j.Upscaler.Builder#backend} takes. */
final class MeasuredBackend {
    private MeasuredBackend() {}

    /**
     * Opens one; {@code opencl} is the best device there is.
     *
     * @throws IllegalStateException with the remedy, if it cannot be used here
     * @throws IllegalArgumentException if there is no backend of that name
     */
    static Backend open(String name, int threads) {
        return switch (name) {
            case "cpu-vector" -> new CpuBackend(VectorPath.kernels(), threads);
            case "cpu-scalar" -> new CpuBackend(new PlainKernels(), threads);
            case "opencl" -> device(threads);
            default ->
                throw new IllegalArgumentException(
                        "no backend '" + name + "' to measure; there are cpu-vector, cpu-scalar, opencl");
        };
    }

    private static Backend device(int threads) {
        for (BackendProvider provider : ServiceLoader.load(BackendProvider.class)) {
            if (provider.name().equals("opencl")) {
                return provider.open("", threads);
            }
        }
        throw new IllegalStateException("the module upscale4j-opencl-kernels is not on the class path");
    }
}
