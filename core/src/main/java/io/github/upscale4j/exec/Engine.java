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

/** A network on a backend, within a limit of memory. For one thread at a time. */
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

    /** Bytes that all runs under way may take together. */
    public long memoryLimit() {
        return memoryLimit;
    }

    /**
     * Takes the memory for an image, whose size is given. Several may be under way, one in the middle of another: a source
     * or sink may run another image. None of it is meant for several threads.
     *
     * @param source asked for the image's rows from the top, each once
     * @param memory bytes that the run may take
     * @param check called between two steps of the network; what it throws ends the run
     * @throws IllegalArgumentException if the memory is too little
     */
    public Run open(int width, int height, RowSource source, RowSink sink, long memory, Runnable check) {
        Layout layout = layout(width, height, memory);
        Execution execution = program.open(layout);
        BandRunner bands = new BandRunner(execution, layout, width, height, source, sink, check);
        return new Run() {
            @Override
            public boolean next() {
                if (bands.done()) {
                    return false;
                }
                bands.next();
                return true;
            }

            @Override
            public double fraction() {
                return bands.fraction();
            }

            @Override
            public void close() {
                execution.close();
            }
        };
    }

    /** {@link #layout(int, int, long)} within the engine's own limit. */
    public Layout layout(int width, int height) {
        return layout(width, height, memoryLimit);
    }

    /** Bytes that the lowest bands take, or the whole image where that is less: the least limit for an image of that size. */
    public long least(int width, int height) {
        Net net = plan.net();
        int columns = BandRunner.padded(net, width);
        int rows = BandRunner.padded(net, height);
        long whole = bytes(new Layout(plan, columns, rows, rows, width, height));
        return Math.min(whole, bytes(new Layout(plan, columns, rows, net.coarsest(), width, height)));
    }

    /**
     * The whole picture if it is small; else bands of {@link #ENOUGH} rows, higher ones where the picture is narrow, lower
     * ones where the limit wants it.
     *
     * @throws IllegalArgumentException if the limit allows none
     */
    public Layout layout(int width, int height, long limit) {
        Net net = plan.net();
        int columns = BandRunner.padded(net, width);
        int rows = BandRunner.padded(net, height);
        Layout layout = new Layout(plan, columns, rows, rows, width, height);
        for (int i = 0; i < HEIGHTS.length && !plan.whole() && !fits(layout, limit); i++) {
            int band = HEIGHTS[i] * net.coarsest();
            if (band < rows) {
                layout = new Layout(plan, columns, rows, band, width, height);
            }
        }
        if (bytes(layout) > limit && plan.whole()) {
            throw new IllegalArgumentException("a picture of " + width + " x " + height + " pixels needs "
                    + size(bytes(layout), true) + " of working memory with this network, which sees all of it at once, "
                    + "and the limit is " + size(limit, false) + ": raise the memory limit");
        }
        if (bytes(layout) > limit) {
            throw new IllegalArgumentException("a picture " + width + " pixels wide needs at least "
                    + size(bytes(layout), true) + " of working memory with this network, and the limit is "
                    + size(limit, false) + ": raise the memory limit, or upscale the picture in narrower parts");
        }
        return layout;
    }

    private boolean fits(Layout layout, long limit) {
        boolean whole = layout.band() == layout.height();
        boolean low = layout.band() <= ENOUGH * plan.net().coarsest();
        long most = whole ? WHOLE : low ? limit : SMALL;
        return bytes(layout) <= Math.min(most, limit);
    }

    /** Bytes that a run in {@code layout} takes. */
    public long bytes(Layout layout) {
        return layout.bytes() + program.workspace();
    }

    /** For messages. Rounded up, a need; rounded down, a limit: a message must not say that what is needed is there. */
    public static String size(long bytes, boolean up) {
        int shift = bytes < 10 << 20 ? 10 : 20;
        return ((bytes + (up ? (1L << shift) - 1 : 0)) >> shift) + (shift == 10 ? " KB" : " MB");
    }

    @Override
    public void close() {
        program.close();
        backend.close();
    }
}
