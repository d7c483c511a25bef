package io.github.upscale4j.exec;

/**
 * One side of an image cut into parts of one length that overlap, and how much each counts where they do. Of an overlap, the
 * outer quarters belong to the part that lies farther inside there; over the middle, one part's weight goes smoothly to 0
 * and the other's to 1.
 */
final class Cut {
    private final int length;
    private final int[] starts;
    private final int[] fadeStarts; // in pixels of the result; of the fade into part i, from part i - 1
    private final int[] fadeEnds;

    /**
     * @param side pixels of the input, a multiple of {@code multiple}
     * @param longest pixels of a part at most, likewise
     * @param overlap pixels that neighbours share at least
     * @param multiple pixels of a part are a multiple of this
     * @param step parts start at multiples of this, of which {@code multiple} is one
     * @param scale pixels of the result for each of the input
     */
    Cut(int side, int longest, int overlap, int multiple, int step, int scale) {
        int count = side <= longest ? 1 : ceil(side - overlap, longest - overlap);
        length = Math.min(side, ceil(ceil(side + (count - 1) * overlap, count), multiple) * multiple);
        starts = new int[count];
        fadeStarts = new int[count + 1];
        fadeEnds = new int[count + 1];
        for (int i = 1; i < count; i++) {
            starts[i] = (int) ((long) (side - length) * i / (count - 1)) / step * step;
            int shared = starts[i - 1] + length - starts[i];
            int middle = (2 * starts[i] + shared) * scale / 2;
            int half = overlap * scale / 4;
            fadeStarts[i] = middle - half;
            fadeEnds[i] = middle + half;
        }
        fadeStarts[count] = side * scale;
        fadeEnds[count] = side * scale;
    }

    private static int ceil(int a, int b) {
        return (a + b - 1) / b;
    }

    int count() {
        return starts.length;
    }

    /** Pixels of the input that each part has. */
    int length() {
        return length;
    }

    /** The first pixel of the input that the part has. */
    int start(int part) {
        return starts[part];
    }

    /** The first pixel of the result in which the part counts. */
    int first(int part) {
        return fadeStarts[part];
    }

    /** The first pixel of the result that later parts have a say in. */
    int settled(int part) {
        return fadeStarts[part + 1];
    }

    /** One past the last pixel of the result in which the part counts. */
    int end(int part) {
        return fadeEnds[part + 1];
    }

    /** How much the part counts at a pixel of the result, from {@link #first} to {@link #end}; all parts together 1. */
    float weight(int part, int pixel) {
        return pixel < fadeEnds[part] ? fade(part, pixel) : pixel < settled(part) ? 1 : 1 - fade(part + 1, pixel);
    }

    /** From 0 to 1, flat at both ends. */
    private float fade(int part, int pixel) {
        float t = (pixel + 0.5f - fadeStarts[part]) / (fadeEnds[part] - fadeStarts[part]);
        return t * t * (3 - 2 * t);
    }
}
