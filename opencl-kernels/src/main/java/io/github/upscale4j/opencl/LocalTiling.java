package io.github.upscale4j.opencl;

import io.github.upscale4j.net.Op;

/**
 * {@code conv_tiled.cl}: a group of work items computes {@code rows} x 16 pixels times {@code 8 * groups} output channels from
 * local memory.
 *
 * @param groups eights of output channels
 * @param rows rows of pixels
 * @param depth input channels that are in local memory at a time
 */
record LocalTiling(int groups, int rows, int depth) implements TileBlocking {

    /** Pixels, and output channels, of a work item. */
    private static final int EIGHT = 8;

    /** Work items of a group of the usual tiling: several groups share a unit, each with registers enough. */
    private static final int ITEMS = 128;

    /** For so many outputs: groups of about {@link #ITEMS}. */
    static LocalTiling of(int outputs, int depth) {
        int most = (outputs + EIGHT - 1) / EIGHT;
        int blocks = (most + EIGHT - 1) / EIGHT;
        int groups = (most + blocks - 1) / blocks;
        return new LocalTiling(groups, groups > EIGHT / 2 ? EIGHT : 2 * EIGHT, depth);
    }

    @Override
    public boolean fits(Op.Conv op, Device device) {
        int kernel = op.kernel();
        long patch = (long) (rows + kernel - 1) * (COLUMNS + kernel - 1) * depth;
        return items() <= Math.min(2 * ITEMS, device.group())
                && 4 * (patch + (long) kernel * depth * outputs()) + 8L * (rows + kernel) <= device.local();
    }

    @Override
    public int items() {
        return groups * (COLUMNS / EIGHT) * rows;
    }

    @Override
    public String file() {
        return "conv_tiled";
    }

    @Override
    public int outputs() {
        return EIGHT * groups;
    }

    @Override
    public String constants(int kernel) {
        return "#define GROUPS " + groups + "\n#define TILE_ROWS " + rows + "\n#define DEPTH " + depth
                + "\n#define KERNEL " + kernel + "\n";
    }

    @Override
    public String toString() {
        return "tiles " + groups + " " + rows + " " + depth;
    }
}
