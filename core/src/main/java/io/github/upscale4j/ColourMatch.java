package io.github.upscale4j;

import io.github.upscale4j.resample.Resampler;
import io.github.upscale4j.resample.RowResampler;
import io.github.upscale4j.spi.RowSink;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Gives a result the low frequencies of its input. Both are shrunk to cells of {@value #CELL} input pixels; the
 * difference, enlarged, is added. Networks that clean tend to darken or tint large areas; details stay theirs.
 */
final class ColourMatch {
    private static final int CELL = 16;

    /** Non-negative, so that the difference does not overshoot at strong edges; the fewest rows wait for it. */
    private static final Resampler SMOOTH = Resampler.BILINEAR;

    private final Tee.Branch source;
    private final int length;
    private final RowResampler wanted;
    private final RowResampler made;
    private final RowResampler correction;
    private final Deque<float[]> lowRows = new ArrayDeque<>();
    private final Deque<float[]> waiting = new ArrayDeque<>();
    private RowSink next;

    /** For results of {@code scale} times the size of the source. */
    ColourMatch(Tee.Branch source, int channels, int width, int height, int scale) {
        this.source = source;
        length = width * scale * channels;
        int cellsX = Math.max(1, width / CELL);
        int cellsY = Math.max(1, height / CELL);
        wanted = SMOOTH.rows(channels, width, height, cellsX, cellsY, (y, row) -> lowRows.add(row.clone()));
        made = SMOOTH.rows(channels, width * scale, height * scale, cellsX, cellsY, this::compare);
        correction = SMOOTH.rows(channels, cellsX, cellsY, width * scale, height * scale, this::correct);
    }

    /** Takes rows of the result and gives them on when the correction is known, {@value #CELL} input rows later or more. */
    RowSink joinedTo(RowSink next) {
        this.next = next;
        return (y, row, at) -> {
            float[] copy = new float[length];
            System.arraycopy(row, at, copy, 0, length);
            waiting.add(copy);
            made.push(copy, 0);
        };
    }

    private void compare(int y, float[] row) {
        while (lowRows.isEmpty()) {
            wanted.push(source.next().colour(), 0);
        }
        float[] difference = lowRows.remove();
        for (int i = 0; i < difference.length; i++) {
            difference[i] -= row[i];
        }
        correction.push(difference, 0);
    }

    private void correct(int y, float[] row) {
        float[] result = waiting.remove();
        for (int i = 0; i < length; i++) {
            result[i] = Colours.clamp(result[i] + row[i]);
        }
        next.write(y, result, 0);
    }
}
