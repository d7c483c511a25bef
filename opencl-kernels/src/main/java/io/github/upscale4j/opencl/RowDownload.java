package io.github.upscale4j.opencl;

import io.github.upscale4j.plan.Layout;
import io.github.upscale4j.plan.Step;
import io.github.upscale4j.spi.Levels;
import io.github.upscale4j.spi.RowSink;
import java.nio.ByteBuffer;

/**
 * Takes the rows of a band out of the view of the result, and gives them away when they are there, while the device may be
 * busy with the next band.
 */
final class RowDownload implements AutoCloseable {
    /** What {@code rows_out.cl} leaves behind a row of which all values are numbers. */
    private static final int SOUND = Integer.MAX_VALUE;

    private final RowKernels kernels;
    private final Transfer transfer;
    private float[] values = {};
    private byte[] levels = {};
    private RowSink sink;
    private RowFormat format;
    private int from;
    private int rows; // that were taken and not given away yet
    private Cl.Event taken; // when they are staged

    RowDownload(Cl cl, HostMemory memory, RowKernels kernels, Layout layout) {
        this.kernels = kernels;
        transfer = new Transfer(cl, memory, mostRows(layout), largest(layout).bytes());
    }

    private static int mostRows(Layout layout) {
        return layout.region(layout.plan().last().output().buffer()).freshRows();
    }

    private static RowFormat largest(Layout layout) {
        Step last = layout.plan().last();
        return RowFormat.floats(
                last.output().buffer().size(layout.width()) * last.output().channels());
    }

    /** Of the device's memory, for bands in {@code layout}. */
    static long bytes(Layout layout) {
        return (long) mostRows(layout) * largest(layout).bytes();
    }

    /** Has the rows of the band that {@code result} stands at brought here, when they are computed. */
    void take(RowSink sink, StepViews result) {
        rows = result.rows();
        if (rows == 0) {
            return;
        }
        this.sink = sink;
        from = result.from();
        format = RowFormat.leaving(
                sink.depth(), result.width() * result.step().output().channels());
        if (format.told()) {
            transfer.staged().fill(SOUND, (long) rows * format.bytes());
        }
        taken = transfer.run(kernels.out(format.depth()), result, format, null);
        for (int piece = 0; piece < transfer.pieces(); piece++) {
            begin(piece);
        }
    }

    private void begin(int piece) {
        long first = (long) piece * transfer.rows(format);
        if (first < rows) {
            long count = Math.min(transfer.rows(format), rows - first);
            transfer.staged().read(first * format.bytes(), transfer.host(piece), count * format.bytes(), taken);
        }
    }

    /** Waits for what was taken, and gives it to its sink. */
    void give() {
        int atOnce = rows == 0 ? 1 : transfer.rows(format);
        for (int first = 0, piece = 0; first < rows; first += atOnce, piece++) {
            Cl.Host host = transfer.host(piece);
            host.await();
            for (int i = 0; i < Math.min(atOnce, rows - first); i++) {
                give(from + first + i, host.bytes(), i * format.bytes());
            }
            begin(piece + transfer.pieces());
        }
        rows = 0;
        forget();
    }

    private void give(int y, ByteBuffer row, int at) {
        int told = format.told() ? row.getInt(at + format.toldAt()) : SOUND;
        if (format.floats()) {
            values = values.length < format.values() ? new float[format.values()] : values;
            row.position(at).slice().order(row.order()).asFloatBuffer().get(values, 0, format.values());
            sink.write(y, values, 0);
            return;
        }
        levels = levels.length < format.valueBytes() ? new byte[format.valueBytes()] : levels;
        row.get(at, levels, 0, format.valueBytes());
        if (told == SOUND) {
            sink.write(y, levels, 0);
        } else {
            sink.write(y, unsound(told), 0);
        }
    }

    /** The row as floats, with the first value that is no number or infinite. */
    private float[] unsound(int told) {
        float[] row = new float[format.values()];
        Levels.toFloats(levels, format.depth(), row.length, row, 0);
        row[told / 4] = switch (told % 4) {
            case 0 -> Float.NaN;
            case 1 -> Float.POSITIVE_INFINITY;
            default -> Float.NEGATIVE_INFINITY;
        };
        return row;
    }

    private void forget() {
        if (taken != null) {
            taken.close();
            taken = null;
        }
    }

    /** No command may be under way; what was not given away is dropped. */
    @Override
    public void close() {
        forget();
        transfer.close();
    }
}
