package io.github.upscale4j.opencl;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.weights.Weights;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * {@code conv_matrix.cl}: a group of warps computes {@code down * frames} rows of 16 pixels times {@code across * each}
 * channels on the matrix units of NVIDIA's GPUs, from feature maps of halves.
 *
 * @param each output channels of a warp: a multiple of 16, at most 64
 * @param across warps side by side, for other output channels
 * @param down warps for other rows
 * @param frames rows of a warp
 * @param depth input channels of a stage: 16 or 32
 * @param stages of pixels that local memory holds: one is multiplied while the others come
 * @param slots groups that the device has room for at a time, each of which then computes tiles one after the other; 0 for as
 *     many groups as tiles
 * @param emulated for tests: computes the same with the instructions that every device has
 */
record MatrixTiling(int each, int across, int down, int frames, int depth, int stages, int slots, boolean emulated)
        implements TileBlocking {
    /** From Ampere on there are the instructions. */
    private static final int CAPABILITY = 80;

    private static final int WARP = 32;

    /** Output channels of a warp for which its registers suffice. */
    private static final int MOST = 64;

    /** Warps side by side: more would wait for each other. */
    private static final int MOST_ACROSS = 4;

    /** More than that wait longer than memory takes. */
    private static final int STAGES = 4;

    /** Of the candidates, so many are tried with groups that last, too. */
    private static final int LASTING = 2;

    /** Of a unit: registers, and bytes of local memory on the smallest with matrix units. */
    private static final int REGISTERS = 65_536;

    private static final int LOCAL = 100 << 10;

    /** What it takes to begin with a group, in tiles. */
    private static final double BEGIN = 0.3;

    /** Those that may be the fastest, on an H200 each was for some convolution: warps down, rows of each, channels of a stage. */
    static List<MatrixTiling> candidates(Op.Conv op, Device device) {
        int blocks = (op.out() + MOST - 1) / MOST;
        int each = ((op.out() + blocks - 1) / blocks + 15) / 16 * 16;
        int wide = IntStream.rangeClosed(1, MOST_ACROSS)
                .filter(across -> blocks % across == 0)
                .max()
                .getAsInt();
        Stream<int[]> small = op.kernel() == 1
                ? Stream.of(new int[] {4, 2, 32}, new int[] {4, 1, 32}, new int[] {2, 4, 32})
                : Stream.of(new int[] {2, 4, 16}, new int[] {4, 4, 16}, new int[] {4, 2, 16}, new int[] {8, 2, 32});
        Stream<MatrixTiling> narrow = small.map(cut -> deepest(each, 1, cut[0], cut[1], cut[2], op, device));
        Stream<int[]> large =
                Stream.of(new int[] {1, 4, 16}, new int[] {1, 4, 32}, new int[] {2, 2, 32}, new int[] {2, 4, 32});
        Stream<MatrixTiling> shared = wide > 1
                ? large.map(cut -> deepest(each, wide, cut[0], cut[1], cut[2], op, device))
                : each > 16
                        ? Stream.of(deepest((each + 31) / 32 * 16, 2, 1, 8, 16, op, device))
                        : Stream.of(deepest(each, 1, 2, 8, 16, op, device));
        List<MatrixTiling> all = Stream.concat(narrow, shared).toList();
        return Stream.concat(all.stream(), all.stream().limit(LASTING).map(cut -> cut.lasting(op, device)))
                .toList();
    }

    private MatrixTiling lasting(Op.Conv op, Device device) {
        int registers = 20 + 7 * each * frames / 8; // what ptxas takes
        int room = Math.min(REGISTERS / (registers * items()), (int) (LOCAL / (local(op.kernel()) + 1024)));
        return new MatrixTiling(
                each, across, down, frames, depth, stages, device.units() * Math.max(1, room), emulated);
    }

    /** With as many stages as the device has memory for. */
    private static MatrixTiling deepest(
            int each, int across, int down, int frames, int depth, Op.Conv op, Device device) {
        MatrixTiling tiling = new MatrixTiling(each, across, down, frames, depth, STAGES, 0, false);
        while (tiling.stages > 2 && tiling.local(op.kernel()) > device.local()) {
            tiling = new MatrixTiling(each, across, down, frames, depth, tiling.stages - 1, 0, false);
        }
        return tiling;
    }

    /** Bytes of local memory. */
    private long local(int kernel) {
        long plane = (long) (rows() + kernel - 1) * (COLUMNS + kernel - 1) + 7;
        return 2 * depth * stages * plane + 4L * items();
    }

    @Override
    public boolean fits(Op.Conv op, Device device) {
        return device.capability() >= CAPABILITY && device.group() >= items() && device.local() >= local(op.kernel());
    }

    @Override
    public String file() {
        return "conv_matrix";
    }

    @Override
    public String constants(int kernel) {
        return "#define OUTPUTS " + each + "\n#define ACROSS " + across + "\n#define DOWN " + down + "\n#define FRAMES "
                + frames + "\n#define DEPTH " + depth + "\n#define STAGES " + stages + "\n#define KERNEL " + kernel
                + "\n" + (slots > 0 ? "#define LASTING\n" : "") + (emulated ? "#define EMULATED\n" : "");
    }

    @Override
    public float[] packed(Op.Conv op, Weights weights) {
        return PackedWeights.fragments(op, weights, padded(op.out()), each, each % 32 == 0 ? 8 : 4);
    }

    @Override
    public int outputs() {
        return each * across;
    }

    @Override
    public int items() {
        return WARP * across * down;
    }

    @Override
    public int rows() {
        return down * frames;
    }

    @Override
    public void launch(Kernel kernel, int paddedOutputs, StepViews views) {
        int across = tiles(views.width()) * (paddedOutputs / outputs());
        int high = (views.rows() + rows() - 1) / rows();
        kernel.run((long) across * items(), slots == 0 ? high : groups(across, high), items());
    }

    /** Into how many groups {@code high} tiles are best divided, of each of {@code across} columns. */
    private int groups(int across, int high) {
        int best = high;
        double least = Double.MAX_VALUE;
        for (int tiles = 1; tiles <= high; tiles++) {
            int groups = (high + tiles - 1) / tiles;
            long turns = ((long) across * groups + slots - 1) / slots;
            if (turns * (tiles + BEGIN) < least) {
                least = turns * (tiles + BEGIN);
                best = groups;
            }
        }
        return best;
    }

    @Override
    public String toString() {
        return "matrix " + each + "x" + across + " " + down + "x" + frames + " " + depth + "x" + stages
                + (slots > 0 ? " lasting" : "");
    }
}
