package io.github.upscale4j.opencl;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.weights.Weights;

/**
 * {@code conv_matrix.cl}: a group of four warps computes {@code 4 * frames} rows of 16 pixels times {@code outputs} channels on
 * the matrix units of NVIDIA's GPUs, from feature maps of halves.
 *
 * @param outputs output channels: a multiple of 16, at most 64
 * @param frames rows of a warp
 * @param ahead whether pixels of the next channels are fetched while those before are multiplied
 * @param emulated for tests: computes the same with the instructions that every device has
 */
record MatrixTiling(int outputs, int frames, boolean ahead, boolean emulated) implements TileBlocking {
    /** From Ampere on there is the instruction. */
    private static final int CAPABILITY = 80;

    private static final int WARPS = 4;
    private static final int ITEMS = 32 * WARPS;

    /** Channels that are in local memory at a time, and the bytes from pixel to pixel. */
    private static final int DEPTH = 32;

    private static final int BYTES = 2 * DEPTH + 16;

    /** Fewer channels would mostly be multiplied with zeros. */
    private static final int LEAST = 16;

    /** For so many outputs: the widest, with so many rows a warp. */
    static MatrixTiling of(int outputs, int frames) {
        return new MatrixTiling(Math.min(64, (outputs + 15) / 16 * 16), frames, false, false);
    }

    MatrixTiling fetchingAhead() {
        return new MatrixTiling(outputs, frames, true, emulated);
    }

    @Override
    public boolean fits(Op.Conv op, Device device) {
        long patch = (long) (rows() + op.kernel() - 1) * (COLUMNS + op.kernel() - 1) * BYTES;
        return device.capability() >= CAPABILITY
                && op.in() >= (ahead ? DEPTH + 1 : LEAST)
                && op.out() >= LEAST
                && device.group() >= ITEMS
                && device.local() >= patch + 8L * (rows() + op.kernel());
    }

    @Override
    public String file() {
        return "conv_matrix";
    }

    @Override
    public String constants(int kernel) {
        return "#define OUTPUTS " + outputs + "\n#define FRAMES " + frames + "\n#define KERNEL " + kernel + "\n"
                + (ahead ? "#define AHEAD\n" : "") + (emulated ? "#define EMULATED\n" : "");
    }

    @Override
    public float[] packed(Op.Conv op, Weights weights) {
        return PackedWeights.fragments(op, weights, outputs, DEPTH);
    }

    @Override
    public int items() {
        return ITEMS;
    }

    @Override
    public int rows() {
        return WARPS * frames;
    }

    @Override
    public String toString() {
        return "matrix " + outputs + " " + frames + (ahead ? " ahead" : "");
    }
}
