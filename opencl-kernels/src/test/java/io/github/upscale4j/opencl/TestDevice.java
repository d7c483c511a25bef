package io.github.upscale4j.opencl;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.util.Optional;

/** The device that tests run on: the best there is; on a machine without a GPU PoCL makes one of the CPU. */
final class TestDevice {
    private static final String REQUIRE = "UPSCALE4J_REQUIRE_OPENCL";

    private TestDevice() {}

    /** Aborts the running test where there is no device, or fails it if the environment variable asks for one. */
    static Device require() {
        Optional<String> missing = new OpenClProvider().unavailable();
        if (missing.isPresent()) {
            String reason = missing.get() + "; Debian has a driver for the CPU: pocl-opencl-icd and ocl-icd-libopencl1";
            if ("true".equals(System.getenv(REQUIRE))) {
                fail(reason + "; " + REQUIRE + " forbids skipping");
            }
            abort(reason);
        }
        return new DeviceChoice(Devices.all()).meant("").get(0);
    }

    static OpenClBackend open() {
        return new OpenClBackend(require(), ConvChoice.USUAL);
    }

    /**
     * The same device, taken for an accelerator: it gets the kernels and cuts that GPUs get, but for unrolled loops, over which
     * PoCL's compiler takes minutes.
     */
    static Device asAccelerator() {
        return copy(Device.Kind.ACCELERATOR, 1, require().largest());
    }

    /** The same device, as if its largest buffer had so many bytes. */
    static Device withLargest(long bytes) {
        Device device = require();
        return copy(device.kind(), device.lanes(), bytes);
    }

    private static Device copy(Device.Kind kind, int lanes, long largest) {
        Device device = require();
        return new Device(
                device.index(),
                device.platform(),
                device.name(),
                device.vendor(),
                device.version(),
                device.driver(),
                kind,
                device.memory(),
                largest,
                device.units(),
                device.group(),
                device.local(),
                lanes,
                device.half(),
                device.capability(),
                device.compiles(),
                device.available(),
                device.handle());
    }
}
