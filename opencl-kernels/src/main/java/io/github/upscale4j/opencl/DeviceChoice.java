package io.github.upscale4j.opencl;

import io.github.upscale4j.spi.DeviceException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which device is meant, and why the others are not.
 *
 * @param all what OpenCL knows
 * @param hint how to get more, if that is known
 */
record DeviceChoice(List<Device> all, Optional<String> hint) {
    /** GPUs first, then other accelerators; of equals the one with the most compute units. */
    private static final Comparator<Device> BEST =
            Comparator.comparing(Device::kind).thenComparing(Device::units, Comparator.reverseOrder());

    DeviceChoice(List<Device> all) {
        this(all, Optional.empty());
    }

    /** Of this machine's devices. */
    static DeviceChoice here() {
        List<Device> devices = Devices.all();
        return new DeviceChoice(devices, HiddenGpu.hint(devices));
    }

    /** Why no device can be used; empty if one can. */
    Optional<String> unavailable() {
        if (all.isEmpty()) {
            return Optional.of("no OpenCL device is there: " + hint.orElse("install the driver of your GPU"));
        }
        return usable().isEmpty()
                ? Optional.of("no OpenCL device is usable: " + reasons() + hinted())
                : Optional.empty();
    }

    /** Why none is worth leaving the CPU's kernels for; empty if one is. */
    Optional<String> reluctance() {
        if (usable().stream().anyMatch(device -> device.kind().beatsCpu())) {
            return Optional.empty();
        }
        return Optional.of("there is no GPU or accelerator, and the CPU's own kernels are faster than its OpenCL driver"
                + " (" + reasons() + "); backend opencl takes it all the same" + hinted());
    }

    /**
     * The devices that a caller means, the best first. Where it is left to us, none is replaced by one of a lesser kind: who
     * gets a CPU's driver has asked for it, or has nothing else.
     *
     * @param wanted an index or part of a name; empty leaves it to us
     * @throws DeviceException with all devices, and why each is refused, if there is none
     */
    List<Device> meant(String wanted) {
        List<Device> meant = all.stream()
                .filter(device -> wanted.isEmpty() || device.answersTo(wanted))
                .toList();
        if (meant.isEmpty() && !wanted.isEmpty()) {
            throw new DeviceException(
                    "no OpenCL device answers to '" + wanted + "'; there are: " + reasons() + hinted());
        }
        List<Device> usable = new DeviceChoice(meant).usable();
        if (usable.isEmpty()) {
            throw new DeviceException((wanted.isEmpty()
                            ? "no OpenCL device is usable: "
                            : "the OpenCL device '" + wanted + "' cannot be used: ")
                    + new DeviceChoice(meant).reasons());
        }
        boolean gpu = wanted.isEmpty() && usable.get(0).kind().beatsCpu();
        return usable.stream()
                .filter(device -> !gpu || device.kind().beatsCpu())
                .toList();
    }

    /** The best first. */
    private List<Device> usable() {
        return all.stream()
                .filter(device -> device.obstacle().isEmpty())
                .sorted(BEST)
                .toList();
    }

    /** One line a device. */
    List<String> lines() {
        return all.stream()
                .map(device -> device
                        + device.obstacle().map(why -> ": refused, " + why).orElse(""))
                .toList();
    }

    private String hinted() {
        return hint.map(text -> "; " + text).orElse("");
    }

    private String reasons() {
        return all.isEmpty() ? "none" : lines().stream().collect(Collectors.joining("; "));
    }
}
