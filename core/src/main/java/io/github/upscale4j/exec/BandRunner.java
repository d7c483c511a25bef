package io.github.upscale4j.exec;

import io.github.upscale4j.net.Net;
import io.github.upscale4j.plan.Bands;
import io.github.upscale4j.plan.Layout;
import io.github.upscale4j.spi.Execution;
import io.github.upscale4j.spi.RowSink;
import io.github.upscale4j.spi.RowSource;

/**
 * Feeds an image band by band to an execution. Where the network asks for sides that are multiples of some number, the
 * image is extended to the right and downwards by reflection without repeating the border, and the result cropped.
 */
public final class BandRunner {
    /** Told after each band how many rows of the result are finished. */
    @FunctionalInterface
    public interface Watcher {
        void finished(int rows, int of);
    }

    private BandRunner() {}

    /** The side that the network computes for a side of the image. */
    public static int padded(Net net, int side) {
        return Math.toIntExact(((long) side + net.multiple() - 1) / net.multiple() * net.multiple());
    }

    /**
     * Runs the image through {@code execution}.
     *
     * @param layout what the execution was opened with, of the padded size
     * @param width columns of the image itself
     * @param height rows of the image itself
     * @param source asked for rows 0 to {@code height - 1}, not always in order where the image is extended
     */
    public static void run(
            Execution execution,
            Layout layout,
            int width,
            int height,
            RowSource source,
            RowSink sink,
            Watcher watcher) {
        int channels = layout.plan().net().inputChannels();
        RowSource padded = (y, target, offset) -> {
            source.read(reflected(y, height), target, offset);
            for (int x = width; x < layout.width(); x++) {
                System.arraycopy(
                        target, offset + reflected(x, width) * channels, target, offset + x * channels, channels);
            }
        };
        int outputRows = height * layout.plan().net().scale();
        RowSink cropped = (y, values, offset) -> {
            if (y < outputRows) {
                sink.write(y, values, offset);
            }
        };
        Bands bands = new Bands(layout.plan(), layout.height());
        // what is left when the image's own rows are finished would be cropped
        for (int finished = 0; finished < outputRows; ) {
            bands.next(layout.band());
            execution.run(bands, padded, cropped);
            finished = Math.min(outputRows, bands.to(layout.plan().last()));
            watcher.finished(finished, outputRows);
        }
    }

    /** The row or column that stands for {@code i} past the end: mirrored at the last one, which is not repeated. */
    private static int reflected(int i, int size) {
        if (i < size || size == 1) {
            return Math.min(i, size - 1);
        }
        int period = 2 * (size - 1);
        int phase = i % period;
        return phase < size ? phase : period - phase;
    }
}
