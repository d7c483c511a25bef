package io.github.upscale4j.cpu.simd;

import static io.github.upscale4j.cpu.simd.VectorSupport.LANES;

import java.util.Arrays;

/** The output channels of a convolution cut into register blocks, and its weights in their order. */
final class ChannelBlocks {
    private final int channels;
    private final int inputs;
    private final int[] firsts;
    private final int[] vectors;
    private final int padded;

    /**
     * @param channels output channels
     * @param inputs products that make up one sum
     */
    ChannelBlocks(int channels, int inputs) {
        this.channels = channels;
        this.inputs = inputs;
        int all = (channels + LANES - 1) / LANES;
        int[] sizes = new int[all];
        int count = 0;
        int taken = 0;
        while (taken < all) {
            sizes[count] = RegisterBlock.vectors(all - taken);
            taken += sizes[count++];
        }
        vectors = Arrays.copyOf(sizes, count);
        firsts = new int[count];
        for (int i = 1; i < count; i++) {
            firsts[i] = firsts[i - 1] + vectors[i - 1] * LANES;
        }
        padded = taken * LANES;
    }

    int count() {
        return vectors.length;
    }

    /** Channels of all blocks together; those beyond the convolution's have zero weights. */
    int padded() {
        return padded;
    }

    /** The first channel of a block. */
    int first(int block) {
        return firsts[block];
    }

    int vectors(int block) {
        return vectors[block];
    }

    /** Channels of the convolution in a block. */
    int channels(int block) {
        return Math.min(channels - firsts[block], vectors[block] * LANES);
    }

    /** Where a block's weights start, in an array of {@code padded() * inputs} for each matrix. */
    int weights(int block) {
        return firsts[block] * inputs;
    }

    /** Where the weight of one input and output channel is. */
    int weight(int input, int channel) {
        int block = 0;
        while (block + 1 < firsts.length && firsts[block + 1] <= channel) {
            block++;
        }
        return weights(block) + input * vectors[block] * LANES + channel - firsts[block];
    }

    /** {@code values}, one a channel, and {@code rest} for the channels that fill up the last block. */
    float[] padded(float[] values, float rest) {
        float[] all = new float[padded];
        Arrays.fill(all, rest);
        System.arraycopy(values, 0, all, 0, channels);
        return all;
    }
}
