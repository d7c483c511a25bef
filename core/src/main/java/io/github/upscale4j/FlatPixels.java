package io.github.upscale4j;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** Goes down an alpha channel and finds the pixels around which all are alike. */
final class FlatPixels {
    /** Pixels on each side that must be alike. */
    static final int AROUND = 2;

    private final Tee.Branch source;
    private final int height;
    private final Deque<float[]> window = new ArrayDeque<>(); // rows y - AROUND to y + AROUND, within the picture
    private final float[] lowest;
    private final float[] highest;
    private final boolean[] flat;
    private int y = -1;
    private int read;
    private boolean whole;

    FlatPixels(Tee.Branch source, int width, int height) {
        this.source = source;
        this.height = height;
        lowest = new float[width];
        highest = new float[width];
        flat = new boolean[width];
    }

    /** Goes to the next row. */
    void next() {
        y++;
        for (; read < Math.min(height, y + AROUND + 1); read++) {
            window.add(source.next().alpha());
        }
        if (y > AROUND) {
            window.remove();
        }
        Arrays.fill(lowest, Float.MAX_VALUE);
        Arrays.fill(highest, -Float.MAX_VALUE);
        for (float[] row : window) {
            for (int x = 0; x < row.length; x++) {
                lowest[x] = Math.min(lowest[x], row[x]);
                highest[x] = Math.max(highest[x], row[x]);
            }
        }
        whole = true;
        for (int x = 0; x < flat.length; x++) {
            flat[x] = isFlat(x);
            whole &= flat[x];
        }
    }

    private boolean isFlat(int x) {
        int to = Math.min(flat.length - 1, x + AROUND);
        for (int i = Math.max(0, x - AROUND); i <= to; i++) {
            if (lowest[i] != highest[x] || highest[i] != highest[x]) {
                return false;
            }
        }
        return true;
    }

    /** Whether all pixels of the row are flat; they have one value then. */
    boolean whole() {
        return whole;
    }

    boolean flat(int x) {
        return flat[x];
    }

    /** The alpha of a flat pixel. */
    float value(int x) {
        return highest[x];
    }
}
