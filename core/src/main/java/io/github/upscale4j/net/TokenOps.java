package io.github.upscale4j.net;

import io.github.upscale4j.weights.Weights;

/**
 * The operations of tokens, vectors that a network has learned and that pixels are compared with, and of the categories
 * into which they sort pixels. A part of {@link Op}, which has them under its own name, as {@code Op.TokenMix}.
 */
public sealed interface TokenOps permits Op {
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
     * Each pixel becomes the row of the tensor {@code name} that is nearest to it, by the sum of squared differences; the first
     * of equals. Pixels to which none is at a finite distance stay as they are. Van den Oord et al., "Neural Discrete
     * Representation Learning", NeurIPS 2017, equation 2.
     */
    record NearestCode(String name, int codes, int channels) implements Op {
        /** (code, channel). */
        public float[] values(Weights weights) {
            return weights.floats(name, codes, channels);
        }
    }

    /**
     * The pixels' numbers, row by row, in the order of their categories: the channel that is their largest, the first of
     * equals; pixels of one category stay in their order. One channel; numbers are whole, up to 2^24.
     */
    record CategoryOrder() implements Op {}

    /**
     * Attention among pixels of one category: the first input's pixels, in the order that the second, a
     * {@link CategoryOrder}, gives, are cut into groups of {@code group}, whose pixels attend to one another; the last
     * group's also to as many before it, from the last one back, as make it full. Channels as {@link Op.WindowAttention}'s; the
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
}
