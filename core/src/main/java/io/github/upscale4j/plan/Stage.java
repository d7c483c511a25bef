package io.github.upscale4j.plan;

import io.github.upscale4j.net.Activation;
import java.util.List;

/** One function of a step's epilogue, applied to each value before it is stored; stages follow one another. */
public sealed interface Stage {
    record Activate(Activation activation) implements Stage {}

    record Scale(float factor) implements Stage {}

    /** The value times the factor of its channel, plus the channel's offset. */
    record Affine(List<Float> factors, List<Float> offsets) implements Stage {}

    /** A stage that reads the value at the same place of a step before. */
    sealed interface Reading extends Stage {
        Operand operand();
    }

    /** Adds that value. */
    record Add(Operand operand) implements Reading {}

    /** Multiplies with that value. */
    record Multiply(Operand operand) implements Reading {}
}
