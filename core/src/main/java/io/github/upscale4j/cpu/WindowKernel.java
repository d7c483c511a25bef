package io.github.upscale4j.cpu;

import io.github.upscale4j.net.Op;

/**
 * {@link Op.WindowAttention}, one window after the other. A tile is as wide and high as a window; the window that starts
 * in it belongs to it, and to the first tile of a row the one that the image's edge cuts, too.
 */
public abstract class WindowKernel implements Kernels.StepKernel {
    protected final Op.WindowAttention op;
    private final BatchKernel.Finish finish;

    /** @param finish what follows on the pixels of a window */
    protected WindowKernel(Op.WindowAttention op, BatchKernel.Finish finish) {
        this.op = op;
        this.finish = finish;
    }

    @Override
    public final int columns() {
        return op.window();
    }

    @Override
    public final void run(StepRows rows, Tiles tiles, int first, int last, Scratch scratch) {
        for (int tile = first; tile < last; tile++) {
            int left = tiles.left(tile) + op.shift();
            if (tiles.left(tile) == 0 && op.shift() > 0) {
                window(rows, tiles, tile, left - op.window(), scratch);
            }
            if (left < rows.width()) {
                window(rows, tiles, tile, left, scratch);
            }
        }
    }

    private void window(StepRows rows, Tiles tiles, int tile, int left, Scratch scratch) {
        int y0 = tiles.firstRow(tile);
        int y1 = tiles.endRow(tile);
        int x0 = Math.max(0, left);
        int x1 = Math.min(rows.width(), left + op.window());
        window(rows, tiles.top(tile), left, y0, y1, x0, x1, scratch);
        for (int y = y0; y < y1; y++) {
            finish.apply(rows, y, x0, x1);
        }
    }

    /**
     * Computes the pixels of a window that lie in the image, rows {@code y0} to {@code y1 - 1}, columns {@code x0} to
     * {@code x1 - 1}, without what follows.
     *
     * @param top the window's first row, which may lie above the image
     * @param left its first column, likewise
     */
    protected abstract void window(StepRows rows, int top, int left, int y0, int y1, int x0, int x1, Scratch scratch);

    @Override
    public long cost() {
        // two products for each pixel of the window, and an exponential for each head, which is about as much as ten
        return (long) op.window() * op.window() * (2L * op.channels() + 10L * op.heads());
    }
}
