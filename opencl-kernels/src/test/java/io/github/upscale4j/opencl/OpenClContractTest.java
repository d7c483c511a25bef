package io.github.upscale4j.opencl;

import io.github.upscale4j.spi.Backend;
import io.github.upscale4j.testing.BackendContract;

/** What every backend must do, on the OpenCL device of this machine. */
class OpenClContractTest extends BackendContract {
    @Override
    protected Backend open() {
        return TestDevice.open();
    }
}
