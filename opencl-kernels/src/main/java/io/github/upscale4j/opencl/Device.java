package io.github.upscale4j.opencl;

import java.util.Locale;
import java.util.Optional;

/**
 * An OpenCL device as its driver describes it.
 *
 * @param index number of the platform, a dot, number of the device in it
 * @param platform the driver's name
 * @param name the device's own
 * @param vendor who made it
 * @param version the OpenCL version, as in {@code OpenCL 3.0 ...}
 * @param driver the driver's version
 * @param kind what it is
 * @param memory bytes of memory
 * @param largest bytes of the largest buffer
 * @param units compute units
 * @param group the most work items of a group
 * @param local bytes of memory that a group shares
 * @param lanes floats that its registers hold, where it has vectors
 * @param half whether it computes with 16-bit floats
 * @param capability 10 times what NVIDIA calls the major number of its compute capability, and the minor one; 0 of others
 * @param compiles whether its driver compiles kernels
 * @param available whether the driver lets us have it
 * @param handle for {@link Cl} only
 */
record Device(
        String index,
        String platform,
        String name,
        String vendor,
        String version,
        String driver,
        Kind kind,
        long memory,
        long largest,
        int units,
        int group,
        long local,
        int lanes,
        boolean half,
        int capability,
        boolean compiles,
        boolean available,
        Cl.Handle handle) {
    enum Kind {
        GPU,
        ACCELERATOR,
        CPU,
        OTHER;

        /** Whether it is worth leaving the CPU's own kernels for. */
        boolean beatsCpu() {
            return this == GPU || this == ACCELERATOR;
        }
    }

    /** Why it cannot be used; empty if it can. */
    Optional<String> obstacle() {
        if (!available) {
            return Optional.of("its driver says that it is not available: another program may hold it");
        }
        if (!compiles) {
            return Optional.of("its driver has no compiler for kernels: install the vendor's full OpenCL driver");
        }
        if (version.matches("OpenCL 1\\.[01]\\b.*")) {
            return Optional.of("it has " + version.strip() + ", and 1.2 is needed: update its driver");
        }
        return Optional.empty();
    }

    /** Whether a caller who writes {@code wanted} means this one: its index, or a part of its name, vendor or platform. */
    boolean answersTo(String wanted) {
        String part = wanted.toLowerCase(Locale.ROOT);
        return wanted.equals(index)
                || name.toLowerCase(Locale.ROOT).contains(part)
                || vendor.toLowerCase(Locale.ROOT).contains(part)
                || platform.toLowerCase(Locale.ROOT).contains(part);
    }

    /** One line: index, name, kind, memory, driver. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s %s (%s, %s, %d units, %.1f GB, driver %s)",
                index,
                name,
                kind.name().toLowerCase(Locale.ROOT),
                platform,
                units,
                memory / (double) (1L << 30),
                driver);
    }
}
