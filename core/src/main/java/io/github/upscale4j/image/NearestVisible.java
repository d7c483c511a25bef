package io.github.upscale4j.image;

import java.util.Arrays;

/**
 * For every pixel the way to the nearest visible one, found in two sweeps (Danielsson, Euclidean Distance Mapping,
 * 1980): down and up the rows, each row left and right, a pixel takes over its neighbour's target if that is nearer than
 * its own. Linear in the pixels; on rare pixels the target is not the nearest but one hardly farther.
 */
final class NearestVisible {
    /** No visible pixel found, or farther than an offset of 16 bits can say. */
    private static final int NONE = Integer.MIN_VALUE;

    private static final int MAX_OFFSET = Short.MAX_VALUE;

    private final int width;
    private final int height;
    private final int[] offsets; // (height, width): dy in the upper half, dx in the lower; 0 on visible pixels

    private NearestVisible(int width, int height) {
        this.width = width;
        this.height = height;
        offsets = new int[Math.multiplyExact(width, height)];
    }

    /** Visible is what has alpha above 0. Null if all pixels are visible or none: there is nothing to find. */
    static NearestVisible of(PixelReader picture) {
        NearestVisible map = new NearestVisible(picture.width(), picture.height());
        Arrays.fill(map.offsets, NONE);
        float[] alpha = new float[map.width];
        long visible = 0;
        for (int y = 0; y < map.height; y++) {
            picture.alpha(y, alpha, 0);
            for (int x = 0; x < map.width; x++) {
                if (alpha[x] > 0) {
                    map.offsets[y * map.width + x] = 0;
                    visible++;
                }
            }
        }
        if (visible == 0 || visible == map.offsets.length) {
            return null;
        }
        for (int y = 0; y < map.height; y++) {
            map.sweep(y, -1);
        }
        for (int y = map.height - 1; y >= 0; y--) {
            map.sweep(y, 1);
        }
        return map;
    }

    private void sweep(int y, int dy) {
        boolean row = y + dy >= 0 && y + dy < height;
        for (int x = 0; x < width; x++) {
            if (row) {
                offer(x, y, 0, dy);
                if (x > 0) {
                    offer(x, y, -1, dy);
                }
                if (x + 1 < width) {
                    offer(x, y, 1, dy);
                }
            }
            if (x > 0) {
                offer(x, y, -1, 0);
            }
        }
        for (int x = width - 2; x >= 0; x--) {
            offer(x, y, 1, 0);
        }
    }

    /** The neighbour's target, seen from here. Only a strictly nearer one is taken, so the result is one. */
    private void offer(int x, int y, int dx, int dy) {
        int here = y * width + x;
        int theirs = offsets[here + dy * width + dx];
        if (theirs == NONE || offsets[here] == 0) {
            return;
        }
        int offsetX = (short) theirs + dx;
        int offsetY = (theirs >> 16) + dy;
        if (Math.max(Math.abs(offsetX), Math.abs(offsetY)) <= MAX_OFFSET
                && (offsets[here] == NONE
                        || square(offsetX, offsetY) < square((short) offsets[here], offsets[here] >> 16))) {
            offsets[here] = offsetY << 16 | offsetX & 0xffff;
        }
    }

    private static long square(long x, long y) {
        return x * x + y * y;
    }

    /** Whether the pixel is hidden and has a target. */
    boolean has(int x, int y) {
        int offset = offsets[y * width + x];
        return offset != 0 && offset != NONE;
    }

    int targetX(int x, int y) {
        return x + (short) offsets[y * width + x];
    }

    int targetY(int x, int y) {
        return y + (offsets[y * width + x] >> 16);
    }
}
