package io.github.upscale4j.opencl;

import io.github.upscale4j.spi.Levels;

/** The kernels by which rows come and go: those for floats at once, those for levels when they are needed. */
final class RowKernels {
    private final KernelCache kernels;

    RowKernels(KernelCache kernels) {
        this.kernels = kernels;
        in(Levels.FLOATS);
        out(Levels.FLOATS);
    }

    /** Lays rows of {@code depth} bits out in a view. */
    Kernel in(int depth) {
        return kernels.get(constants(depth), "rows_in");
    }

    /** Takes rows of {@code depth} bits out of a view. */
    Kernel out(int depth) {
        return kernels.get(constants(depth), "rows_out");
    }

    private static String constants(int depth) {
        if (depth == Levels.FLOATS) {
            return "#define SAMPLE float\n";
        }
        int most = Levels.max(depth);
        return "#define SAMPLE " + (depth == 8 ? "uchar" : "ushort") + "\n#define MOST " + most + "\n#define INVERSE "
                + Float.toHexString(1f / most) + "f\n";
    }
}
