package io.github.upscale4j.cpu;

import io.github.upscale4j.net.Footprint;
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
    /** Blocks of columns are at least this wide, so that the edges of blocks do not matter. */
    private static final int MIN_COLUMNS = 48;

    /** Tasks below this many multiply-adds are not worth waking a thread for. */
    private static final long MIN_TASK = 50_000;

    private final Layout layout;
    private final Kernels.StepKernel[] kernels;
    private final Parallel parallel;
    private final float[] arena;
    private final StepRows[] rows;
    private final List<List<Layout.Region>> ending;
    private final Kernels.Scratch[] scratch;

    CpuExecution(Layout layout, Kernels.StepKernel[] kernels, Parallel parallel) {
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
        int floats = 0;
        int ints = 0;
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new StepRows(steps.get(i), layout, arena);
            ending.add(new ArrayList<>());
            if (i > 0) {
                floats = Math.max(floats, kernels[i].scratchFloats());
                ints = Math.max(ints, kernels[i].scratchInts());
            }
        }
        for (Buffer buffer : layout.plan().buffers()) {
            Layout.Region region = layout.region(buffer);
            if (region.keptRows() > 0) {
                ending.get(Math.min(region.lastStep(), rows.length - 1)).add(region);
            }
        }
        scratch = new Kernels.Scratch[parallel.threads()];
        for (int i = 0; i < scratch.length; i++) {
            scratch[i] = new Kernels.Scratch(new float[floats], new int[ints]);
        }
    }

    @Override
    public void run(Bands bands, RowSource source, RowSink sink) {
        List<Step> steps = layout.plan().steps();
        for (Step step : steps) {
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
        Footprint footprint = step.footprint();
        int from = bands.from(step);
        int to = bands.to(step);
        int height = rowsAtOnce(kernel, footprint.block(), where.width());
        int start = Math.floorDiv(from - footprint.anchor(), height) * height + footprint.anchor();
        int bandRows = (to - start + height - 1) / height;
        int columns = columnsAtOnce(kernel, bandRows, where.width());
        int bandColumns = (where.width() + columns - 1) / columns;
        parallel.run(bandRows * bandColumns, (task, worker) -> {
            int top = start + task / bandColumns * height;
            int x0 = task % bandColumns * columns;
            int x1 = Math.min(where.width(), x0 + columns);
            int y0 = Math.max(from, top);
            int y1 = Math.min(to, top + height);
            kernel.run(where, y0, y1, x0, x1, scratch[worker]);
            if (x0 == 0) {
                for (int y = y0; y < y1; y++) {
                    where.clearMargins(y);
                }
            }
        });
    }

    /** One block of rows, or several where a block of a row is too little work for a task. */
    private static int rowsAtOnce(Kernels.StepKernel kernel, int block, int width) {
        long row = Math.max(1, kernel.cost() * width * block);
        return block * (int) Math.max(1, Math.min(16, MIN_TASK / row));
    }

    /** The whole width, or less where the rows alone give the threads too few tasks to share evenly. */
    private int columnsAtOnce(Kernels.StepKernel kernel, int bandRows, int width) {
        int tasks = 4 * parallel.threads();
        if (parallel.threads() == 1 || bandRows >= tasks) {
            return width;
        }
        int parts = (tasks + bandRows - 1) / bandRows;
        int columns = Math.max(MIN_COLUMNS, (width + parts - 1) / parts);
        int multiple = kernel.columns();
        return (columns + multiple - 1) / multiple * multiple;
    }

    @Override
    public void close() {
        // nothing but memory
    }
}
