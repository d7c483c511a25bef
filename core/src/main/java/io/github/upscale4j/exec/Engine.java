package io.github.upscale4j.exec;

import io.github.upscale4j.net.Net;
import io.github.upscale4j.plan.Layout;
import io.github.upscale4j.plan.Plan;
import io.github.upscale4j.spi.Backend;
import io.github.upscale4j.spi.DeviceException;
import io.github.upscale4j.spi.Execution;
import io.github.upscale4j.spi.OutOfDeviceMemoryException;
import io.github.upscale4j.spi.Precision;
import io.github.upscale4j.spi.Program;
import io.github.upscale4j.spi.RowSink;
import io.github.upscale4j.spi.RowSource;
import io.github.upscale4j.weights.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * A network on a backend, within a limit of memory: images in bands of rows; through networks that see all of an image at once,
 * whole, or else in tiles. For one thread at a time.
 */
public final class Engine implements AutoCloseable {
    /** What a whole picture may take before bands, which stay in the processor's cache, are faster. */
    private static final long WHOLE = 64L << 20;

    /** Higher bands than this only pay where they are so small that their steps are too short to share. */
    private static final int ENOUGH = 32;

    private static final long SMALL = 16L << 20;

    /** What one Java array of floats holds. */
    private static final long LARGEST_ARRAY = 4L * (Integer.MAX_VALUE - 8);

    /** Of the limit, the part that is left to what each thread takes where the rest decides on tiles: one in so many. */
    private static final int THREADS_SHARE = 4;

    /**
     * Where high bands are fastest, pixels of the input that keep a device busy: of more the host would have to wait for the
     * first rows of the result, which it takes while the next band is computed.
     */
    private static final long BUSY = 1L << 16;

    /** And bytes that keep progress and cancelling waiting long enough. */
    private static final long LARGE = 1L << 30;

    private static final int[] HEIGHTS = {256, 128, 64, 48, 32, 24, 16, 8, 4, 2, 1};

    private static final System.Logger LOGGER = System.getLogger(Engine.class.getName());

    private final Net net;
    private final Weights weights;
    private final OptionalLong wanted;
    private final Precision allowed;
    private final List<Program> failedPrograms = new ArrayList<>();
    private final List<Backend> failedBackends = new ArrayList<>();
    private volatile Backend backend;
    private Plan plan;
    private Program program;
    private long memoryLimit;
    private Supplier<Backend> fallback; // null where there is none

    /** @param memoryLimit bytes that a run may take beside its input and output */
    public Engine(Backend backend, Net net, Weights weights, long memoryLimit) {
        this(backend, net, weights, OptionalLong.of(memoryLimit));
    }

    /** @param memoryLimit as above; empty leaves it to the backend: its own memory, or half of Java's heap */
    public Engine(Backend backend, Net net, Weights weights, OptionalLong memoryLimit) {
        this(backend, net, weights, memoryLimit, Precision.FLOAT32);
    }

    /** @param allowed the least precision that the caller allows; images that it does not do for run in float32 */
    public Engine(Backend backend, Net net, Weights weights, OptionalLong memoryLimit, Precision allowed) {
        this.net = net;
        this.weights = weights;
        this.allowed = allowed;
        wanted = memoryLimit;
        use(backend, allowed);
    }

    private void use(Backend next, Precision precision) {
        long own = next.memory().orElse(Runtime.getRuntime().maxMemory() / 2);
        long limit = wanted.orElse(own);
        memoryLimit = Math.min(limit, next.memory().isPresent() ? own : LARGEST_ARRAY);
        plan = Plan.of(net, next::tiling);
        program = next.compile(plan, weights, precision);
        backend = next;
    }

    /** Whom to turn to, once, when the device fails. */
    public void fallBackTo(Supplier<Backend> other) {
        fallback = other;
    }

    /**
     * Goes on after a failure, if {@code failed} is still in use: in float32 on the same backend if less than that was the
     * reason, else with the other backend.
     *
     * @return whether there is something else than {@code failed} to go on with
     */
    boolean goOn(Program failed, DeviceException failure) {
        if (failed != program) {
            return true;
        }
        boolean imprecise = failure instanceof NotFiniteException;
        if (!imprecise && fallback == null) {
            return false;
        }
        Backend before = backend;
        if (imprecise) {
            use(before, Precision.FLOAT32);
        } else {
            Supplier<Backend> other = fallback;
            fallback = null;
            use(other.get(), allowed);
            failedBackends.add(before);
        }
        // closed at the end: other images may be on their way through it
        failedPrograms.add(failed);
        LOGGER.log(
                System.Logger.Level.WARNING,
                "{0} is used from now on: {1}",
                imprecise ? "float32" : backend.description(),
                failure.getMessage());
        return true;
    }

    /** What runs: in use until the engine is closed, also after another one has taken over. */
    Program program() {
        return program;
    }

    /** What the network's intermediate values are kept in. */
    public Precision precision() {
        return program.precision();
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
        if (fallback == null && precision() == Precision.FLOAT32) {
            return start(width, height, source, sink, memory, check);
        }
        return new InsuredRun(this, width, source, sink, (in, out) -> start(width, height, in, out, memory, check));
    }

    /** Where a device has less left than it promised, with half of it. */
    private Run start(int width, int height, RowSource source, RowSink sink, long memory, Runnable check) {
        long limit = Math.min(memory, memoryLimit);
        while (true) {
            Layout layout = layout(width, height, limit);
            try {
                return start(layout, limit, width, height, source, sink, check);
            } catch (OutOfDeviceMemoryException e) {
                limit = bytes(layout) / 2;
                if (limit < least(width, height)) {
                    throw e;
                }
            }
        }
    }

    private Run start(
            Layout layout, long limit, int width, int height, RowSource source, RowSink sink, Runnable check) {
        if (plan.whole()) {
            TileGrid grid = grid(width, height, limit);
            if (grid.count() > 1) {
                return new TileRunner(program.open(layout), grid, width, height, source, sink, check);
            }
        }
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

    /** Whether an image of that size goes through the network in tiles, which gives an approximation. */
    public boolean tiled(int width, int height, long limit) {
        return plan.whole() && grid(width, height, limit).count() > 1;
    }

    /**
     * The largest tiles that leave a quarter of the limit to the threads. What these really take has no say in it: the
     * result must be the same for every number of them.
     */
    private TileGrid grid(int width, int height, long limit) {
        TileGrid grid = TileGrid.of(plan, program, width, height, limit - limit / THREADS_SHARE);
        long least = least(grid);
        if (least > limit) {
            throw new IllegalArgumentException("a picture of " + width + " x " + height + " pixels needs at least "
                    + size(least, true)
                    + " of working memory with this network and as many threads, even in tiles, and the "
                    + "limit is " + size(limit, false)
                    + ": raise the memory limit, use fewer threads, or upscale the picture in parts");
        }
        requirePieces(grid.layout(), "a picture of " + width + " x " + height + " pixels, even in tiles,");
        return grid;
    }

    private long least(TileGrid grid) {
        return Math.max(
                grid.bytes() / (THREADS_SHARE - 1) * THREADS_SHARE + THREADS_SHARE,
                THREADS_SHARE * program.workspace());
    }

    /**
     * Bytes that the lowest bands take, or the smallest tiles, or the whole image where that is less: the least limit for an
     * image of that size.
     */
    public long least(int width, int height) {
        if (plan.whole()) {
            return least(TileGrid.of(plan, program, width, height, 0));
        }
        int columns = BandRunner.padded(net, width);
        int rows = BandRunner.padded(net, height);
        Layout whole = bands(columns, rows, rows, width, height);
        long low = bytes(bands(columns, rows, net.coarsest(), width, height));
        return whole.possible() ? Math.min(bytes(whole), low) : low;
    }

    /**
     * The whole picture if it is small; else bands of {@link #ENOUGH} rows, higher ones where the picture is narrow or the
     * backend likes them, lower ones where the limit wants it. For networks that see all of it at once, the whole picture, or
     * one of its tiles.
     *
     * @throws IllegalArgumentException if the limit allows none
     */
    public Layout layout(int width, int height, long limit) {
        if (plan.whole()) {
            return grid(width, height, limit).layout();
        }
        int columns = BandRunner.padded(net, width);
        int rows = BandRunner.padded(net, height);
        Layout layout = bands(columns, rows, rows, width, height);
        for (int i = 0; i < HEIGHTS.length && !fits(layout, limit); i++) {
            int band = HEIGHTS[i] * net.coarsest();
            if (band < rows) {
                layout = bands(columns, rows, band, width, height);
            }
        }
        if (bytes(layout) > limit) {
            throw new IllegalArgumentException("a picture " + width + " pixels wide needs at least "
                    + size(bytes(layout), true) + " of working memory with this network, and the limit is "
                    + size(limit, false) + ": raise the memory limit, or upscale the picture in narrower parts");
        }
        requirePieces(layout, "a picture " + width + " pixels wide");
        return layout;
    }

    private Layout bands(int columns, int rows, int band, int width, int height) {
        return new Layout(plan, columns, rows, band, width, height, program.storage());
    }

    private void requirePieces(Layout layout, String what) {
        if (!layout.possible()) {
            int bytes = layout.storage().bytes();
            throw new IllegalArgumentException(what + " needs "
                    + size(bytes * layout.largestPiece(), true) + " of memory in one piece with this network, and "
                    + backend.description() + " has pieces of "
                    + size(bytes * layout.storage().piece(), false)
                    + ": upscale the picture in narrower parts, or take another backend");
        }
    }

    private boolean fits(Layout layout, long limit) {
        boolean whole = layout.band() == layout.height();
        boolean low = layout.band() <= ENOUGH * plan.net().coarsest();
        boolean high = backend.likesHighBands();
        long most = high ? LARGE : whole ? WHOLE : low ? limit : SMALL;
        boolean enough = high && !low && (long) layout.band() * layout.width() >= 2 * BUSY;
        return !enough && layout.possible() && bytes(layout) <= Math.min(most, limit);
    }

    /** Bytes that a run in {@code layout} takes. */
    public long bytes(Layout layout) {
        return layout.bytes() + program.transit(layout) + program.workspace();
    }

    /** For messages. Rounded up, a need; rounded down, a limit: a message must not say that what is needed is there. */
    public static String size(long bytes, boolean up) {
        int shift = bytes < 10 << 20 ? 10 : 20;
        return ((bytes + (up ? (1L << shift) - 1 : 0)) >> shift) + (shift == 10 ? " KB" : " MB");
    }

    @Override
    public void close() {
        program.close();
        failedPrograms.forEach(Program::close);
        backend.close();
        failedBackends.forEach(Backend::close);
    }
}
