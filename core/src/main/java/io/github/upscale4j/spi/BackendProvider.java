package io.github.upscale4j.spi;

import java.util.Optional;

/**
 * Offers a backend beside the CPU; found by {@link java.util.ServiceLoader}. Those that are usable are preferred to the CPU
 * where the caller leaves the choice.
 */
public interface BackendProvider {
    /** The name that callers ask for, as in {@code opencl}; they may append a colon and a device. */
    String name();

    /** Why it cannot be used here and what to do about it; empty if it can. Quick: devices are looked for, not used. */
    Optional<String> unavailable();

    /**
     * Opens it.
     *
     * @param device what the caller wrote after the colon, or empty
     * @param threads threads of the CPU that it may use for its own work
     * @throws IllegalStateException with the reason if it cannot be used
     */
    Backend open(String device, int threads);
}
