package io.github.upscale4j.cpu;

/** A kernel that computes one row after the other, any stretch of it. */
public abstract class RowKernel implements Kernels.StepKernel {
    /** Long enough for loops to get going, short enough to share rows between threads. */
    private static final int COLUMNS = 48;

    @Override
    public int columns() {
        return COLUMNS;
    }

    @Override
    public final void run(StepRows rows, Tiles tiles, int first, int last, Scratch scratch) {
        for (int tile = first; tile < last; ) {
            int end = tiles.endOfRun(tile, last);
            for (int y = tiles.firstRow(tile); y < tiles.endRow(tile); y++) {
                row(rows, y, tiles.left(tile), tiles.right(end - 1), scratch);
            }
            tile = end;
        }
    }

    /** Computes columns {@code x0} to {@code x1 - 1} of the output's row {@code y}, epilogue included. */
    protected abstract void row(StepRows rows, int y, int x0, int x1, Scratch scratch);
}
