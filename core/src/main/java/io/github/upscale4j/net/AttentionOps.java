package io.github.upscale4j.net;

import io.github.upscale4j.weights.Weights;

/**
 * The operations of attention, among pixels and among channels. A part of {@link Op}, which has them under its own name, as
 * {@code Op.WindowAttention}.
 */
public sealed interface AttentionOps permits Op {
    /**
     * Attention among the pixels of one window. The windows are squares that start at the rows and columns
     * {@code shift + k * window}; those at the image's edges are cut there. Of {@code 3 * channels} input channels the
     * first third are the queries, the second the keys, the last the values; each third is cut into {@code heads} equal
     * parts. In every part, each pixel becomes the mean of the values of its window, weighted by the softmax of its
     * {@link Attention} to their keys.
     *
     * <p>Swin transformers (Liu et al., ICCV 2021) shift the image round instead, and forbid pixels that come from
     * opposite edges to see each other: the same windows, since such a window falls into those that are cut.
     *
     * @param name where the attention's weights are, as {@link Attention} says
     */
    record WindowAttention(String name, Attention attention, int channels, int heads, int window, int shift)
            implements Op {
        /** Distances that {@link Attention#bias} tells apart. */
        public int distances() {
            return (2 * window - 1) * (2 * window - 1);
        }

        /** Which of them lies between two pixels of a window, counted row by row. */
        public int distance(int query, int key) {
            int rows = query / window - key / window + window - 1;
            int columns = query % window - key % window + window - 1;
            return rows * (2 * window - 1) + columns;
        }
    }

    /**
     * Attention of the pixels of a window to keys that may be others than they: the first input has the queries, the second
     * the keys, the third the values. Channels are cut into {@code heads} equal parts; in every part, each pixel becomes the
     * mean of the values of its window, weighted by the softmax of {@link Attention} to their keys. What is added to it
     * is {@link PositionBias}'s.
     *
     * @param name where a cosine's scale is, as {@link Attention} says
     * @param queryAt the first channel of the queries in the first input; there are {@code channels} of them
     * @param keyAt the first channel of the keys in the second, {@code channels / fold^2} of each pixel
     * @param valueAt the first channel of the values in the third, likewise
     */
    record CrossAttention(
            String name,
            Attention attention,
            PositionBias bias,
            Windows windows,
            int channels,
            int heads,
            int queryAt,
            int keyAt,
            int valueAt)
            implements Op {
        /** Channels that each pixel gives to the key, and to the value, that it is a part of. */
        public int keyChannels() {
            return channels / (windows.fold() * windows.fold());
        }
    }

    /**
     * Attention of all pixels of the first input, the queries, to all pixels of the second, the keys, whose values are
     * the third. All are cut into {@code heads} equal parts; the scalar product is multiplied by {@code factor}.
     *
     * @param keyChannels of queries and keys
     * @param channels of values and of the result
     */
    record GlobalAttention(int keyChannels, int channels, int heads, float factor) implements Op {}

    /**
     * How much each channel attends to each other of its head, over the whole image: a map of one pixel that has, head
     * after head and channel after channel, the softmax over keys of {@code name.temperature} times the cosine of a
     * channel of the first input, the query, and one of the second, the key, each taken as one long vector. Zamir et al.,
     * "Restormer", CVPR 2022, equation 1.
     *
     * @param channels of queries, and of keys, in {@code heads} equal parts
     * @param step where it is more than 1, every {@code step}-th pixel of every {@code step}-th row is an image of its own,
     *     and the numbers of one such image follow those of another, row by row
     * @param queryAt the first channel of the queries in the first input
     * @param keyAt the first channel of the keys in the second
     */
    record ChannelSimilarity(String name, int channels, int heads, int step, int queryAt, int keyAt) implements Op {
        /** One factor a head. */
        public float[] temperature(Weights weights) {
            return weights.floats(name + ".temperature", heads, 1, 1);
        }
    }

    /**
     * Each channel becomes a sum of the channels of its head in the first input, weighted by what {@link ChannelSimilarity}
     * gives for them, the second.
     *
     * @param valueAt the first of {@code channels} channels in the first input
     */
    record ChannelMix(int channels, int heads, int step, int valueAt) implements Op {}

    /**
     * Attention among channels within windows, each on its own: as {@link ChannelSimilarity} and {@link ChannelMix} of the
     * pixels of a square of {@code window} pixels, of which both sides of the image must be multiples. Of {@code 3 *
     * channels} input channels the first third are queries, the second keys, the last values.
     */
    record WindowChannels(String name, int channels, int heads, int window) implements Op {
        /** One factor a head. */
        public float[] temperature(Weights weights) {
            return weights.floats(name + ".temperature", heads, 1, 1);
        }
    }
}
