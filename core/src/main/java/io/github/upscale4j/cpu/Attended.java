package io.github.upscale4j.cpu;

import io.github.upscale4j.net.Attention;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.net.Windows;
import io.github.upscale4j.weights.Weights;
import java.util.Arrays;

/**
 * Attention of either kind as kernels see it.
 *
 * @param bias (heads, queries, keys), or twice that, see {@link io.github.upscale4j.net.PositionBias}; or of one head for all
 * @param factors what the likeness is multiplied with, one a head
 * @param keyChannels of each pixel, of which {@link Windows#fold} squared make a key
 * @param queries where they come from; likewise keys and values
 * @param sorted whether windows are groups of pixels in the order that operand 1 gives
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
        Source values,
        boolean sorted) {
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
                new Source(0, 2 * channels),
                false);
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
                new Source(2, op.valueAt()),
                false);
    }

    public static Attended of(Op.CategoryAttention op, Weights weights) {
        int channels = op.channels();
        float[] factors = new float[op.heads()];
        Arrays.fill(factors, op.factor(weights));
        return new Attended(
                Attention.SCALED_PRODUCT,
                Windows.rectangles(1, op.group(), 0, 0, 1),
                channels,
                op.heads(),
                new float[op.group() * op.group()],
                factors,
                channels,
                new Source(0, 0),
                new Source(0, channels),
                new Source(0, 2 * channels),
                true);
    }

    /** Biases of a head that there are: one, as many as heads, or twice as many. */
    public int biases() {
        return bias.length / (windows.queries() * windows.keys());
    }

    /** Which of them is a head's in a window that the image's upper or lower edge cuts, or does not. */
    public int biasOf(int head, boolean cut) {
        return cut ? (heads + head) % biases() : head % biases();
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
