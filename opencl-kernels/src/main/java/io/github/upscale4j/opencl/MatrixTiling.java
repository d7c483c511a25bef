package io.github.upscale4j.opencl;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.weights.Weights;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code conv_matrix.cl}: a group of warps computes {@code warps * frames} rows of 16 pixels times {@code outputs} channels on
 * the matrix units of NVIDIA's GPUs, from feature maps of halves.
 *
 * @param outputs output channels: a multiple of 16, at most 64
 * @param warps of a group: 4 or 8
 * @param frames rows of a warp
 * @param depth input channels of a stage: 16 or 32
 * @param stages of pixels that local memory holds: one is multiplied while the others come
 * @param emulated for tests: computes the same with the instructions that every device has
 */
record MatrixTiling(int outputs, int warps, int frames, int depth, int stages, boolean emulated)
        implements TileBlocking {
    /** From Ampere on there are the instructions. */
    private static final int CAPABILITY = 80;

    private static final int WARP = 32;

    /** More than that wait longer than memory takes. */
    private static final int STAGES = 4;

    /** Fewer channels would mostly be multiplied with zeros. */
    private static final int LEAST = 16;

    /** Those that may be the fastest. */
    static List<MatrixTiling> candidates(Op.Conv op, Device device) {
        List<MatrixTiling> all = new ArrayList<>();
        int most = Math.min(64, (op.out() + 15) / 16 * 16);
        for (int outputs : new int[] {most, Math.min(most, 32)}) {
            for (int[] rows : new int[][] {{4, 4}, {4, 2}, {8, 2}, {4, 1}, {2, 4}}) {
                for (int depth : new int[] {16, 32}) {
                    all.add(deepest(outputs, rows[0], rows[1], depth, op.kernel(), device));
                }
            }
        }
        return all;
    }

    /** With as many stages as the device has memory for. */
    private static MatrixTiling deepest(int outputs, int warps, int frames, int depth, int kernel, Device device) {
        MatrixTiling tiling = new MatrixTiling(outputs, warps, frames, depth, STAGES, false);
        while (tiling.stages > 2 && tiling.local(kernel) > device.local()) {
            tiling = new MatrixTiling(outputs, warps, frames, depth, tiling.stages - 1, false);
        }
        return tiling;
    }

    /** Bytes of local memory. */
    private long local(int kernel) {
        long plane = (long) (rows() + kernel - 1) * (COLUMNS + kernel - 1) + 7;
        return 2 * depth * stages * plane + 8L * (rows() + kernel);
    }

    @Override
    public boolean fits(Op.Conv op, Device device) {
        return device.capability() >= CAPABILITY
                && op.in() >= LEAST
                && op.out() >= LEAST
                && device.group() >= items()
                && device.local() >= local(op.kernel());
    }

    @Override
    public String file() {
        return "conv_matrix";
    }

    @Override
    public String constants(int kernel) {
        return "#define OUTPUTS " + outputs + "\n#define WARPS " + warps + "\n#define FRAMES " + frames
                + "\n#define DEPTH " + depth + "\n#define STAGES " + stages + "\n#define KERNEL " + kernel + "\n"
                + (emulated ? "#define EMULATED\n" : "");
    }

    @Override
    public float[] packed(Op.Conv op, Weights weights) {
        return PackedWeights.fragments(op, weights, outputs, outputs % 32 == 0 ? 8 : 4);
    }

    @Override
    public int items() {
        return WARP * warps;
    }

    @Override
    public int rows() {
        return warps * frames;
    }

    @Override
    public String toString() {
        return "matrix " + outputs + " " + warps + "x" + frames + " " + depth + "x" + stages;
    }
}
