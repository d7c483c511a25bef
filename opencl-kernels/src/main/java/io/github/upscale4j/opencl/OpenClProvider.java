package io.github.upscale4j.opencl;

import io.github.upscale4j.spi.Backend;
import io.github.upscale4j.spi.BackendProvider;
import io.github.upscale4j.spi.DeviceException;
import io.github.upscale4j.spi.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code opencl}: GPUs and whatever else has an OpenCL driver. Of its own accord only a GPU or another accelerator is taken;
 * who asks for {@code opencl} gets the best device there is, and who names one, as in {@code opencl:NVIDIA} or
 * {@code opencl:0.1}, that one.
 */
public final class OpenClProvider implements BackendProvider {
    private static final String CHECK = "fault";

    @Override
    public String name() {
        return "opencl";
    }

    @Override
    public Optional<String> unavailable() {
        try {
            return DeviceChoice.here().unavailable();
        } catch (DeviceException e) {
            return Optional.of(e.getMessage());
        }
    }

    @Override
    public Optional<String> reluctance() {
        return DeviceChoice.here().reluctance();
    }

    @Override
    public List<String> devices() {
        try {
            return DeviceChoice.here().lines();
        } catch (DeviceException e) {
            return List.of();
        }
    }

    @Override
    public Backend open(String device, int threads) {
        List<String> refused = new ArrayList<>();
        for (Device candidate : DeviceChoice.here().meant(device)) {
            try {
                return open(candidate, new Notes(candidate));
            } catch (DeviceException e) {
                refused.add(e.getMessage());
            }
        }
        throw new DeviceException(String.join("; ", refused));
    }

    /**
     * Opens a device that computes rightly; whether it does is checked when it is used for the first time.
     *
     * @throws DeviceException naming device and kernel if it does not
     */
    static OpenClBackend open(Device device, Notes notes) {
        OpenClBackend backend =
                new OpenClBackend(device, new ConvTuner(notes), any -> fault(any, notes, Precision.FLOAT16));
        try {
            String fault = fault(backend, notes, Precision.FLOAT32);
            if (!fault.isEmpty()) {
                throw new DeviceException(device + " is refused, " + fault + ": update its driver");
            }
            return backend;
        } catch (RuntimeException e) {
            backend.close();
            throw e;
        }
    }

    /** What is wrong with one of its kernels; nothing if all are right. */
    private static String fault(Backend backend, Notes notes, Precision precision) {
        String key = precision == Precision.FLOAT16 ? CHECK + ".float16" : CHECK;
        return notes.get(key).orElseGet(() -> {
            String found = SelfCheck.fault(backend, precision).orElse("");
            notes.put(key, found);
            return found;
        });
    }
}
