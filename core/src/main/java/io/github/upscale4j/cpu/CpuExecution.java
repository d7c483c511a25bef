package io.github.upscale4j.cpu;

import io.github.upscale4j.plan.Bands;
import io.github.upscale4j.plan.Layout;
import io.github.upscale4j.plan.Step;
import io.github.upscale4j.spi.Execution;
import io.github.upscale4j.spi.RowSink;
import io.github.upscale4j.spi.RowSource;
import java.util.List;

/** Runs the steps of a plan one after the other over one array, each shared between threads in blocks of pixels. */
final class CpuExecution implements Execution {
    /** Tasks below this many multiply-adds are not worth waking a thread for. */
    private static final long MIN_TASK = 50_000;

    /** Floats below which a copy is not worth sharing: 64 KB take some microseconds. */
    private static final int MIN_COPY = 16 * 1024;

    private final Layout layout;
    private final Kernels.StepKernel[] kernels;
    private final Parallel parallel;
    private final float[] arena;
    private final StepRows[] rows;
    private final List<List<Layout.Region>> ending;
    private final Scratch[] scratch;

    CpuExecution(Layout layout, Kernels.StepKernel[] kernels, Parallel parallel, Scratch.Size size) {
        this.layout = layout;
        this.kernels = kernels;
        this.parallel = parallel;
        if (layout.floats() > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("bands of " + layout.band() + " rows at a width of " + layout.width()
                    + " need " + (layout.bytes() >> 20) + " MB, and an array holds 8192 MB: use lower bands");
        }
        arena = new float[(int) layout.floats()];
        List<Step> steps = layout.plan().steps();
        rows = new StepRows[steps.size()];
        ending = layout.ending();
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new StepRows(steps.get(i), layout, arena);
        }
        scratch = new Scratch[parallel.threads()];
        for (int i = 0; i < scratch.length; i++) {
            scratch[i] = size.allocate();
        }
    }

    @Override
    public void run(Bands bands, RowSource source, RowSink sink, Runnable check) {
        List<Step> steps = layout.plan().steps();
        for (Step step : steps) {
            check.run();
            int i = step.index();
            rows[i].moveTo(bands);
            if (i == 0) {
                read(step, bands, source);
            } else if (bands.from(step) < bands.to(step)) {
                compute(step, bands);
            }
            for (Layout.Region region : ending.get(i)) {
                keep(region, bands);
            }
        }
        Step last = layout.plan().last();
        for (int y = bands.from(last); y < bands.to(last); y++) {
            sink.write(y, arena, rows[last.index()].output(y));
        }
    }

    private void read(Step input, Bands bands, RowSource source) {
        for (int y = bands.from(input); y < bands.to(input); y++) {
            source.read(y, arena, rows[0].output(y));
            rows[0].clearMargins(y);
        }
    }

    /** Moves the fresh rows that later bands need to the ring of kept rows. */
    private void keep(Layout.Region region, Bands bands) {
        int fresh = bands.fresh(region.buffer());
        int first = Math.max(fresh, bands.keep(region.buffer()));
        int end = bands.end(region.buffer());
        int row = Math.toIntExact(region.rowFloats());
        int atOnce = Math.max(1, MIN_COPY / row);
        parallel.run((Math.max(0, end - first) + atOnce - 1) / atOnce, (task, worker) -> {
            int from = first + task * atOnce;
            for (int y = from; y < Math.min(end, from + atOnce); y++) {
                System.arraycopy(
                        arena,
                        (int) region.freshOffset() + (y - fresh) * row,
                        arena,
                        (int) region.keptOffset() + y % region.keptRows() * row,
                        row);
            }
        });
    }

    private void compute(Step step, Bands bands) {
        StepRows where = rows[step.index()];
        Kernels.StepKernel kernel = kernels[step.index()];
        if (kernel instanceof Kernels.GlobalKernel global) {
            parallel.run(global.parts(), (part, worker) -> global.run(where, part));
            global.finish(where);
            where.clearMargins(0);
            return;
        }
        Tiles tiles = new Tiles(bands.from(step), bands.to(step), step.footprint(), kernel.columns(), where.width());
        long work = Math.max(1, kernel.cost() * step.footprint().block() * kernel.columns());
        int worth = (int) (MIN_TASK / work);
        Shares shares = Shares.of(tiles.count(), worth, kernel.batch(), kernel.unit(), parallel.threads());
        parallel.run(shares.tasks(), (task, worker) -> {
            int first = shares.first(task);
            int last = shares.end(task);
            kernel.run(where, tiles, first, last, scratch[worker]);
            for (int tile = first; tile < last; tile++) {
                if (tiles.left(tile) == 0) {
                    for (int y = tiles.firstRow(tile); y < tiles.endRow(tile); y++) {
                        where.clearMargins(y);
                    }
                }
            }
        });
    }

    @Override
    public void close() {
        // nothing but memory
    }
}
