package io.github.upscale4j.net;

/**
 * Which input rows the output rows of an operation are made of, and which output rows are made together. Output row
 * {@code y} reads the input rows from {@code floor(y * down / up) - above} to {@code floor(y * down / up) + below}; rows
 * outside the image count as present. Output rows are computed in blocks of {@code block} rows, the blocks starting at
 * the rows {@code anchor + k * block}: a Winograd tile or an attention window is made whole or not at all.
 *
 * @param up rows out for every {@code down} rows in
 * @param down see {@code up}; one of the two is 1
 * @param above rows read above the one that lies at the same place
 * @param below rows read below it
 * @param block rows computed together, at least 1
 * @param anchor the row at which a block starts, from 0 to {@code block - 1}
 */
public record Footprint(int up, int down, int above, int below, int block, int anchor) {
    /** One row from the row at the same place. */
    public static final Footprint POINTWISE = new Footprint(1, 1, 0, 0, 1, 0);

    public Footprint {
        if (up < 1 || down < 1 || (up > 1 && down > 1) || above < 0 || below < 0 || block < 1) {
            throw new IllegalArgumentException("no such footprint: up " + up + ", down " + down + ", above " + above
                    + ", below " + below + ", block " + block);
        }
        if (anchor < 0 || anchor >= block) {
            throw new IllegalArgumentException("anchor " + anchor + " lies outside a block of " + block + " rows");
        }
    }

    public static Footprint window(int above, int below) {
        return new Footprint(1, 1, above, below, 1, 0);
    }

    public static Footprint enlarging(int factor) {
        return new Footprint(factor, 1, 0, 0, 1, 0);
    }

    public static Footprint shrinking(int factor) {
        return new Footprint(1, factor, 0, factor - 1, 1, 0);
    }

    /** The same rows, computed in blocks. */
    public Footprint inBlocks(int block, int anchor) {
        return new Footprint(up, down, above, below, block, anchor);
    }

    /** How many output rows, counted from the top, need no input row at or past {@code available}, blocks aside. */
    public int reachable(int available) {
        int inside = available - below;
        return inside <= 0 ? 0 : Math.toIntExact(((long) inside * up + down - 1) / down);
    }

    /** {@code rows} brought down to the end of a whole block. */
    public int wholeBlocks(int rows) {
        return Math.max(0, Math.floorDiv(rows - anchor, block) * block + anchor);
    }

    /** The first input row, at least 0, that output row {@code row} and all later ones read. */
    public int firstInput(int row) {
        int start = Math.max(0, Math.floorDiv(row - anchor, block) * block + anchor);
        return Math.max(0, (int) ((long) start * down / up) - above);
    }
}
