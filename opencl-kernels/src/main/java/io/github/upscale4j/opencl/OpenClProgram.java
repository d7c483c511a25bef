package io.github.upscale4j.opencl;

import io.github.upscale4j.plan.Layout;
import io.github.upscale4j.plan.Plan;
import io.github.upscale4j.plan.Storage;
import io.github.upscale4j.spi.Execution;
import io.github.upscale4j.spi.Precision;
import io.github.upscale4j.spi.Program;

/** A plan with the kernels of its steps, the first of which is the input and has none, and the weights on the device. */
final class OpenClProgram implements Program {
    private final Cl cl;
    private final KernelCache own;
    private final RowKernels rows;
    private final Plan plan;
    private final StepKernel[] kernels;
    private final Cl.Memory weights;
    private final Precision precision;
    private final Storage storage;
    private final HostMemory memory;

    /** @param own those of the steps and rows, which are closed with the program */
    OpenClProgram(Cl cl, KernelCache own, RowKernels rows, Plan plan, StepKernel[] kernels, Cl.Memory weights) {
        this.cl = cl;
        this.own = own;
        this.rows = rows;
        this.plan = plan;
        this.kernels = kernels;
        this.weights = weights;
        precision = own.precision();
        memory = new HostMemory(cl);
        storage = storage(cl.device(), precision);
    }

    @Override
    public Precision precision() {
        return precision;
    }

    @Override
    public Storage storage() {
        return storage;
    }

    @Override
    public long workspace() {
        return (long) storage.bytes() * DeviceArena.SLACK;
    }

    @Override
    public long transit(Layout layout) {
        return RowUpload.bytes(layout) + RowDownload.bytes(layout);
    }

    @Override
    public Execution open(Layout layout) {
        if (layout.plan() != plan) {
            throw new IllegalArgumentException("the layout was made from another plan");
        }
        if (layout.storage().bytes() != storage.bytes() || !layout.possible() || longest(layout) > storage.piece()) {
            throw new IllegalArgumentException(
                    "the layout was made for " + layout.storage() + " and takes pieces of up to " + longest(layout)
                            + " values, but the device has " + storage + ": use Program.storage()");
        }
        return new OpenClExecution(cl, memory, rows, layout, kernels, weights);
    }

    /**
     * Pieces are as large as a buffer of floats may be, since rows come and go as such whatever they are stored as, and as
     * offsets, which are ints, reach.
     */
    private static Storage storage(Device device, Precision precision) {
        long values = Math.min(device.largest() / 4, Integer.MAX_VALUE);
        return new Storage(precision.bytes(), values - DeviceArena.SLACK);
    }

    private static long longest(Layout layout) {
        return Math.max(
                layout.largestPiece(),
                Math.min(layout.floats(), layout.storage().piece()));
    }

    @Override
    public void close() {
        memory.close();
        weights.close();
        own.close();
    }
}
