package io.github.upscale4j.opencl;

import io.github.upscale4j.plan.Bands;
import io.github.upscale4j.plan.Layout;
import io.github.upscale4j.plan.Step;
import io.github.upscale4j.spi.Execution;
import io.github.upscale4j.spi.RowSink;
import io.github.upscale4j.spi.RowSource;
import java.util.List;

/** Puts the steps of a plan on a device's queue, one after the other, all over one piece of its memory. */
final class OpenClExecution implements Execution {
    private final Cl cl;
    private final Layout layout;
    private final StepKernel[] kernels;
    private final Cl.Memory weights;
    private final DeviceArena arena;
    private final StepViews[] views;
    private final List<List<Layout.Region>> ending;
    private float[] input = new float[0];
    private float[] output = new float[0];

    OpenClExecution(Cl cl, Layout layout, StepKernel[] kernels, Cl.Memory weights) {
        this.cl = cl;
        this.layout = layout;
        this.kernels = kernels;
        this.weights = weights;
        List<Step> steps = layout.plan().steps();
        views = new StepViews[steps.size()];
        ending = layout.ending();
        arena = new DeviceArena(cl, layout);
        for (int i = 0; i < views.length; i++) {
            views[i] = new StepViews(steps.get(i), arena);
        }
    }

    @Override
    public void run(Bands bands, RowSource source, RowSink sink, Runnable check) {
        for (Step step : layout.plan().steps()) {
            check.run();
            int i = step.index();
            views[i].moveTo(bands);
            if (i == 0) {
                read(step, bands, source);
            } else if (views[i].rows() > 0) {
                kernels[i].run(weights, views[i]);
            }
            for (Layout.Region region : ending.get(i)) {
                keep(region, bands);
            }
        }
        write(layout.plan().last(), bands, sink);
    }

    /** The rows that arrive are fresh, one behind the other. */
    private void read(Step step, Bands bands, RowSource source) {
        Layout.Region region = layout.region(step.output().buffer());
        int row = Math.toIntExact(region.rowFloats());
        int count = views[0].rows() * row;
        if (input.length < count) {
            input = new float[count];
        }
        for (int y = bands.from(step); y < bands.to(step); y++) {
            source.read(
                    y, input, (y - bands.from(step)) * row + views[0].output().column());
        }
        if (count > 0) {
            arena.write(
                    region.freshOffset() + (long) (bands.from(step) - bands.fresh(region.buffer())) * row,
                    input,
                    count);
        }
    }

    /** Moves the fresh rows that later bands need to the ring of kept rows. */
    private void keep(Layout.Region region, Bands bands) {
        int fresh = bands.fresh(region.buffer());
        int end = bands.end(region.buffer());
        long row = region.rowFloats();
        for (int y = Math.max(fresh, bands.keep(region.buffer())); y < end; ) {
            int place = y % region.keptRows();
            int rows = Math.min(end - y, region.keptRows() - place);
            arena.copy(region.freshOffset() + (y - fresh) * row, region.keptOffset() + place * row, rows * row);
            y += rows;
        }
    }

    private void write(Step last, Bands bands, RowSink sink) {
        StepViews rows = views[last.index()];
        if (rows.rows() == 0) {
            return;
        }
        Layout.Region region = layout.region(last.output().buffer());
        int row = Math.toIntExact(region.rowFloats());
        int count = rows.rows() * row;
        if (output.length < count) {
            output = new float[count];
        }
        arena.read(region.freshOffset() + (long) (rows.from() - bands.fresh(region.buffer())) * row, output, count);
        for (int y = 0; y < rows.rows(); y++) {
            sink.write(rows.from() + y, output, y * row + rows.output().column());
        }
    }

    @Override
    public void close() {
        try {
            cl.finish();
        } finally {
            arena.close();
        }
    }
}
