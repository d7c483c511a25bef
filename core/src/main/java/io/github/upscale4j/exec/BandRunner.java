package io.github.upscale4j.exec;

import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Bands;
import io.github.upscale4j.plan.Layout;
import io.github.upscale4j.spi.Execution;
import io.github.upscale4j.spi.RowSink;
import io.github.upscale4j.spi.RowSource;
import java.lang.reflect.Array;

/**
 * Feeds an image band by band to an execution. Where the network asks for sides that are multiples of some number, or of
 * some size at least, the image is extended to the right and downwards by reflection without repeating the border, and
 * the result cropped.
 */
public final class BandRunner {
    /** Told after each band how many rows of the result are finished. */
    @FunctionalInterface
    public interface Watcher {
        void finished(int rows, int of);
    }

    private final Execution execution;
    private final Layout layout;
    private final int width;
    private final int height;
    private final RowSource source;
    private final RowSink sink;
    private final Runnable check;
    private final Bands bands;
    private final int channels;
    private final Object[] last; // the image's last rows, from below, for the reflection; arrays of floats or of levels
    private final Effort effort; // null where bands tell how far it is
    private int started; // steps of the only band
    private int finished;

    /**
     * A runner of one image.
     *
     * @param layout what the execution was opened with, of the padded size
     * @param width columns of the image itself
     * @param height rows of the image itself
     * @param source asked for rows 0 to {@code height - 1}, in order, each once
     * @param check called before every step; what it throws ends the run
     */
    public BandRunner(
            Execution execution, Layout layout, int width, int height, RowSource source, RowSink sink, Runnable check) {
        this.execution = execution;
        this.layout = layout;
        this.width = width;
        this.height = height;
        this.source = source;
        this.sink = sink;
        effort = layout.plan().whole() ? new Effort(layout) : null;
        this.check = effort == null ? check : counting(check);
        bands = new Bands(layout.plan(), layout.height());
        channels = layout.plan().net().inputChannels();
        boolean extended = layout.height() > height;
        last = new Object[extended ? Math.min(height, layout.height() - height + 1) : 0];
    }

    /** The side that the network computes for a side of the image. */
    public static int padded(Net net, int side) {
        long least = (long) side + (net.beyond() ? 1 : 0);
        long multiple = (least + net.multiple() - 1) / net.multiple() * net.multiple();
        return Math.max(net.smallest(), Math.toIntExact(multiple));
    }

    /** Runs the whole image. */
    public static void run(
            Execution execution,
            Layout layout,
            int width,
            int height,
            RowSource source,
            RowSink sink,
            Watcher watcher) {
        BandRunner runner = new BandRunner(execution, layout, width, height, source, sink, () -> {});
        while (!runner.done()) {
            runner.next();
            watcher.finished(runner.finished, runner.rows());
        }
    }

    /** Runs the next band. */
    public void next() {
        bands.next(layout.band());
        execution.run(bands, new Extended(), new Cropped(), check);
        finished = Math.min(rows(), bands.to(layout.plan().last()));
    }

    private Runnable counting(Runnable check) {
        return () -> {
            started++;
            check.run();
        };
    }

    /** Whether the result is finished; what is left then would be cropped. */
    public boolean done() {
        return finished == rows();
    }

    /**
     * The share of the work that is done, from 0 to 1, as far as bands are alike; 1 only at the end. Of an image that goes
     * through whole, the share of the steps that are done, also while it does.
     */
    public double fraction() {
        if (done()) {
            return 1;
        }
        return effort == null ? bands.arrived() : 0.999 * effort.share(Math.max(0, started - 1));
    }

    /** Rows of the result. */
    private int rows() {
        return height * layout.plan().net().scale();
    }

    private final class Extended implements RowSource {
        @Override
        public void read(int y, float[] target, int offset) {
            if (y < height) {
                source.read(y, target, offset);
            }
            extend(y, target, offset, channels);
        }

        @Override
        public int depth() {
            return source.depth();
        }

        @Override
        public void read(int y, byte[] target, int offset) {
            if (y < height) {
                source.read(y, target, offset);
            }
            extend(y, target, offset, channels * (depth() / 8));
        }
    }

    /**
     * Goes on to the right of a row that was read, or makes the whole of one below the image.
     *
     * @param row an array of floats or of bytes
     * @param pixel elements of a pixel
     */
    private void extend(int y, Object row, int offset, int pixel) {
        if (y >= height) {
            System.arraycopy(last[height - 1 - Op.Reflect.source(y, height)], 0, row, offset, width * pixel);
        } else if (height - 1 - y < last.length) {
            Object kept = Array.newInstance(row.getClass().getComponentType(), width * pixel);
            System.arraycopy(row, offset, kept, 0, width * pixel);
            last[height - 1 - y] = kept;
        }
        for (int x = width; x < layout.width(); x++) {
            System.arraycopy(row, offset + Op.Reflect.source(x, width) * pixel, row, offset + x * pixel, pixel);
        }
    }

    private final class Cropped implements RowSink {
        @Override
        public void write(int y, float[] values, int offset) {
            if (y < rows()) {
                sink.write(y, values, offset);
            }
        }

        @Override
        public int depth() {
            return sink.depth();
        }

        @Override
        public void write(int y, byte[] levels, int offset) {
            if (y < rows()) {
                sink.write(y, levels, offset);
            }
        }
    }
}
