package io.github.upscale4j.resample;

import java.util.Objects;

/**
 * A resize as a stream: source rows are pushed from the top, target rows come out as soon as the rows that they need are
 * there. Only those rows are held (4 for bicubic, 6 for Lanczos, more when shrinking with a stretched kernel), and
 * nothing is allocated after construction.
 *
 * <p>Rows are interleaved: channel {@code c} of column {@code x} is {@code row[offset + x * channels + c]}. Values may
 * have any range and are not clamped: bicubic and Lanczos overshoot. Pictures with alpha are to be pushed premultiplied,
 * alpha being one of the channels. Created by {@link Resampler#rows}. Not thread-safe.
 */
public final class RowResampler {
    /** Takes the finished rows, top to bottom. */
    @FunctionalInterface
    public interface Sink {
        /**
         * @param y the target row, 0 first
         * @param row holds the row's interleaved values from index 0; valid only during the call
         */
        void row(int y, float[] row);
    }

    private final Taps vertical;
    private final boolean verticalFirst;
    private final HorizontalPass horizontalPass;
    private final VerticalPass verticalPass;
    private final int sourceLength;
    private final int ringLength;
    private final float[][] ring; // source row y lies in slot y % taps
    private final float[] summed; // after the vertical pass
    private final float[] out;
    private final Sink sink;
    private int pushed;
    private int emitted;

    RowResampler(Taps horizontal, Taps vertical, int channels, Sink sink) {
        this.vertical = vertical;
        // the horizontal pass is the slower one: run it on the fewer rows
        verticalFirst = horizontal.target < horizontal.source;
        this.sink = Objects.requireNonNull(sink, "sink");
        horizontalPass = new HorizontalPass(horizontal, channels);
        verticalPass = new VerticalPass(vertical);
        sourceLength = Math.multiplyExact(horizontal.source, channels);
        int targetLength = Math.multiplyExact(horizontal.target, channels);
        ringLength = verticalFirst ? sourceLength : targetLength;
        ring = new float[vertical.count][ringLength];
        out = new float[targetLength];
        summed = verticalFirst ? new float[sourceLength] : out;
    }

    /**
     * Takes the next source row and emits the target rows that it completes: none, one or several. With the last source
     * row the last target row has been emitted.
     *
     * @throws IllegalStateException if all source rows have been pushed already
     * @throws IndexOutOfBoundsException if the row does not lie within the array
     */
    public void push(float[] row, int offset) {
        if (pushed == vertical.source) {
            throw new IllegalStateException("all " + vertical.source
                    + " source rows have been pushed already; a RowResampler serves one picture, make a new one");
        }
        Objects.checkFromIndexSize(offset, sourceLength, row.length);
        if (emitted < vertical.target && pushed >= vertical.first[emitted]) {
            keep(row, offset, ring[pushed % vertical.count]);
        }
        pushed++;
        while (emitted < vertical.target && vertical.first[emitted] + vertical.count <= pushed) {
            emit(emitted++);
        }
    }

    private void keep(float[] row, int offset, float[] slot) {
        if (verticalFirst) {
            System.arraycopy(row, offset, slot, 0, sourceLength);
        } else {
            horizontalPass.run(row, offset, slot);
        }
    }

    private void emit(int y) {
        verticalPass.run(y, ring, summed, ringLength);
        if (verticalFirst) {
            horizontalPass.run(summed, 0, out);
        }
        sink.row(y, out);
    }

    /** The source rows pushed so far. */
    public int pushed() {
        return pushed;
    }

    /** The target rows emitted so far. */
    public int emitted() {
        return emitted;
    }
}
