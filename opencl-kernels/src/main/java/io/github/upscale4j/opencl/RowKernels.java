package io.github.upscale4j.opencl;

/**
 * The kernels of a {@link Bus}.
 *
 * @param in lays rows out in a view
 * @param out takes rows out of a view
 */
record RowKernels(Cl.Kernel in, Cl.Kernel out) {
    static RowKernels of(KernelCache kernels) {
        return new RowKernels(kernels.get("", "rows_in"), kernels.get("", "rows_out"));
    }
}
