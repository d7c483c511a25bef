package io.github.upscale4j.testing;

import io.github.upscale4j.cpu.CpuBackend;
import io.github.upscale4j.cpu.Kernels;
import io.github.upscale4j.cpu.PlainKernels;
import io.github.upscale4j.cpu.ScalarKernels;
import java.util.ArrayList;
import java.util.List;

/** The kernels that this JVM can run: vector kernels only with the vector module. */
public final class CpuKernels {
    private CpuKernels() {}

    public static List<Kernels> all() {
        List<Kernels> all = new ArrayList<>(List.of(new ScalarKernels(), new PlainKernels()));
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
            try {
                all.add((Kernels) Class.forName("io.github.upscale4j.cpu.simd.VectorKernels")
                        .getConstructor()
                        .newInstance());
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        }
        return all;
    }

    public static CpuBackend backend(Kernels kernels, int threads) {
        return new CpuBackend(kernels, threads);
    }
}
