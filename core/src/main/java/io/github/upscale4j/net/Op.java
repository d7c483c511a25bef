package io.github.upscale4j.net;

/**
 * What a node computes from its inputs. The set is closed, so that a backend knows whether it has everything. Channels
 * are fixed when the graph is built; rows and columns are free.
 *
 * <p>Definitions are PyTorch's; {@link io.github.upscale4j.debug.ReferenceRunner} is their plain implementation.
 */
public sealed interface Op {
    /** The image: {@code channels} planes, usually RGB in [0, 1]. */
    record Input(int channels) implements Op {}

    /**
     * Cross-correlation with stride 1, padded with {@code kernel / 2} zeros on every side, which keeps the size. Weights
     * {@code name.weight} of shape (out, in, kernel, kernel) and, if {@code bias}, {@code name.bias} of shape (out).
     */
    record Conv(String name, int in, int out, int kernel, boolean bias) implements Op {}

    /** The activation of every value. */
    record Activate(Activation activation) implements Op {}

    /** Every value times {@code factor}. */
    record Scale(float factor) implements Op {}

    /** The sum of two inputs of one shape. */
    record Add() implements Op {}

    /** The channels of all inputs, one input after the other. */
    record Concat() implements Op {}

    /** The input unchanged; the planner's own, for a sum that no convolution can take in or a copy that it wants. */
    record Copy() implements Op {}

    /** (c r^2, h, w) to (c, h r, w r): {@code out[c][y r + i][x r + j] = in[c r^2 + i r + j][y][x]}. */
    record PixelShuffle(int factor) implements Op {}

    /** (c, h r, w r) to (c r^2, h, w): the inverse of {@link PixelShuffle}. */
    record PixelUnshuffle(int factor) implements Op {}

    /** Every pixel repeated {@code factor} times in both directions. */
    record Nearest(int factor) implements Op {}

    /** Which input rows an output row is made of. */
    default Footprint footprint() {
        if (this instanceof Conv conv) {
            return Footprint.window(conv.kernel() / 2, conv.kernel() / 2);
        }
        if (this instanceof PixelShuffle shuffle) {
            return Footprint.enlarging(shuffle.factor());
        }
        if (this instanceof Nearest nearest) {
            return Footprint.enlarging(nearest.factor());
        }
        if (this instanceof PixelUnshuffle unshuffle) {
            return Footprint.shrinking(unshuffle.factor());
        }
        return Footprint.POINTWISE;
    }
}
