package io.github.upscale4j;

import io.github.upscale4j.spi.RowSink;
import java.util.Arrays;

/** Rows of gray as RGB, and of RGB as gray: luma by ITU-R BT.601. */
final class Colours {
    static final float RED = 0.299f;
    static final float GREEN = 0.587f;
    static final float BLUE = 0.114f;

    private Colours() {}

    /** Puts {@code width} values of {@code gray} into {@code to}, from {@code at} on, three times each. */
    static void spread(float[] gray, int width, float[] to, int at) {
        for (int x = 0; x < width; x++) {
            Arrays.fill(to, at + 3 * x, at + 3 * x + 3, gray[x]);
        }
    }

    /** Puts the luma of {@code width} pixels of {@code rgb} into {@code to}, from {@code at} on. */
    static void luma(float[] rgb, int width, float[] to, int at) {
        for (int x = 0; x < width; x++) {
            to[at + x] = luma(rgb, 3 * x);
        }
    }

    /** 0.299 R + 0.587 G + 0.114 B, in a way that leaves a gray pixel exactly what it is. */
    static float luma(float[] rgb, int at) {
        float green = rgb[at + 1];
        return green + RED * (rgb[at] - green) + BLUE * (rgb[at + 2] - green);
    }

    /** Takes rows of RGB and gives {@code next} their luma. */
    static RowSink gray(int width, RowSink next) {
        float[] gray = new float[width];
        return (y, rgb, at) -> {
            for (int x = 0; x < width; x++) {
                gray[x] = luma(rgb, at + 3 * x);
            }
            next.write(y, gray, 0);
        };
    }

    static float clamp(float value) {
        return Math.max(0, Math.min(1, value));
    }
}
