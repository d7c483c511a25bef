package io.github.upscale4j.cpu;

import io.github.upscale4j.plan.Bands;
import io.github.upscale4j.plan.Buffer;
import io.github.upscale4j.plan.Layout;
import io.github.upscale4j.plan.Step;
import io.github.upscale4j.spi.Execution;
import io.github.upscale4j.spi.RowSink;
import io.github.upscale4j.spi.RowSource;
import java.util.ArrayList;
import java.util.List;

/** Runs the steps of a plan one after the other over one array, each shared between threads in blocks of pixels. */
final class CpuExecution implements Execution {
    /** Tasks for each thread, so that the last one to finish is not far behind. */
    private static final int TASKS = 8;

    /** Tasks below this many multiply-adds are not worth waking a thread for. */
    private static final long MIN_TASK = 50_000;

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
        ending = new ArrayList<>();
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new StepRows(steps.get(i), layout, arena);
            ending.add(new ArrayList<>());
        }
        for (Buffer buffer : layout.plan().buffers()) {
            Layout.Region region = layout.region(buffer);
            if (region.keptRows() > 0) {
                ending.get(Math.min(region.lastStep(), rows.length - 1)).add(region);
            }
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
                StepRows.keep(region, bands, arena);
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

    private void compute(Step step, Bands bands) {
        StepRows where = rows[step.index()];
        Kernels.StepKernel kernel = kernels[step.index()];
        Tiles tiles = new Tiles(bands.from(step), bands.to(step), step.footprint(), kernel.columns(), where.width());
        int count = tiles.count();
        int atOnce = tilesAtOnce(kernel, step.footprint().block(), count);
        parallel.run((count + atOnce - 1) / atOnce, (task, worker) -> {
            int first = task * atOnce;
            int last = Math.min(count, first + atOnce);
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

    /** As few tiles to a task as are worth one, and as many as leave each thread several tasks to even out the work. */
    private int tilesAtOnce(Kernels.StepKernel kernel, int block, int count) {
        if (parallel.threads() == 1) {
            return count;
        }
        int batch = kernel.batch();
        long tile = kernel.cost() * block * kernel.columns();
        long worthwhile = Math.max(1, MIN_TASK / Math.max(1, tile * batch));
        long shared = count / ((long) batch * TASKS * parallel.threads());
        long wanted = batch * Math.max(worthwhile, shared);
        // as many tasks for one thread as for another
        long tasks = (count + wanted - 1) / wanted;
        tasks = tasks == 1 ? 1 : (tasks + parallel.threads() - 1) / parallel.threads() * parallel.threads();
        long even = (count + tasks - 1) / tasks;
        return (int) ((even + kernel.unit() - 1) / kernel.unit() * kernel.unit());
    }

    @Override
    public void close() {
        // nothing but memory
    }
}
