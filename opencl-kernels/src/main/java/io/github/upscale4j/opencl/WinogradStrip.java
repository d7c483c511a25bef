package io.github.upscale4j.opencl;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.weights.Weights;

/**
 * {@code conv_winograd_strip.cl}: one work item computes a strip of tiles of 2 x 2 pixels times {@code vectors * lanes} output
 * channels, on a CPU whose vectors have so many lanes.
 *
 * @param lanes floats of a vector
 * @param vectors of output channels
 * @param tiles whose sums are in registers at a time
 */
record WinogradStrip(int lanes, int vectors, int tiles) implements TileBlocking {
    /** Tiles of a strip at most: what it keeps stays in a second-level cache, and each weight read serves many. */
    private static final int MOST_TILES = 16;

    /** Who has vectors of so many has 32 of them (AVX-512), others 16. */
    private static final int MANY_LANES = 16;

    /** Input channels whose transformed pixels are kept at a time. */
    private static final int DEPTH = 64;

    /** The vectors side by side that are usually the fastest. */
    static int most(Device device) {
        return device.lanes() >= MANY_LANES ? 4 : 2;
    }

    /** For so many outputs: at most {@code most} vectors side by side, with little padding. */
    static WinogradStrip of(int outputs, int lanes, int most) {
        int all = (outputs + lanes - 1) / lanes;
        int blocks = (all + most - 1) / most;
        int vectors = (all + blocks - 1) / blocks;
        // 24 sums at most, a weight each vector and an input; 12 where registers are few
        return new WinogradStrip(lanes, vectors, lanes >= MANY_LANES ? vectors > 2 ? 6 : 8 : 4);
    }

    /** Of a strip. */
    private int strip() {
        return MOST_TILES / tiles * tiles;
    }

    @Override
    public boolean fits(Op.Conv op, Device device) {
        long floats = (long) WinogradTiling.PLACES * (strip() * (DEPTH + outputs()) + 2 * lanes);
        return device.kind() == Device.Kind.CPU && WinogradTiling.suits(op) && device.local() >= 4 * floats;
    }

    @Override
    public String file() {
        return "conv_winograd_strip";
    }

    @Override
    public int outputs() {
        return vectors * lanes;
    }

    @Override
    public int columns() {
        return 2 * strip();
    }

    @Override
    public int rows() {
        return 2;
    }

    @Override
    public int items() {
        return 1;
    }

    @Override
    public int top(int from) {
        return WinogradTiling.even(from);
    }

    @Override
    public String constants(int kernel) {
        return "#define VECTORS " + vectors + "\n#define TILES " + tiles + "\n#define STRIP " + strip()
                + "\n#define DEPTH " + DEPTH + "\n";
    }

    @Override
    public float[] packed(Op.Conv op, Weights weights) {
        return PackedWeights.winograd(op, weights, outputs(), DEPTH);
    }

    @Override
    public String toString() {
        return "strips " + lanes + " " + vectors + " " + tiles;
    }
}
