package io.github.upscale4j.opencl;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.weights.Weights;

/**
 * {@code conv_winograd.cl}: a group of work items computes 8 x 16 pixels times {@code outputs} channels, each four pixels with
 * 16 products a channel instead of 36.
 *
 * @param outputs output channels: 32 or 64
 * @param depth input channels that are in local memory at a time
 */
record WinogradTiling(int outputs, int depth) implements TileBlocking {
    private static final int ROWS = 8;
    static final int PLACES = 16;
    private static final int ITEMS = 256;

    /** Fewer channels, in or out, do not pay for the transforms. */
    private static final int LEAST = 16;

    @Override
    public boolean fits(Op.Conv op, Device device) {
        int tiles = COLUMNS / 2 * ROWS / 2;
        int floats = Math.max(PLACES * depth * (tiles + 4 + outputs), PLACES * tiles * 16);
        return suits(op) && device.group() >= ITEMS && device.local() >= 4L * floats;
    }

    /** Whether the transforms are those of its kernel, and pay. */
    static boolean suits(Op.Conv op) {
        return op.kernel() == 3 && op.in() >= LEAST && op.out() >= LEAST;
    }

    @Override
    public String file() {
        return "conv_winograd";
    }

    @Override
    public String constants(int kernel) {
        return "#define OUTPUTS " + outputs + "\n#define DEPTH " + depth + "\n";
    }

    @Override
    public float[] packed(Op.Conv op, Weights weights) {
        return PackedWeights.winograd(op, weights, outputs, depth);
    }

    @Override
    public int items() {
        return ITEMS;
    }

    @Override
    public int rows() {
        return ROWS;
    }

    @Override
    public int top(int from) {
        return even(from);
    }

    /** Where a band begins: tiles of two rows lie at even rows of the image. */
    static int even(int from) {
        return from / 2 * 2;
    }

    @Override
    public String toString() {
        return "winograd " + outputs + " " + depth;
    }
}
