package io.github.upscale4j.cpu;

import io.github.upscale4j.net.Footprint;

/**
 * The output pixels that a step computes in a band, cut into tiles and counted row by row. Tiles are the same for every
 * band: those at a band's edge that were computed in part before are clipped to its rows, those at the image's edge to the
 * image.
 */
public final class Tiles {
    private final int from;
    private final int to;
    private final int start;
    private final int rows;
    private final int columns;
    private final int width;
    private final int perRow;

    Tiles(int from, int to, Footprint footprint, int columns, int width) {
        this.from = from;
        this.to = to;
        this.rows = footprint.block();
        this.start = Math.floorDiv(from - footprint.anchor(), rows) * rows + footprint.anchor();
        this.columns = columns;
        this.width = width;
        this.perRow = (width + columns - 1) / columns;
    }

    int count() {
        return (to - start + rows - 1) / rows * perRow;
    }

    /** The first row of the tile, which may lie above the image or the band. */
    public int top(int tile) {
        return start + tile / perRow * rows;
    }

    /** The first row of the tile that is to be computed. */
    public int firstRow(int tile) {
        return Math.max(from, top(tile));
    }

    /** One past the last row of the tile that is to be computed. */
    public int endRow(int tile) {
        return Math.min(to, top(tile) + rows);
    }

    /** The first column of the tile. */
    public int left(int tile) {
        return tile % perRow * columns;
    }

    /** One past the last column of the tile that lies in the image. */
    public int right(int tile) {
        return Math.min(width, left(tile) + columns);
    }

    /** One past the last tile, {@code last} at most, of those that follow {@code tile} in its row of tiles. */
    public int endOfRun(int tile, int last) {
        return Math.min(last, tile / perRow * perRow + perRow);
    }
}
