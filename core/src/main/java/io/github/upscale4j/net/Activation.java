package io.github.upscale4j.net;

/** A function of one value, applied to every value of a feature map. */
public sealed interface Activation {
    /** {@code max(x, 0) + slope * min(x, 0)}; ReLU is slope 0. */
    record LeakyRelu(float slope) implements Activation {}

    /** As {@link LeakyRelu} with one learned slope a channel (or one for all): the tensor {@code name.weight}. */
    record Prelu(String name) implements Activation {}

    /** {@code x (1 + erf(x / sqrt 2)) / 2}, not its approximation by tanh. */
    record Gelu() implements Activation {}

    /** {@code 1 / (1 + exp(-x))}. */
    record Sigmoid() implements Activation {}

    /** {@code x / (1 + exp(-x))}, also called swish. */
    record Silu() implements Activation {}

    /** {@code x tanh(ln(1 + exp(x)))}. Misra, "Mish: A Self Regularized Non-Monotonic Activation Function", BMVC 2020. */
    record Mish() implements Activation {}

    /** The hyperbolic tangent. */
    record Tanh() implements Activation {}

    /** The nearest value from {@code low} to {@code high}; what is no number stays what it is. */
    record Clamp(float low, float high) implements Activation {}
}
