package io.github.upscale4j.spi;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Plan;
import io.github.upscale4j.plan.Tiling;
import io.github.upscale4j.weights.Weights;
import java.util.OptionalLong;

/** Something that runs plans: the CPU's cores, a GPU. Safe to use from several threads. */
public interface Backend extends AutoCloseable {
    /** For people: name and what it runs on, as in {@code cpu-vector (512 bit, 2 threads)}. */
    String description();

    /** The rows and columns of the operation that this backend computes together; asked before planning. */
    Tiling tiling(Op op);

    /** Bytes that executions may take together where the backend has memory of its own; empty where it is Java's heap. */
    default OptionalLong memory() {
        return OptionalLong.empty();
    }

    /** Whether it is fastest with much work at a time, as GPUs are, and not with little that stays in a cache. */
    default boolean likesHighBands() {
        return false;
    }

    /**
     * Prepares the weights for a plan that was made with this backend's {@link #tiling}.
     *
     * @throws UnsupportedOperationException naming the operation, if this backend lacks one; nothing is placed elsewhere
     * @throws DeviceException if the device does not take the program
     */
    Program compile(Plan plan, Weights weights);

    /**
     * The same, where the caller allows a lower precision than {@link Precision#FLOAT32}, which the backend may use or not; see
     * {@link Program#precision}. By default it does not.
     */
    default Program compile(Plan plan, Weights weights, Precision allowed) {
        return compile(plan, weights);
    }

    /** Stops threads and frees devices. No program of this backend may run then. */
    @Override
    void close();
}
