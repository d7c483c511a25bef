package io.github.upscale4j.cpu;

/** A kernel that computes a batch of square tiles at a time by {@link Winograd}, then the epilogue on their pixels. */
public abstract class BatchKernel implements Kernels.StepKernel {
    /** What follows on the pixels of a batch. */
    @FunctionalInterface
    public interface Finish {
        /** Columns {@code x0} to {@code x1 - 1} of the output's row {@code y}. */
        void apply(StepRows rows, int y, int x0, int x1);
    }

    private final Finish finish;

    protected BatchKernel(Finish finish) {
        this.finish = finish;
    }

    @Override
    public final int columns() {
        return Winograd.TILE;
    }

    @Override
    public final void run(StepRows rows, Tiles tiles, int first, int last, Scratch scratch) {
        for (int tile = first; tile < last; ) {
            int end = endOfBatch(tiles, tile, last);
            batch(rows, tiles, tile, end, scratch);
            for (int t = tile; t < end; ) {
                int run = tiles.endOfRun(t, end);
                for (int y = tiles.firstRow(t); y < tiles.endRow(t); y++) {
                    finish.apply(rows, y, tiles.left(t), tiles.right(run - 1));
                }
                t = run;
            }
            tile = end;
        }
    }

    /** One past the last tile, {@code last} at most, of a batch that starts with {@code tile}. */
    protected int endOfBatch(Tiles tiles, int tile, int last) {
        return Math.min(last, tile + batch());
    }

    /** Computes tiles {@code first} to {@code last - 1}, at most {@link #batch()} of them. */
    protected abstract void batch(StepRows rows, Tiles tiles, int first, int last, Scratch scratch);
}
