package io.github.upscale4j.cpu;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.net.Windows;
import java.util.Arrays;

/**
 * Attention, one window after the other. A tile is as wide and high as a window of queries; the window that starts in it
 * belongs to it, and to the first tile of a row the one that the image's edge cuts, too.
 */
public abstract class WindowKernel implements Kernels.StepKernel {
    protected final Attended op;
    protected final Windows windows;
    private final BatchKernel.Finish finish;

    /** @param finish what follows on the pixels of a window */
    protected WindowKernel(Attended op, BatchKernel.Finish finish) {
        this.op = op;
        this.windows = op.windows();
        this.finish = finish;
    }

    @Override
    public final int columns() {
        return windows.columns().size();
    }

    /** Groups of pixels are dealt out to tiles evenly. */
    private void runSorted(StepRows rows, Tiles tiles, int first, int last, Scratch scratch) {
        int pixels = rows.width() * rows.height();
        long groups = (pixels + columns() - 1) / columns();
        int end = (int) (last * groups / tiles.count());
        for (int group = (int) (first * groups / tiles.count()); group < end; group++) {
            int start = group * columns();
            int stop = Math.min(pixels, start + columns());
            window(rows, 0, start, 0, 1, start, stop, scratch);
            for (int place = start; place < stop; place++) {
                int pixel = pixel(rows, place);
                finish.apply(rows, pixel / rows.width(), pixel % rows.width(), pixel % rows.width() + 1);
            }
        }
    }

    /** Which pixel has a place in the order. */
    private static int pixel(StepRows rows, int place) {
        return (int) rows.arena()[rows.operand(1, place / rows.width()) + place % rows.width() * rows.operandStride(1)];
    }

    @Override
    public final void run(StepRows rows, Tiles tiles, int first, int last, Scratch scratch) {
        if (op.sorted()) {
            runSorted(rows, tiles, first, last, scratch);
            return;
        }
        int shift = windows.columns().shift();
        for (int tile = first; tile < last; tile++) {
            int left = tiles.left(tile) + shift;
            if (tiles.left(tile) == 0 && shift > 0) {
                window(rows, tiles, tile, left - columns(), scratch);
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
        int x1 = Math.min(rows.width(), left + columns());
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

    /** Offset of the channels of the query's pixel. */
    protected final int query(StepRows rows, int y, int x) {
        int operand = op.queries().operand();
        if (op.sorted()) {
            return sorted(rows, op.queries(), x);
        }
        return rows.operand(operand, y)
                + x * rows.operandStride(operand)
                + op.queries().channel();
    }

    private static int sorted(StepRows rows, Attended.Source source, int place) {
        int pixel = pixel(rows, place);
        int operand = source.operand();
        return rows.operand(operand, pixel / rows.width())
                + pixel % rows.width() * rows.operandStride(operand)
                + source.channel();
    }

    /** Offset of the output's pixel for a query. */
    protected final int output(StepRows rows, int y, int x) {
        if (op.sorted()) {
            int pixel = pixel(rows, x);
            return rows.output(pixel / rows.width()) + pixel % rows.width() * rows.outputStride();
        }
        return rows.output(y) + x * rows.outputStride();
    }

    /**
     * Brings what the window attends to together, from {@code to} on: all channels of its first key, then of the next.
     * Zeros, or the opposite edge, stand for what lies outside the image.
     */
    protected final void gather(Attended.Source source, StepRows rows, int top, int left, float[] scratch, int to) {
        if (op.sorted()) {
            gatherSorted(source, rows, left, scratch, to);
            return;
        }
        if (windows.fold() == 1 && !windows.edge().wraps()) {
            gatherRows(source, rows, top, left, scratch, to);
            return;
        }
        int fold = windows.fold();
        boolean wraps = windows.edge().wraps();
        int count = op.keyChannels();
        int i = windows.rows().firstKey(top);
        int j = windows.columns().firstKey(left);
        int height = rows.operandHeight(source.operand());
        int width = rows.operandWidth(source.operand());
        int stride = rows.operandStride(source.operand());
        for (int key = 0; key < windows.keys(); key++) {
            int y = i + key / windows.keyColumns() * fold;
            int x = j + key % windows.keyColumns() * fold;
            for (int pixel = 0; pixel < fold * fold; pixel++, to += count) {
                int yy = y + pixel / fold;
                int xx = x + pixel % fold;
                if (wraps) {
                    yy = Math.floorMod(yy, height);
                    xx = Math.floorMod(xx, width);
                }
                if (yy >= 0 && yy < height && xx >= 0 && xx < width) {
                    int from = rows.operand(source.operand(), yy) + xx * stride + source.channel();
                    System.arraycopy(rows.arena(), from, scratch, to, count);
                } else {
                    Arrays.fill(scratch, to, to + count, 0);
                }
            }
        }
    }

    private void gatherSorted(Attended.Source source, StepRows rows, int left, float[] scratch, int to) {
        int pixels = rows.width() * rows.height();
        for (int key = 0; key < windows.keys(); key++, to += op.keyChannels()) {
            if (key < pixels) {
                int place = Op.CategoryAttention.key(left, key, pixels);
                System.arraycopy(rows.arena(), sorted(rows, source, place), scratch, to, op.keyChannels());
            } else {
                Arrays.fill(scratch, to, to + op.keyChannels(), 0);
            }
        }
    }

    /** Where each pixel is a key: most of the time is spent here. */
    private void gatherRows(Attended.Source source, StepRows rows, int top, int left, float[] scratch, int to) {
        int count = op.keyChannels();
        int width = rows.operandWidth(source.operand());
        int stride = rows.operandStride(source.operand());
        int x0 = windows.columns().firstKey(left);
        int y0 = windows.rows().firstKey(top);
        for (int y = y0; y < y0 + windows.keyRows(); y++) {
            boolean inside = y >= 0 && y < rows.operandHeight(source.operand());
            int row = inside ? rows.operand(source.operand(), y) + source.channel() : 0;
            for (int x = x0; x < x0 + windows.keyColumns(); x++, to += count) {
                if (inside && x >= 0 && x < width) {
                    System.arraycopy(rows.arena(), row + x * stride, scratch, to, count);
                } else {
                    Arrays.fill(scratch, to, to + count, 0);
                }
            }
        }
    }

    /** The first row of the window's keys that is there. */
    protected final int firstKeyRow(int top) {
        return windows.edge() == Windows.Edge.ROUND ? 0 : windows.rows().shownFrom(top, windows.keyRows());
    }

    /** One past the last row of them. */
    protected final int endKeyRow(StepRows rows, int top) {
        if (op.sorted()) {
            return 1;
        }
        return windows.edge() == Windows.Edge.ROUND
                ? windows.keyRows()
                : windows.rows()
                        .shownTo(
                                top,
                                windows.keyRows(),
                                rows.operandHeight(op.keys().operand()));
    }

    /** The first column of the window's keys that is there. */
    protected final int firstKeyColumn(int left) {
        return windows.edge() == Windows.Edge.ROUND ? 0 : windows.columns().shownFrom(left, windows.keyColumns());
    }

    /** One past the last column of them. */
    protected final int endKeyColumn(StepRows rows, int left) {
        if (op.sorted()) {
            return Math.min(windows.keyColumns(), rows.width() * rows.height());
        }
        return windows.edge() == Windows.Edge.ROUND
                ? windows.keyColumns()
                : windows.columns()
                        .shownTo(
                                left,
                                windows.keyColumns(),
                                rows.operandWidth(op.keys().operand()));
    }

    /** Whether the image's upper or lower edge cuts the window. */
    protected final boolean cutByRows(StepRows rows, int top) {
        return top < 0 || top + windows.rows().size() > rows.height();
    }

    /** What makes a scalar product of {@code count} neighbours a cosine. */
    protected static float inverseLength(float[] a, int at, int count) {
        float even = 0;
        float odd = 0;
        for (int c = 0; c < count - 1; c += 2) {
            even += a[at + c] * a[at + c];
            odd += a[at + c + 1] * a[at + c + 1];
        }
        float last = count % 2 == 0 ? 0 : a[at + count - 1];
        return 1 / Math.max(1e-12f, (float) Math.sqrt(even + odd + last * last));
    }

    @Override
    public long cost() {
        // two products for each key, and an exponential for each head, which is about as much as ten
        return (long) windows.keys() * (2L * op.channels() + 10L * op.heads());
    }
}
