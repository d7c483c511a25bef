package io.github.upscale4j.opencl;

import io.github.upscale4j.plan.Layout;
import io.github.upscale4j.spi.RowSource;
import java.nio.ByteBuffer;

/** Brings the rows that arrive in a band to the view of the input, while the device may be busy with the band before. */
final class RowUpload implements AutoCloseable {
    private final RowKernels kernels;
    private final Transfer transfer;
    private Cl.Event laidOut; // when the staged rows have been used; null before the first
    private float[] values = {};
    private byte[] levels = {};

    RowUpload(Cl cl, HostMemory memory, RowKernels kernels, Layout layout) {
        this.kernels = kernels;
        transfer = new Transfer(cl, memory, layout.band(), largest(layout).bytes());
    }

    private static RowFormat largest(Layout layout) {
        return RowFormat.floats(layout.width() * layout.plan().net().inputChannels());
    }

    /** Of the device's memory, for bands in {@code layout}. */
    static long bytes(Layout layout) {
        return (long) layout.band() * largest(layout).bytes();
    }

    /** Reads the rows of the band that {@code input} stands at, and has them laid out there. */
    void send(RowSource source, StepViews input) {
        if (input.rows() == 0) {
            return;
        }
        RowFormat format = RowFormat.arriving(
                source.depth(), input.width() * input.step().output().channels());
        int atOnce = transfer.rows(format);
        Cl.Host host = null;
        for (int first = 0, piece = 0; first < input.rows(); first += atOnce, piece++) {
            host = transfer.host(piece);
            host.await();
            int rows = Math.min(atOnce, input.rows() - first);
            for (int i = 0; i < rows; i++) {
                read(source, input.from() + first + i, format, host.bytes(), i * format.bytes());
            }
            transfer.staged().write((long) first * format.bytes(), host, (long) rows * format.bytes(), laidOut);
        }
        Cl.Event done = transfer.run(kernels.in(format.depth()), input, format, host.moving());
        forget();
        laidOut = done;
    }

    private void read(RowSource source, int y, RowFormat format, ByteBuffer to, int at) {
        if (format.floats()) {
            values = values.length < format.values() ? new float[format.values()] : values;
            source.read(y, values, 0);
            to.position(at).slice().order(to.order()).asFloatBuffer().put(values, 0, format.values());
        } else {
            levels = levels.length < format.valueBytes() ? new byte[format.valueBytes()] : levels;
            source.read(y, levels, 0);
            to.put(at, levels, 0, format.valueBytes());
        }
    }

    private void forget() {
        if (laidOut != null) {
            laidOut.close();
        }
    }

    /** No command may be under way. */
    @Override
    public void close() {
        forget();
        transfer.close();
    }
}
