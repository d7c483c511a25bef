package io.github.upscale4j.net;

import io.github.upscale4j.weights.Weights;
import java.util.List;

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
     * {@code name.weight} of shape (out, in, kernel, kernel), or of shape (out, in) where {@code kernel} is 1: a linear
     * layer is a convolution of single pixels.
     *
     * @param bias the tensors whose values, one after the other, are added to the output channels; an empty name stands
     *     for zeros, as many as are missing. None if there is no bias
     */
    record Conv(String name, int in, int out, int kernel, List<String> bias) implements Op {
        public Conv {
            bias = List.copyOf(bias);
        }

        /** The weights, (out, in, kernel, kernel). */
        public float[] weight(Weights weights) {
            String tensor = name + ".weight";
            return weights.shape(tensor).rank() == 2 && kernel == 1
                    ? weights.floats(tensor, out, in)
                    : weights.floats(tensor, out, in, kernel, kernel);
        }

        /** The bias of each output channel; zeros where there is none. */
        public float[] bias(Weights weights) {
            float[] all = new float[out];
            int stored = 0;
            for (String tensor : bias) {
                stored += tensor.isEmpty() ? 0 : (int) weights.shape(tensor).elements();
            }
            int at = 0;
            for (String tensor : bias) {
                float[] part = tensor.isEmpty() ? new float[out - stored] : weights.floats(tensor);
                System.arraycopy(part, 0, all, at, part.length);
                at += part.length;
            }
            return all;
        }
    }

    /**
     * As {@link Conv}, of each channel on its own: weights {@code name.weight} of shape (channels, 1, kernel, kernel).
     *
     * @param bias whether there is a {@code name.bias}
     */
    record DepthwiseConv(String name, int channels, int kernel, boolean bias) implements Op {
        /** The weights, (channels, kernel, kernel). */
        public float[] weight(Weights weights) {
            return weights.floats(name + ".weight", channels, 1, kernel, kernel);
        }

        /** The bias of each channel; zeros where there is none. */
        public float[] bias(Weights weights) {
            return bias ? weights.floats(name + ".bias", channels) : new float[channels];
        }
    }

    /** The activation of every value. */
    record Activate(Activation activation) implements Op {}

    /** Every value times {@code factor}. */
    record Scale(float factor) implements Op {}

    /** Every value times the factor of its channel, plus the channel's offset. */
    record Affine(List<Float> factors, List<Float> offsets) implements Op {
        public Affine {
            factors = List.copyOf(factors);
            offsets = List.copyOf(offsets);
        }
    }

    /**
     * Every pixel less the mean of its channels, divided by their standard deviation {@code sqrt(variance + epsilon)},
     * times {@code name.weight}, plus {@code name.bias}. Ba, Kiros and Hinton, "Layer Normalization", 2016.
     */
    record LayerNorm(String name, int channels, float epsilon) implements Op {}

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
     * A convolution of each channel on its own that makes one pixel of {@code kernel} x {@code kernel}, without zeros around
     * the image; what does not fill a square at its right and lower edge is left out. Weights as {@link DepthwiseConv}'s.
     */
    record DepthwiseReduction(String name, int channels, int kernel) implements Op {}

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

    /** The tensor {@code name} as a map of one pixel, row after row; the input only says where in the network it is. */
    record Tokens(String name, int tokens, int channels) implements Op {}

    /** A linear layer of each of the input's tokens: {@code in} channels of the pixel, one after the other, become {@code out}. */
    record TokenLinear(String name, int tokens, int in, int out) implements Op {}

    /**
     * How much each pixel of the first input attends to each token of the second, one channel a token: the softmax of the
     * cosine times {@code 1 + s ln tokens}, with {@code s} the token's {@code name.scale} within 0 and 1. Zhang et al.,
     * "Transcending the Limit of Local Window", CVPR 2024, equation 5.
     *
     * @param channels of a pixel, and of a token
     */
    record TokenSimilarity(String name, int tokens, int channels) implements Op {
        /** What the cosine with each token is multiplied with. */
        public float[] factors(Weights weights) {
            float[] factors = weights.floats(name + ".scale", tokens);
            for (int t = 0; t < tokens; t++) {
                factors[t] = (float) (1 + Math.max(0, Math.min(1, factors[t])) * Math.log(tokens));
            }
            return factors;
        }
    }

    /** The tokens of the second input, one pixel, weighted by the first input's channels, one a token. */
    record TokenMix(int tokens, int channels) implements Op {}

    /**
     * New tokens from old ones, the first input: {@code s} of the old plus {@code 1 - s} of the mean of the third input's
     * pixels, weighted by the softmax over all pixels of the second input's channel for the token, normalised over the
     * image. {@code s} is the sigmoid of {@code name.sigma}, the normalisation's factor {@code name.norm3.weight}.
     */
    record TokenUpdate(String name, int tokens, int channels) implements Op {
        /** Added to variances. */
        public static final double EPSILON = 1e-5;
    }

    /**
     * The pixels' numbers, row by row, in the order of their categories: the channel that is their largest, the first of
     * equals; pixels of one category stay in their order. One channel; numbers are whole, up to 2^24.
     */
    record CategoryOrder() implements Op {}

    /**
     * Attention among pixels of one category: the first input's pixels, in the order that the second, a
     * {@link CategoryOrder}, gives, are cut into groups of {@code group}, whose pixels attend to one another; the last
     * group's also to as many before it, from the last one back, as make it full. Channels as {@link WindowAttention}'s; the
     * scalar product is multiplied by the exponential of {@code name.logit_scale}, at most 100.
     */
    record CategoryAttention(String name, int channels, int heads, int group) implements Op {
        /** What products are multiplied with, the same for each head. */
        public float factor(Weights weights) {
            return (float) Math.min(100, Math.exp(weights.floats(name + ".logit_scale", 1, 1)[0]));
        }

        /** The place in the order of key {@code i} of a group that starts at {@code first}, of {@code count} pixels. */
        public static int key(int first, int i, int count) {
            return first + i < count ? first + i : 2 * count - 1 - first - i;
        }
    }

    /**
     * The pixels of a grid side by side: of an image of {@code n} rows, row {@code i * n / window + k} becomes row
     * {@code k * window + i}, and columns likewise, so that a window afterwards is a grid over the whole image before;
     * {@code back} is the inverse. Both sides of the image must be multiples of {@code window}. Tu et al., "MaxViT", ECCV
     * 2022, section 3.2.
     */
    record Grid(int window, boolean back) implements Op {
        /** Where row (or column) {@code i} of {@code size} comes from. */
        public int source(int i, int size) {
            int cells = size / window;
            return back ? i % cells * window + i / cells : i % window * cells + i / window;
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
     * The mean of each channel over the whole image: a map of one pixel. Lin, Chen and Yan, "Network in Network", 2013,
     * section 3.2.
     */
    record Mean() implements Op {}

    /** The standard deviation of each channel over the whole image, {@code sqrt(mean((x - mean)^2))}: a map of one pixel. */
    record Deviation() implements Op {}

    /**
     * What group normalisation makes of an image: a map of one pixel with {@code 2 * channels} values, what each channel
     * is multiplied with, {@code weight / sqrt(variance + epsilon)}, and then what is added, {@code bias - mean * factor}.
     * Mean and variance are those of all pixels of {@code channels / groups} neighbouring channels. Wu and He, "Group
     * Normalization", ECCV 2018; with as many groups as channels, Ulyanov et al., "Instance Normalization", 2016.
     *
     * @param name weights {@code name.weight} and {@code name.bias} of shape (channels)
     */
    record Normaliser(String name, int channels, int groups, float epsilon) implements Op {}

    /** The largest value of each channel in each of the cells that the image is covered with. */
    sealed interface Pool extends Op {
        /** The first row (or column) of the input's {@code size} that lies in cell {@code i} of {@code cells}. */
        int first(int i, int size, int cells);

        /** One past the last. */
        int end(int i, int size, int cells);
    }

    /** Cells of {@code kernel} rows and columns that start at every {@code stride}-th, as long as they are whole. */
    record MaxPool(int kernel, int stride) implements Pool {
        @Override
        public int first(int i, int size, int cells) {
            return i * stride;
        }

        @Override
        public int end(int i, int size, int cells) {
            return i * stride + kernel;
        }
    }

    /** A cell for every {@code factor} rows and columns, rounded down; cells cover the image, and overlap if they must. */
    record AdaptiveMaxPool(int factor) implements Pool {
        @Override
        public int first(int i, int size, int cells) {
            return (int) ((long) i * size / cells);
        }

        @Override
        public int end(int i, int size, int cells) {
            return (int) (((i + 1L) * size + cells - 1) / cells);
        }
    }

    /**
     * Rows and columns but the first {@code before} and the last {@code after}; of the others every {@code step}-th from the
     * first on. After a {@link Conv}: what a convolution without padding, or with a stride, gives.
     */
    record Trim(int before, int after, int step) implements Op {}

    /**
     * A value of the input's size, extended by {@code pixels} on every side by reflection without repeating the border. It is the
     * image itself that is reflected, also where it was extended to a multiple.
     */
    record Reflect(int pixels) implements Op {
        /** The row (or column) of an image of {@code size} that stands at {@code i}, which may lie outside. */
        public static int source(int i, int size) {
            if (size == 1) {
                return 0;
            }
            int period = 2 * (size - 1);
            int phase = Math.floorMod(i, period);
            return phase < size ? phase : period - phase;
        }
    }

    /**
     * Linear interpolation of the first input at places that the second one chooses, at {@code factor} times its size: the sum
     * over {@code groups} groups of channels, each read at places of its own. Where pixel {@code (i, j)} of a square of
     * {@code factor} x {@code factor} pixels lies, half-pixel centres, is moved to the right by channel {@code (group factor +
     * i) factor + j} of the second input, and down by the one {@code groups factor^2} later, in pixels of the input; what lies
     * outside is brought to the edge.
     */
    record Sample(int groups, int factor) implements Op {
        /** How far right of (or below) the input's pixel {@code i / factor} the output's pixel {@code i} lies, if not moved. */
        public float shift(int i) {
            return (i % factor + 0.5f) / factor - 0.5f;
        }
    }

    /** Interpolation to the size of another value, half-pixel centres and edges repeated if {@code linear}, else nearest. */
    record Resize(boolean linear) implements Op {
        /** Where pixel {@code i} of {@code made} lies among {@code size}; never outside. */
        public static double position(int i, int size, int made) {
            return Math.max(0, Math.min(size - 1, (i + 0.5) * size / made - 0.5));
        }

        /** Which of {@code size} pixels is nearest to {@code i} of {@code made}; in single precision, as in PyTorch. */
        public static int nearest(int i, int size, int made) {
            return Math.min(size - 1, (int) (i * ((float) size / made)));
        }
    }

    /** The largest of the {@code kernel} x {@code kernel} values around each that are in the image; {@code kernel} is odd. */
    record LocalMax(int kernel) implements Op {}

    /**
     * What lies outside the image itself, where it was extended to a multiple, mirrored with the edge repeated.
     *
     * @param beyond whether images whose sides are multiples are extended by a whole one, too
     */
    record Mirror(boolean beyond) implements Op {
        /** The row (or column) of an image of {@code size} that stands at {@code i}, which may lie beyond. */
        public static int source(int i, int size) {
            int phase = i % (2 * size);
            return phase < size ? phase : 2 * size - 1 - phase;
        }
    }

    /** The sum of two inputs of one shape, or of an image and a pixel that is added to each of its pixels. */
    record Add() implements Op {}

    /**
     * The product of two inputs of one shape, value by value: how a gate opens and closes. One may be a pixel, with which
     * each pixel of the other is multiplied: how channels are weighed.
     */
    record Multiply() implements Op {}

    /** The channels of all inputs, one input after the other. */
    record Concat() implements Op {}

    /** As many channels of the input as the output has, from {@code first} on. */
    record Slice(int first) implements Op {}

    /** The input unchanged; the planner's own, for a sum that no convolution can take in or a copy that it wants. */
    record Copy() implements Op {}

    /** (c r^2, h, w) to (c, h r, w r): {@code out[c][y r + i][x r + j] = in[c r^2 + i r + j][y][x]}. */
    record PixelShuffle(int factor) implements Op {}

    /** (c, h r, w r) to (c r^2, h, w): the inverse of {@link PixelShuffle}. */
    record PixelUnshuffle(int factor) implements Op {}

    /** Every pixel repeated {@code factor} times in both directions. */
    record Nearest(int factor) implements Op {}

    /** Linear interpolation to {@code factor} times the size, half-pixel centres, edges repeated. */
    record Bilinear(int factor) implements Op {
        /** Where pixel {@code i} of the output lies among the input's {@code size}; never outside. */
        public double position(int i, int size) {
            return Math.max(0, Math.min(size - 1, (i + 0.5) / factor - 0.5));
        }
    }

    /**
     * Cubic interpolation to {@code factor} times the size, a = -0.75, half-pixel centres, edges repeated. Where the
     * image was extended to a multiple of {@code multiple}, the whole is shrunk a little: its right and lower edge come
     * to lie where the image's own edges times {@code factor} are.
     */
    record Bicubic(int factor, int multiple) implements Op {
        /**
         * Where pixel {@code i} of the output lies among the input's.
         *
         * @param own pixels of the image along this side
         * @param extended pixels of it and what was added
         */
        public double position(int i, int own, int extended) {
            return (i + 0.5) * extended / ((double) own * factor) - 0.5;
        }

        /** The weight of a pixel at a distance. R. Keys, 1981, equation 15 with a = -0.75. */
        public static double weight(double distance) {
            double a = -0.75;
            double d = Math.abs(distance);
            if (d < 1) {
                return ((a + 2) * d - (a + 3)) * d * d + 1;
            }
            return d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0;
        }
    }

    /** Zeros in place of what lies outside the image itself, where it was extended to a multiple. */
    record Crop() implements Op {}

    /**
     * Whether a value may be made of any pixel of the input, or of a number of them that depends on the image's size: then
     * no {@link #footprint} says which, and the image goes through the network whole.
     */
    default boolean global() {
        return this instanceof Mean
                || this instanceof Deviation
                || this instanceof Normaliser
                || this instanceof Pool
                || this instanceof Trim
                || this instanceof Reflect
                || this instanceof Mirror
                || this instanceof Grid
                || this instanceof Sample
                || this instanceof Resize
                || this instanceof ChannelSimilarity
                || this instanceof GlobalAttention
                || this instanceof Tokens
                || this instanceof TokenUpdate
                || this instanceof CategoryOrder
                || this instanceof CategoryAttention
                || this instanceof DepthwiseReduction
                || (this instanceof CrossAttention attention
                        && attention.windows().global());
    }

    /** Which input rows an output row is made of; of a {@link #global} operation it says nothing. */
    default Footprint footprint() {
        if (this instanceof Conv conv) {
            return Footprint.window(conv.kernel() / 2, conv.kernel() / 2);
        }
        if (this instanceof DepthwiseConv conv) {
            return Footprint.window(conv.kernel() / 2, conv.kernel() / 2);
        }
        if (this instanceof WindowChannels attention) {
            return Footprint.POINTWISE.inBlocks(attention.window(), 0);
        }
        if (this instanceof LocalMax max) {
            return Footprint.window(max.kernel() / 2, max.kernel() / 2);
        }
        if (this instanceof DepthwiseReduction reduction) {
            return Footprint.shrinking(reduction.kernel());
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
        if (this instanceof WindowAttention attention) {
            return Footprint.POINTWISE.inBlocks(attention.window(), attention.shift());
        }
        if (this instanceof CrossAttention attention) {
            return attention.windows().footprint();
        }
        if (this instanceof Bilinear bilinear) {
            return new Footprint(bilinear.factor(), 1, 1, 1, 1, 0);
        }
        if (this instanceof Bicubic bicubic) {
            // a pixel lies up to multiple - 1 pixels below where it would without the extension
            return new Footprint(bicubic.factor(), 1, 2, 2 + bicubic.multiple() - 1, 1, 0);
        }
        return Footprint.POINTWISE;
    }
}
