package io.github.upscale4j.net;

import io.github.upscale4j.weights.Weights;
import java.util.List;

/**
 * What a node computes from its inputs. The set is closed, so that a backend knows whether it has everything. Channels
 * are fixed when the graph is built; rows and columns are free.
 *
 * <p>What moves pixels, attention and tokens have files of their own; the others are here. All are named as {@code
 * Op.Conv}.
 *
 * <p>Definitions are PyTorch's; {@link io.github.upscale4j.debug.ReferenceRunner} is their plain implementation.
 */
public sealed interface Op extends SpatialOps, AttentionOps, TokenOps
        permits Op.Input,
                Op.Conv,
                Op.DepthwiseConv,
                Op.Activate,
                Op.Scale,
                Op.Affine,
                Op.LayerNorm,
                Op.DepthwiseReduction,
                Op.Mean,
                Op.Deviation,
                Op.Normaliser,
                Op.LocalMax,
                Op.Add,
                Op.Multiply,
                Op.Concat,
                Op.Slice,
                Op.Copy,
                SpatialOps.Pool,
                SpatialOps.Trim,
                SpatialOps.Reflect,
                SpatialOps.Grid,
                SpatialOps.Sample,
                SpatialOps.Resize,
                SpatialOps.Mirror,
                SpatialOps.Crop,
                SpatialOps.PixelShuffle,
                SpatialOps.PixelUnshuffle,
                SpatialOps.Nearest,
                SpatialOps.Bilinear,
                SpatialOps.Bicubic,
                AttentionOps.WindowAttention,
                AttentionOps.CrossAttention,
                AttentionOps.GlobalAttention,
                AttentionOps.ChannelSimilarity,
                AttentionOps.ChannelMix,
                AttentionOps.WindowChannels,
                TokenOps.Tokens,
                TokenOps.TokenLinear,
                TokenOps.TokenSimilarity,
                TokenOps.TokenMix,
                TokenOps.TokenUpdate,
                TokenOps.NearestCode,
                TokenOps.CategoryOrder,
                TokenOps.CategoryAttention {
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
     * A convolution of each channel on its own that makes one pixel of {@code kernel} x {@code kernel}, without zeros around
     * the image; what does not fill a square at its right and lower edge is left out. Weights as {@link DepthwiseConv}'s.
     */
    record DepthwiseReduction(String name, int channels, int kernel) implements Op {}

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

    /** The largest of the {@code kernel} x {@code kernel} values around each that are in the image; {@code kernel} is odd. */
    record LocalMax(int kernel) implements Op {}

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
