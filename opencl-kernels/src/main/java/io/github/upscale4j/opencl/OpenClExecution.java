package io.github.upscale4j.opencl;

import io.github.upscale4j.plan.Bands;
import io.github.upscale4j.plan.Layout;
import io.github.upscale4j.plan.Step;
import io.github.upscale4j.spi.Execution;
import io.github.upscale4j.spi.RowSink;
import io.github.upscale4j.spi.RowSource;
import java.util.List;

/**
 * Puts the steps of a plan on a device's queue, one after the other, all over the memory of one layout. While they are
 * computed, the rows of the band before are brought back and given away, and those of the next band are read.
 */
final class OpenClExecution implements Execution {
    private final Cl cl;
    private final Layout layout;
    private final StepKernel[] kernels;
    private final Cl.Memory weights;
    private final DeviceArena arena;
    private final StepViews[] views;
    private final List<List<Layout.Region>> ending;
    private final RowUpload upload;
    private final RowDownload download;
    private final StepTimes times; // null where they are not asked for

    OpenClExecution(Cl cl, HostMemory memory, RowKernels rows, Layout layout, StepKernel[] kernels, Cl.Memory weights) {
        this.cl = cl;
        this.layout = layout;
        this.kernels = kernels;
        this.weights = weights;
        times = cl.timed() ? new StepTimes() : null;
        List<Step> steps = layout.plan().steps();
        views = new StepViews[steps.size()];
        ending = layout.ending();
        arena = new DeviceArena(cl, layout);
        for (int i = 0; i < views.length; i++) {
            views[i] = new StepViews(steps.get(i), arena);
        }
        try {
            upload = new RowUpload(cl, memory, rows, layout);
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
        try {
            download = new RowDownload(cl, memory, rows, layout);
        } catch (RuntimeException e) {
            arena.close();
            upload.close();
            throw e;
        }
    }

    @Override
    public void run(Bands bands, RowSource source, RowSink sink, Runnable check) {
        for (Step step : layout.plan().steps()) {
            check.run();
            int i = step.index();
            views[i].moveTo(bands);
            if (i == 0) {
                upload.send(source, views[i]);
            } else if (views[i].rows() > 0) {
                run(i);
            }
            for (Layout.Region region : ending.get(i)) {
                keep(region, bands);
            }
        }
        cl.start();
        download.give(); // of the band before
        download.take(sink, views[views.length - 1]);
    }

    private void run(int i) {
        if (times != null) {
            times.begin(views[i]);
            cl.watch(times::add);
        }
        try {
            kernels[i].run(weights, views[i]);
        } finally {
            cl.watch(null);
        }
    }

    @Override
    public void flush() {
        download.give();
        if (times != null) {
            times.endRun();
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

    @Override
    public void close() {
        try {
            cl.finish();
            if (times != null) {
                times.log(cl.device(), layout);
            }
        } finally {
            arena.close();
            upload.close();
            download.close();
        }
    }
}
