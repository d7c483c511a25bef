package io.github.upscale4j;

import io.github.upscale4j.resample.Resampler;
import io.github.upscale4j.resample.RowResampler;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** {@link AlphaMode#CLASSICAL}. As long as all of the source's alpha is one value, so is that of the result, exactly. */
final class ClassicalAlpha implements AlphaRows {
    private final Tee.Branch source;
    private final RowResampler resampler;
    private final Deque<float[]> ready = new ArrayDeque<>();
    private boolean constant = true;
    private float value = Float.NaN;

    /** @param margin pixels around the picture, in the source but not in the result */
    ClassicalAlpha(
            Tee.Branch source,
            int sourceWidth,
            int sourceHeight,
            int margin,
            int width,
            int height,
            Resampler resampler) {
        this.source = source;
        this.resampler =
                resampler.rows(1, sourceWidth, sourceHeight, margin, width, height, (y, row) -> ready.add(row.clone()));
    }

    @Override
    public float[] next() {
        while (ready.isEmpty()) {
            float[] row = source.next().alpha();
            if (Float.isNaN(value)) {
                value = row[0];
            }
            for (int x = 0; x < row.length && constant; x++) {
                constant = row[x] == value;
            }
            resampler.push(row, 0);
        }
        float[] row = ready.remove();
        if (constant) {
            Arrays.fill(row, value);
        } else {
            for (int x = 0; x < row.length; x++) {
                row[x] = Colours.clamp(row[x]);
            }
        }
        return row;
    }

    @Override
    public void close() {
        // nothing but memory
    }
}
