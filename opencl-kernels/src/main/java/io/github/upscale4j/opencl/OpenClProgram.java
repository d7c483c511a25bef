package io.github.upscale4j.opencl;

import io.github.upscale4j.plan.Layout;
import io.github.upscale4j.plan.Plan;
import io.github.upscale4j.plan.Storage;
import io.github.upscale4j.spi.Execution;
import io.github.upscale4j.spi.Program;

/** A plan with the kernels of its steps, the first of which is the input and has none, and the weights on the device. */
final class OpenClProgram implements Program {
    private final Cl cl;
    private final RowKernels rows;
    private final Plan plan;
    private final StepKernel[] kernels;
    private final Cl.Memory weights;
    private final Storage storage;

    OpenClProgram(Cl cl, RowKernels rows, Plan plan, StepKernel[] kernels, Cl.Memory weights, Storage storage) {
        this.cl = cl;
        this.rows = rows;
        this.plan = plan;
        this.kernels = kernels;
        this.weights = weights;
        this.storage = storage;
    }

    @Override
    public Storage storage() {
        return storage;
    }

    @Override
    public long workspace() {
        return 4L * DeviceArena.SLACK;
    }

    @Override
    public long transit(Layout layout) {
        return Bus.bytes(layout);
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
        return new OpenClExecution(cl, rows, layout, kernels, weights);
    }

    private static long longest(Layout layout) {
        return Math.max(
                layout.largestPiece(),
                Math.min(layout.floats(), layout.storage().piece()));
    }

    @Override
    public void close() {
        weights.close();
    }
}
