package io.github.upscale4j.testing;

import io.github.upscale4j.cpu.CpuBackend;
import io.github.upscale4j.cpu.ScalarKernels;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Bands;
import io.github.upscale4j.plan.Layout;
import io.github.upscale4j.plan.Plan;
import io.github.upscale4j.plan.Tiling;
import io.github.upscale4j.spi.Backend;
import io.github.upscale4j.spi.Execution;
import io.github.upscale4j.spi.Precision;
import io.github.upscale4j.spi.Program;
import io.github.upscale4j.spi.RowSink;
import io.github.upscale4j.spi.RowSource;
import io.github.upscale4j.weights.Weights;
import java.util.function.UnaryOperator;

/** The CPU, playing a device; what is special about it is in its executions. */
public abstract class PlayedDevice implements Backend {
    private final CpuBackend cpu = new CpuBackend(new ScalarKernels(), 1);
    private int compiled;
    private int closed;

    /** Opens an execution of the CPU's program as the device would. */
    protected abstract Execution open(Program program, Layout layout, Precision precision);

    /** What is used where {@code allowed} is. */
    protected Precision precision(Precision allowed) {
        return Precision.FLOAT32;
    }

    /**
     * An execution whose rows go another way.
     *
     * @param way asked at each run for what takes the rows in place of the run's sink
     */
    public static Execution through(Execution execution, UnaryOperator<RowSink> way) {
        return new Execution() {
            @Override
            public void run(Bands bands, RowSource source, RowSink sink, Runnable check) {
                execution.run(bands, source, way.apply(sink), check);
            }

            @Override
            public void flush() {
                execution.flush();
            }

            @Override
            public void close() {
                execution.close();
            }
        };
    }

    /** Programs that were made. */
    public int compiled() {
        return compiled;
    }

    /** Programs that were closed, and the device if it was. */
    public int closed() {
        return closed;
    }

    @Override
    public String description() {
        return "a device";
    }

    @Override
    public Tiling tiling(Op op) {
        return cpu.tiling(op);
    }

    @Override
    public Program compile(Plan plan, Weights weights) {
        return compile(plan, weights, Precision.FLOAT32);
    }

    @Override
    public Program compile(Plan plan, Weights weights, Precision allowed) {
        compiled++;
        Program program = cpu.compile(plan, weights);
        Precision precision = precision(allowed);
        return new Program() {
            @Override
            public long workspace() {
                return program.workspace();
            }

            @Override
            public Precision precision() {
                return precision;
            }

            @Override
            public Execution open(Layout layout) {
                return PlayedDevice.this.open(program, layout, precision);
            }

            @Override
            public void close() {
                closed++;
                program.close();
            }
        };
    }

    @Override
    public void close() {
        closed++;
        cpu.close();
    }
}
