package io.github.upscale4j.net;

/** A function of one value, applied to every value of a feature map. */
public sealed interface Activation {
    /** {@code max(x, 0) + slope * min(x, 0)}; ReLU is slope 0. */
    record LeakyRelu(float slope) implements Activation {}

    /** As {@link LeakyRelu} with one learned slope a channel (or one for all): the tensor {@code name.weight}. */
    record Prelu(String name) implements Activation {}

    /** {@code x (1 + erf(x / sqrt 2)) / 2}, not its approximation by tanh. */
    record Gelu() implements Activation {}
}
