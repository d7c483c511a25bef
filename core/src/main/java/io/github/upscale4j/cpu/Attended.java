package io.github.upscale4j.cpu;

import io.github.upscale4j.net.Attention;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.net.Windows;
import io.github.upscale4j.weights.Weights;

/**
 * Attention of either kind as kernels see it.
 *
 * @param bias (heads, queries, keys), see {@link io.github.upscale4j.net.PositionBias}
 * @param factors what the likeness is multiplied with, one a head
 * @param keyChannels of each pixel, of which {@link Windows#fold} squared make a key
 * @param queries where they come from; likewise keys and values
 */
public record Attended(
        Attention attention,
        Windows windows,
        int channels,
        int heads,
        float[] bias,
        float[] factors,
        int keyChannels,
        Source queries,
        Source keys,
        Source values) {
    /** Channels of an operand of the step, from {@code channel} on. */
    public record Source(int operand, int channel) {}

    public static Attended of(Op.WindowAttention op, Weights weights) {
        int channels = op.channels();
        return new Attended(
                op.attention(),
                Windows.squares(op.window(), op.shift()),
                channels,
                op.heads(),
                spread(op, op.attention().bias(op, weights)),
                op.attention().factors(op, weights),
                channels,
                new Source(0, 0),
                new Source(0, channels),
                new Source(0, 2 * channels));
    }

    public static Attended of(Op.CrossAttention op, Weights weights) {
        return new Attended(
                op.attention(),
                op.windows(),
                op.channels(),
                op.heads(),
                op.bias().of(op.windows(), op.heads(), weights),
                op.attention().factors(op.name(), op.channels(), op.heads(), weights),
                op.keyChannels(),
                new Source(0, op.queryAt()),
                new Source(1, op.keyAt()),
                new Source(2, op.valueAt()));
    }

    /** From one number a distance to one a pair. */
    private static float[] spread(Op.WindowAttention op, float[] distances) {
        int pixels = op.window() * op.window();
        float[] all = new float[op.heads() * pixels * pixels];
        for (int i = 0; i < all.length; i++) {
            int head = i / pixels / pixels * op.distances();
            all[i] = distances[head + op.distance(i / pixels % pixels, i % pixels)];
        }
        return all;
    }

    /** Channels of a head. */
    public int size() {
        return channels / heads;
    }

    public boolean cosine() {
        return attention == Attention.COSINE;
    }
}
