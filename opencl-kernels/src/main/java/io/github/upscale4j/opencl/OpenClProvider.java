package io.github.upscale4j.opencl;

import io.github.upscale4j.spi.Backend;
import io.github.upscale4j.spi.BackendProvider;
import io.github.upscale4j.spi.DeviceException;
import java.util.List;
import java.util.Optional;

/**
 * {@code opencl}: GPUs and whatever else has an OpenCL driver. Of its own accord only a GPU or another accelerator is taken;
 * who asks for {@code opencl} gets the best device there is, and who names one, as in {@code opencl:NVIDIA} or
 * {@code opencl:0.1}, that one.
 */
public final class OpenClProvider implements BackendProvider {
    @Override
    public String name() {
        return "opencl";
    }

    @Override
    public Optional<String> unavailable() {
        try {
            return new DeviceChoice(Cl.devices()).unavailable();
        } catch (DeviceException e) {
            return Optional.of(e.getMessage());
        }
    }

    @Override
    public Optional<String> reluctance() {
        return new DeviceChoice(Cl.devices()).reluctance();
    }

    @Override
    public List<String> devices() {
        try {
            return new DeviceChoice(Cl.devices()).lines();
        } catch (DeviceException e) {
            return List.of();
        }
    }

    @Override
    public Backend open(String device, int threads) {
        return new OpenClBackend(new DeviceChoice(Cl.devices()).choose(device));
    }
}
