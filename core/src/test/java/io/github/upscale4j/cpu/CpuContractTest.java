package io.github.upscale4j.cpu;

import io.github.upscale4j.spi.Backend;
import io.github.upscale4j.testing.BackendContract;
import io.github.upscale4j.testing.CpuKernels;

/** The fastest kernels of this JVM: the build runs the tests with the vector module and without. */
class CpuContractTest extends BackendContract {
    @Override
    protected Backend open() {
        return CpuKernels.backend(CpuKernels.all().get(CpuKernels.all().size() - 1), 2);
    }
}
