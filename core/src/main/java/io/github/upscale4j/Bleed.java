package io.github.upscale4j;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * A picture whose fully transparent pixels (alpha 0) have the colour of a visible pixel near them: as if every edge went
 * on outside. What is stored under alpha 0 is arbitrary, often black or white, and would bleed as a fringe into the edges.
 * Alpha is not changed, nor is any pixel of alpha above 0.
 *
 * <p>The nearest visible pixel is found in two sweeps (Danielsson, Euclidean Distance Mapping, 1980): down and up the
 * rows, each row left and right, a pixel takes over its neighbour's target if that is nearer than its own; on rare pixels
 * the target is not the nearest but one hardly farther. Going up starts {@value #REACH} rows below: a source is read once,
 * and of what lies below, no network shows more. So a pixel that far above everything visible keeps its colour, unless
 * something visible is above it.
 */
final class Bleed implements PixelSource {
    private static final int REACH = 32;

    /** Rows that are made at a time; each costs a sweep of {@code (BLOCK + REACH) / BLOCK} rows. */
    private static final int BLOCK = 32;

    /** No visible pixel found, or farther than an offset of 16 bits can say. */
    private static final int NONE = Integer.MIN_VALUE;

    private static final int MAX_OFFSET = Short.MAX_VALUE;

    /** A row, with the way to each pixel's target: dy in the upper half, dx in the lower; 0 on visible pixels. */
    private record Line(float[] colour, float[] alpha, int[] offsets, boolean hidden) {
        Line copy() {
            return new Line(colour.clone(), alpha, offsets.clone(), true);
        }
    }

    private final PixelSource picture;
    private final int width;
    private final int channels;
    private final Deque<Line> swept = new ArrayDeque<>(); // down only: the block to come and what is read ahead of it
    private final Deque<Line> ready = new ArrayDeque<>();
    private int read;
    private Line above;

    private Bleed(PixelSource picture) {
        this.picture = picture;
        width = picture.width();
        channels = picture.channels();
    }

    /** {@code picture} itself if it has no alpha. */
    static PixelSource of(PixelSource picture) {
        return picture.hasAlpha() ? new Bleed(picture) : picture;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int height() {
        return picture.height();
    }

    @Override
    public int channels() {
        return channels;
    }

    @Override
    public boolean hasAlpha() {
        return true;
    }

    @Override
    public void read(int y, float[] colour, float[] alpha) throws IOException {
        if (ready.isEmpty()) {
            block();
        }
        Line line = ready.remove();
        System.arraycopy(line.colour, 0, colour, 0, line.colour.length);
        System.arraycopy(line.alpha, 0, alpha, 0, width);
    }

    private void block() throws IOException {
        while (read < picture.height() && swept.size() < BLOCK + REACH) {
            above = line(read++, above);
            swept.add(above);
        }
        Line below = null;
        for (Iterator<Line> up = swept.descendingIterator(); up.hasNext(); ) {
            Line line = up.next();
            // those going down are still to be met by the next block
            below = line.hidden ? swept(line.copy(), below, 1) : line;
            ready.addFirst(below);
        }
        int count = read < picture.height() ? BLOCK : swept.size();
        while (ready.size() > count) {
            ready.removeLast();
        }
        for (int i = 0; i < count; i++) {
            swept.remove();
        }
    }

    private Line line(int y, Line above) throws IOException {
        Line line = new Line(new float[width * channels], new float[width], new int[width], false);
        picture.read(y, line.colour, line.alpha);
        boolean hidden = false;
        for (int x = 0; x < width; x++) {
            if (!(line.alpha[x] > 0)) {
                line.offsets[x] = NONE;
                hidden = true;
            }
        }
        return hidden ? swept(new Line(line.colour, line.alpha, line.offsets, true), above, -1) : line;
    }

    private Line swept(Line line, Line neighbour, int dy) {
        for (int x = 0; x < width; x++) {
            if (neighbour != null) {
                offer(line, x, neighbour, x, dy);
                if (x > 0) {
                    offer(line, x, neighbour, x - 1, dy);
                }
                if (x + 1 < width) {
                    offer(line, x, neighbour, x + 1, dy);
                }
            }
            if (x > 0) {
                offer(line, x, line, x - 1, 0);
            }
        }
        for (int x = width - 2; x >= 0; x--) {
            offer(line, x, line, x + 1, 0);
        }
        return line;
    }

    /** The target of a pixel beside it, seen from here. Only a strictly nearer one is taken, so the result is one. */
    private void offer(Line line, int x, Line from, int fromX, int dy) {
        int mine = line.offsets[x];
        int theirs = from.offsets[fromX];
        if (theirs == NONE || mine == 0) {
            return;
        }
        int offsetX = (short) theirs + fromX - x;
        int offsetY = (theirs >> 16) + dy;
        if (Math.max(Math.abs(offsetX), Math.abs(offsetY)) <= MAX_OFFSET
                && (mine == NONE || square(offsetX, offsetY) < square((short) mine, mine >> 16))) {
            line.offsets[x] = offsetY << 16 | offsetX & 0xffff;
            System.arraycopy(from.colour, fromX * channels, line.colour, x * channels, channels);
        }
    }

    private static long square(long x, long y) {
        return x * x + y * y;
    }
}
