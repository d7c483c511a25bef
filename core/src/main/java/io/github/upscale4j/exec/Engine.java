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
    /** Bands whose memory is larger than this gain nothing: they only leave the processor's cache. */
    private static final long COMFORTABLE = 64L << 20;

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
     * The highest bands that are comfortable; failing that, the highest of few rows that the limit allows.
     *
     * @throws IllegalArgumentException if the limit allows none
     */
    public Layout layout(int width, int height) {
        Net net = plan.net();
        int columns = BandRunner.padded(net, width);
        int rows = BandRunner.padded(net, height);
        Layout layout = new Layout(plan, columns, rows, rows);
        for (int i = 0; i < HEIGHTS.length && !fits(layout); i++) {
            int band = HEIGHTS[i] * net.multiple();
            if (band < rows) {
                layout = new Layout(plan, columns, rows, band);
            }
        }
        if (bytes(layout) > memoryLimit) {
            throw new IllegalArgumentException("a picture " + width + " pixels wide needs at least "
                    + megabytes(bytes(layout)) + " of working memory with this network, and the limit is "
                    + megabytes(memoryLimit) + ": raise the memory limit, or upscale the picture in narrower parts");
        }
        return layout;
    }

    private boolean fits(Layout layout) {
        boolean low = layout.band() <= 8 * plan.net().multiple();
        return bytes(layout) <= (low ? memoryLimit : Math.min(COMFORTABLE, memoryLimit));
    }

    /** Bytes that a run in {@code layout} takes. */
    public long bytes(Layout layout) {
        return layout.bytes() + program.workspace();
    }

    private static String megabytes(long bytes) {
        return (bytes + (1 << 20) - 1 >> 20) + " MB";
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
