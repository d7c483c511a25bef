package io.github.upscale4j.exec;

import io.github.upscale4j.net.Net;
import io.github.upscale4j.plan.Layout;
import io.github.upscale4j.plan.Plan;
import io.github.upscale4j.spi.Backend;
import io.github.upscale4j.spi.Execution;
import io.github.upscale4j.spi.Program;
import io.github.upscale4j.spi.RowSink;
import io.github.upscale4j.spi.RowSource;
import io.github.upscale4j.weights.Weights;

/** A network on a backend, within a limit of memory. One image at a time. */
public final class Engine implements AutoCloseable {
    /** What a whole picture may take before bands, which stay in the processor's cache, are faster. */
    private static final long WHOLE = 64L << 20;

    /** Higher bands than this only pay where they are so small that their steps are too short to share. */
    private static final int ENOUGH = 32;

    private static final long SMALL = 16L << 20;

    /** What one Java array of floats holds. */
    private static final long LARGEST_ARRAY = 4L * (Integer.MAX_VALUE - 8);

    private static final int[] HEIGHTS = {256, 128, 64, 48, 32, 24, 16, 8, 4, 2, 1};

    private final Backend backend;
    private final Plan plan;
    private final Program program;
    private final long memoryLimit;
    private boolean closed;

    /** @param memoryLimit bytes that a run may take beside its input and output */
    public Engine(Backend backend, Net net, Weights weights, long memoryLimit) {
        this.backend = backend;
        this.memoryLimit = Math.min(memoryLimit, LARGEST_ARRAY);
        plan = Plan.of(net, backend::tiling);
        program = backend.compile(plan, weights);
    }

    public Backend backend() {
        return backend;
    }

    public Plan plan() {
        return plan;
    }

    /** Runs an image through the network; sizes and rows are those of the image. Waits while another one is running. */
    public synchronized void run(int width, int height, RowSource source, RowSink sink, BandRunner.Watcher watcher) {
        if (closed) {
            throw new IllegalStateException("this upscaler is closed");
        }
        Layout layout = layout(width, height);
        try (Execution execution = program.open(layout)) {
            BandRunner.run(execution, layout, width, height, source, sink, watcher);
        }
    }

    /**
     * The whole picture if it is small; else bands of {@link #ENOUGH} rows, higher ones where the picture is narrow, lower
     * ones where the limit wants it.
     *
     * @throws IllegalArgumentException if the limit allows none
     */
    public Layout layout(int width, int height) {
        Net net = plan.net();
        int columns = BandRunner.padded(net, width);
        int rows = BandRunner.padded(net, height);
        Layout layout = new Layout(plan, columns, rows, rows, width, height);
        for (int i = 0; i < HEIGHTS.length && !fits(layout); i++) {
            int band = HEIGHTS[i] * net.coarsest();
            if (band < rows) {
                layout = new Layout(plan, columns, rows, band, width, height);
            }
        }
        if (bytes(layout) > memoryLimit) {
            throw new IllegalArgumentException("a picture " + width + " pixels wide needs at least "
                    + size(bytes(layout), true) + " of working memory with this network, and the limit is "
                    + size(memoryLimit, false) + ": raise the memory limit, or upscale the picture in narrower parts");
        }
        return layout;
    }

    private boolean fits(Layout layout) {
        boolean whole = layout.band() == layout.height();
        boolean low = layout.band() <= ENOUGH * plan.net().coarsest();
        long most = whole ? WHOLE : low ? memoryLimit : SMALL;
        return bytes(layout) <= Math.min(most, memoryLimit);
    }

    /** Bytes that a run in {@code layout} takes. */
    public long bytes(Layout layout) {
        return layout.bytes() + program.workspace();
    }

    /** Rounded up, a need; rounded down, a limit: the message must not say that what is needed is there. */
    private static String size(long bytes, boolean up) {
        int shift = bytes < 10 << 20 ? 10 : 20;
        return ((bytes + (up ? (1L << shift) - 1 : 0)) >> shift) + (shift == 10 ? " KB" : " MB");
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            program.close();
            backend.close();
        }
    }
}
