package io.github.upscale4j.opencl;

import io.github.upscale4j.plan.Layout;
import io.github.upscale4j.plan.Step;
import io.github.upscale4j.spi.RowSink;
import io.github.upscale4j.spi.RowSource;

/**
 * The way of an image's rows to the device and back. Over the bus they go one behind the other, through memory of the
 * device that is theirs alone; kernels lay them out in the input's view and take them out of the result's.
 */
final class Bus implements AutoCloseable {
    private static final int GROUP = 64;

    private final RowKernels kernels;
    private final Cl.Memory arriving;
    private final Cl.Memory leaving;
    private float[] rows = new float[0];

    /** @throws io.github.upscale4j.spi.OutOfDeviceMemoryException if the device has less left than {@link #bytes} */
    Bus(Cl cl, RowKernels kernels, Layout layout) {
        this.kernels = kernels;
        arriving = cl.memory(arrivingBytes(layout));
        try {
            leaving = cl.memory(leavingBytes(layout));
        } catch (RuntimeException e) {
            arriving.close();
            throw e;
        }
    }

    /** Of the device's memory, for bands in {@code layout}. */
    static long bytes(Layout layout) {
        return arrivingBytes(layout) + leavingBytes(layout);
    }

    private static long arrivingBytes(Layout layout) {
        return 4L * layout.band() * layout.width() * layout.plan().net().inputChannels();
    }

    private static long leavingBytes(Layout layout) {
        Step last = layout.plan().last();
        int columns = last.output().buffer().size(layout.width());
        return 4L
                * layout.region(last.output().buffer()).freshRows()
                * columns
                * last.output().channels();
    }

    /** Brings the rows that arrive in a band to the view of the input. */
    void send(RowSource source, StepViews input) {
        int row = rowValues(input);
        int count = reserve(input);
        for (int y = 0; y < input.rows(); y++) {
            source.read(input.from() + y, rows, y * row);
        }
        if (count > 0) {
            arriving.write(0, rows, count);
            run(kernels.in(), arriving, input);
        }
    }

    /** Gives away the rows of the result that a band has computed. */
    void fetch(RowSink sink, StepViews result) {
        int row = rowValues(result);
        int count = reserve(result);
        if (count > 0) {
            run(kernels.out(), leaving, result);
            leaving.read(0, rows, count);
        }
        for (int y = 0; y < result.rows(); y++) {
            sink.write(result.from() + y, rows, y * row);
        }
    }

    private static int rowValues(StepViews views) {
        return views.width() * views.step().output().channels();
    }

    /** Makes room for the rows of a band; gives the number of their values. */
    private int reserve(StepViews views) {
        int count = Math.multiplyExact(views.rows(), rowValues(views));
        if (rows.length < count) {
            rows = new float[count];
        }
        return count;
    }

    private static void run(Cl.Kernel kernel, Cl.Memory staged, StepViews views) {
        StepKernel.begin(kernel, staged, views)
                .and(views.step().output().channels())
                .run(rowValues(views), views.rows(), GROUP);
    }

    @Override
    public void close() {
        arriving.close();
        leaving.close();
    }
}
