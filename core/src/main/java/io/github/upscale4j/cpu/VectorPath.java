package io.github.upscale4j.cpu;

import java.util.Locale;
import java.util.Optional;

/** Whether this JVM can run the vector kernels, decided once, from a flat list of preconditions. */
public final class VectorPath {
    private static final String KERNELS = "io.github.upscale4j.cpu.simd.VectorKernels";

    private static final Optional<String> OBSTACLE = obstacle();

    private VectorPath() {}

    /** What stands in the way and the remedy; empty if nothing does. */
    public static Optional<String> unavailable() {
        return OBSTACLE;
    }

    /** @throws IllegalStateException with the obstacle, if there is one */
    public static Kernels kernels() {
        if (OBSTACLE.isPresent()) {
            throw new IllegalStateException("cpu-vector cannot be used: " + OBSTACLE.get());
        }
        return load();
    }

    private static Optional<String> obstacle() {
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
            return Optional.of("the module jdk.incubator.vector is not there;"
                    + " start java with --add-modules jdk.incubator.vector");
        }
        String mode = System.getProperty("java.vm.info", "").toLowerCase(Locale.ROOT);
        if (mode.contains("interpreted") || mode.contains("emulated-client")) {
            return Optional.of("this JVM runs without its optimising compiler (" + mode
                    + "), where vectors are slower than plain loops; remove -Xint, -client and the like");
        }
        int bits = bits(load());
        if (bits < 128) {
            return Optional.of("this processor has vectors of only " + bits + " bits");
        }
        if (FusedMultiplyAdd.isKnownToBeMissing()) {
            return Optional.of("this processor has no fused multiply-add, or -XX:-UseFMA or -XX:UseAVX=0 hides it;"
                    + " Java computes it in big decimals then, hundreds of times slower");
        }
        return Optional.empty();
    }

    private static int bits(Kernels kernels) {
        return Integer.parseInt(kernels.detail().split(" ", 2)[0]);
    }

    /** By name, so that without the vector module nothing that mentions it is loaded. */
    private static Kernels load() {
        try {
            return (Kernels) Class.forName(KERNELS).getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(KERNELS + " is part of this library but cannot be loaded", e);
        }
    }
}
