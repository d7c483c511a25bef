package io.github.upscale4j.opencl;

import io.github.upscale4j.spi.DeviceException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which device is meant, and why the others are not. */
record DeviceChoice(List<Device> all) {
    /** GPUs first, then other accelerators; of equals the one with the most compute units. */
    private static final Comparator<Device> BEST =
            Comparator.comparing(Device::kind).thenComparing(Device::units, Comparator.reverseOrder());

    /** Why no device can be used; empty if one can. */
    Optional<String> unavailable() {
        if (all.isEmpty()) {
            return Optional.of("no OpenCL device is there: install the driver of your GPU");
        }
        return usable().isEmpty() ? Optional.of("no OpenCL device is usable: " + reasons()) : Optional.empty();
    }

    /** Why none is worth leaving the CPU's kernels for; empty if one is. */
    Optional<String> reluctance() {
        if (usable().stream().anyMatch(device -> device.kind().beatsCpu())) {
            return Optional.empty();
        }
        return Optional.of("there is no GPU or accelerator, and the CPU's own kernels are faster than its OpenCL driver"
                + " (" + reasons() + "); backend opencl takes it all the same");
    }

    /**
     * The device that a caller means.
     *
     * @param wanted an index or part of a name; the best usable device if empty
     * @throws DeviceException with all devices, and why each is refused
     */
    Device choose(String wanted) {
        if (wanted.isEmpty()) {
            return usable().stream()
                    .min(BEST)
                    .orElseThrow(() -> new DeviceException(unavailable().orElse("no OpenCL device is usable")));
        }
        List<Device> meant =
                all.stream().filter(device -> device.answersTo(wanted)).toList();
        if (meant.isEmpty()) {
            throw new DeviceException("no OpenCL device answers to '" + wanted + "'; there are: " + reasons());
        }
        return meant.stream()
                .filter(device -> device.obstacle().isEmpty())
                .min(BEST)
                .orElseThrow(() -> new DeviceException(
                        "the OpenCL device '" + wanted + "' cannot be used: " + new DeviceChoice(meant).reasons()));
    }

    private List<Device> usable() {
        return all.stream().filter(device -> device.obstacle().isEmpty()).toList();
    }

    /** One line a device. */
    List<String> lines() {
        return all.stream()
                .map(device -> device
                        + device.obstacle().map(why -> ": refused, " + why).orElse(""))
                .toList();
    }

    private String reasons() {
        return all.isEmpty() ? "none" : lines().stream().collect(Collectors.joining("; "));
    }
}
