package io.github.upscale4j.opencl;

import io.github.upscale4j.net.Op;

/**
 * {@code conv_product.cl}, for convolutions of 1 x 1: a group of work items computes {@code rows} x 16 pixels times
 * {@code 8 * groups} output channels from local memory, while the next input channels are on their way.
 *
 * @param groups eights of output channels
 * @param rows rows of pixels
 */
record ProductTiling(int groups, int rows) implements TileBlocking {
    private static final int EIGHT = 8;

    /** Input channels that are in local memory at a time; they come in fours. */
    private static final int DEPTH = 16;

    private static final int FOUR = 4;

    /** The widest for so many outputs. */
    static ProductTiling of(int outputs, int rows) {
        return new ProductTiling(outputs > EIGHT * EIGHT / 2 ? EIGHT : EIGHT / 2, rows);
    }

    @Override
    public boolean fits(Op.Conv op, Device device) {
        return op.kernel() == 1
                && op.in() % FOUR == 0
                && op.in() >= DEPTH
                && items() <= device.group()
                && 4L * DEPTH * (rows * COLUMNS + FOUR + outputs()) <= device.local();
    }

    @Override
    public int items() {
        return rows * COLUMNS / EIGHT * groups;
    }

    @Override
    public String file() {
        return "conv_product";
    }

    @Override
    public int outputs() {
        return EIGHT * groups;
    }

    @Override
    public String constants(int kernel) {
        return "#define GROUPS " + groups + "\n#define TILE_ROWS " + rows + "\n";
    }

    @Override
    public String toString() {
        return "product " + groups + " " + rows;
    }
}
