package io.github.upscale4j.plan;

import io.github.upscale4j.net.Activation;

/** One function of a step's epilogue, applied to each value before it is stored; stages follow one another. */
public sealed interface Stage {
    record Activate(Activation activation) implements Stage {}

    record Scale(float factor) implements Stage {}

    /** Adds the value at the same place of a step before. */
    record Add(Operand operand) implements Stage {}
}
