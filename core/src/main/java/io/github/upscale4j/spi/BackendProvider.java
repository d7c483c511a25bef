package io.github.upscale4j.spi;

import java.util.List;
import java.util.Optional;

/**
 * Offers a backend beside the CPU; found by {@link java.util.ServiceLoader}. Those that are usable are preferred to the CPU
 * where the caller leaves the choice, unless they give a {@link #reluctance}.
 */
public interface BackendProvider {
    /** The name that callers ask for, as in {@code opencl}; they may append a colon and a device. */
    String name();

    /** Why it cannot be used here and what to do about it; empty if it can. Quick: devices are looked for, not used. */
    Optional<String> unavailable();

    /** Why it is not to be taken where the caller leaves the choice, although it can be used; empty if it may be taken. */
    default Optional<String> reluctance() {
        return Optional.empty();
    }

    /** What it can run on, one line each for people: what to append to the name, the device, why it is refused. */
    default List<String> devices() {
        return List.of();
    }

    /**
     * Opens it.
     *
     * @param device what the caller wrote after the colon, or empty
     * @param threads threads of the CPU that it may use for its own work
     * @throws IllegalStateException with the reason if it cannot be used
     */
    Backend open(String device, int threads);
}
