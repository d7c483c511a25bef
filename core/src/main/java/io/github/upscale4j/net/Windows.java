package io.github.upscale4j.net;

/**
 * How an image is cut into windows of queries, and which keys the queries of a window attend to.
 *
 * @param rows windows along the columns of pixels, from top to bottom
 * @param columns windows along the rows, from left to right
 * @param fold a key is made of {@code fold} x {@code fold} pixels, whose channels follow one another row by row; 1 if
 *     every pixel is a key
 * @param edge what keys there are for windows that the image's edge cuts
 */
public record Windows(Axis rows, Axis columns, int fold, Edge edge) {
    /** What becomes of windows at the image's edge. */
    public enum Edge {
        /** Keys that are not in the image are not there, or zeros: see {@link Axis}. */
        CUT,
        /** As {@link #CUT}; of a key that the edge cuts, some pixels are those of the opposite edge. */
        STRADDLED,
        /** The image goes on with its opposite edge, and all keys are there. */
        ROUND;

        /** Whether a window may see the opposite edge. */
        public boolean wraps() {
            return this != CUT;
        }
    }

    /**
     * One direction. Window {@code k} starts at pixel {@code shift + k * size} and is cut at the image's edges; its keys
     * start at pixel {@code keyShift + k * keyStep}. Keys that would lie outside the image are not there, unless they
     * are within {@code margin} pixels of it, or of what it would be if its size were a multiple of {@code multiple}:
     * then they are zeros, and so are their values.
     *
     * @param size pixels of a window of queries
     * @param shift from 0 to {@code size - 1}
     * @param keys pixels of a window of keys
     * @param keyStep pixels from one window's keys to the next one's
     * @param keyShift where the keys of the window that starts at {@code shift} start
     */
    public record Axis(int size, int shift, int keys, int keyStep, int keyShift, int multiple, int margin) {
        public Axis {
            if (size < 1 || shift < 0 || shift >= size) {
                throw new IllegalArgumentException("windows of " + size + " pixels cannot start at " + shift);
            }
            if (keys < 1 || keyStep < 1 || multiple < 1 || margin < 0) {
                throw new IllegalArgumentException("no such keys: " + keys + " every " + keyStep
                        + ", zeros up to a multiple of " + multiple + " and " + margin + " beyond");
            }
        }

        /** Queries and keys are the same pixels. */
        static Axis same(int size, int shift, int multiple) {
            return new Axis(size, shift, size, size, shift, multiple, 0);
        }

        /** The first pixel of the keys of the window that starts at {@code start}. */
        public int firstKey(int start) {
            return keyShift + Math.floorDiv(start - shift, size) * keyStep;
        }

        /** The first of the {@code cells} keys of the window that starts at {@code start} that is there. */
        public int shownFrom(int start, int cells) {
            return within(keysFrom() - firstKey(start), cells);
        }

        /** One past the last of them, of an image with {@code length} pixels of keys. */
        public int shownTo(int start, int cells, int length) {
            return within(keysTo(length) - firstKey(start), cells);
        }

        /** Whole cells in so many pixels: one that the edge straddles belongs to what comes after it. */
        private int within(int pixels, int cells) {
            return Math.max(0, Math.min(cells, Math.floorDiv(pixels, keys / cells)));
        }

        /** The first place at which there are keys. */
        public int keysFrom() {
            return -margin;
        }

        /** One past the last place at which there are keys, of an image with {@code length} pixels of keys. */
        public int keysTo(int length) {
            return (length + multiple - 1) / multiple * multiple + margin;
        }
    }

    public Windows {
        if (fold < 1 || rows.keys() % fold != 0 || columns.keys() % fold != 0) {
            throw new IllegalArgumentException(
                    rows.keys() + " x " + columns.keys() + " pixels do not make keys of " + fold + " x " + fold);
        }
        boolean straddled = rows.keyShift() % fold != 0 || columns.keyShift() % fold != 0;
        if (straddled && edge == Edge.CUT) {
            throw new IllegalArgumentException("keys of " + fold + " x " + fold + " pixels that start at row "
                    + rows.keyShift() + " and column " + columns.keyShift() + " are cut at the image's edges");
        }
    }

    /** Squares whose pixels attend to one another. */
    public static Windows squares(int window, int shift) {
        return rectangles(window, window, shift, shift, 1);
    }

    /**
     * Rectangles whose pixels attend to one another.
     *
     * @param multiple zeros fill the image up to a multiple of this
     */
    public static Windows rectangles(int height, int width, int rowShift, int columnShift, int multiple) {
        return new Windows(Axis.same(height, rowShift, multiple), Axis.same(width, columnShift, multiple), 1, Edge.CUT);
    }

    /** As {@link #rectangles}; those that the edge cuts go on at the opposite one. Sides must be multiples of theirs. */
    public static Windows round(int height, int width, int rowShift, int columnShift) {
        return new Windows(Axis.same(height, rowShift, 1), Axis.same(width, columnShift, 1), 1, Edge.ROUND);
    }

    /**
     * Rectangles of an image whose pixels attend to those of as many rectangles of another, {@code keyHeight} x
     * {@code keyWidth} pixels each; both images are shifted by the same part of a rectangle.
     */
    public static Windows between(int height, int width, int keyHeight, int keyWidth, boolean shifted) {
        return new Windows(axis(height, keyHeight, shifted), axis(width, keyWidth, shifted), 1, Edge.CUT);
    }

    private static Axis axis(int size, int keys, boolean shifted) {
        return new Axis(size, shifted ? size / 2 : 0, keys, keys, shifted ? keys / 2 : 0, 1, 0);
    }

    /** Squares whose pixels attend to cells of {@code fold} x {@code fold} pixels of them. */
    public static Windows folded(int window, int shift, int fold) {
        Axis axis = Axis.same(window, shift, 1);
        return new Windows(axis, axis, fold, shift % fold == 0 ? Edge.CUT : Edge.STRADDLED);
    }

    /** Squares whose pixels attend to a square of {@code keys} pixels around them, zeros outside the image. */
    public static Windows overlapping(int window, int keys) {
        int margin = (keys - window) / 2;
        Axis axis = new Axis(window, 0, keys, window, -margin, 1, margin);
        return new Windows(axis, axis, 1, Edge.CUT);
    }

    /** Keys from the top of a window to its bottom. */
    public int keyRows() {
        return rows.keys() / fold;
    }

    /** Keys from left to right. */
    public int keyColumns() {
        return columns.keys() / fold;
    }

    /** Queries of a window, counted row by row. */
    public int queries() {
        return rows.size() * columns.size();
    }

    /** Keys of a window, counted row by row. */
    public int keys() {
        return keyRows() * keyColumns();
    }

    /** Whether rows of queries do not tell which rows of keys they attend to. */
    boolean global() {
        return edge.wraps() || !even();
    }

    /** Whether queries and keys are of images of one size, so that rows of one tell which rows of the other. */
    boolean even() {
        return rows.keyStep() == rows.size() && columns.keyStep() == columns.size();
    }

    /** The rows of keys behind a row of queries. */
    Footprint footprint() {
        if (!even()) {
            return Footprint.POINTWISE.inBlocks(rows.size(), rows.shift());
        }
        int above = rows.shift() - rows.keyShift();
        int below = rows.keyShift() + rows.keys() - rows.shift() - rows.size();
        return Footprint.window(Math.max(0, above), Math.max(0, below)).inBlocks(rows.size(), rows.shift());
    }
}
