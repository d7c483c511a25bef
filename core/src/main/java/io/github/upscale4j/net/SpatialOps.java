package io.github.upscale4j.net;

/**
 * The operations that move pixels, or make more or fewer of them. A part of {@link Op}, which has them under its own name, as
 * {@code Op.PixelShuffle}.
 */
public sealed interface SpatialOps permits Op {
    /** The largest value of each channel in each of the cells that the image is covered with. */
    sealed interface Pool extends Op {
        /** The first row (or column) of the input's {@code size} that lies in cell {@code i} of {@code cells}. */
        int first(int i, int size, int cells);

        /** One past the last. */
        int end(int i, int size, int cells);
    }

    /** Cells of {@code kernel} rows and columns that start at every {@code stride}-th, as long as they are whole. */
    record MaxPool(int kernel, int stride) implements Pool {
        @Override
        public int first(int i, int size, int cells) {
            return i * stride;
        }

        @Override
        public int end(int i, int size, int cells) {
            return i * stride + kernel;
        }
    }

    /** A cell for every {@code factor} rows and columns, rounded down; cells cover the image, and overlap if they must. */
    record AdaptiveMaxPool(int factor) implements Pool {
        @Override
        public int first(int i, int size, int cells) {
            return (int) ((long) i * size / cells);
        }

        @Override
        public int end(int i, int size, int cells) {
            return (int) (((i + 1L) * size + cells - 1) / cells);
        }
    }

    /**
     * Rows and columns but the first {@code before} and the last {@code after}; of the others every {@code step}-th from the
     * first on. After a {@link Op.Conv}: what a convolution without padding, or with a stride, gives.
     */
    record Trim(int before, int after, int step) implements Op {}

    /**
     * A value of the input's size, extended by {@code pixels} on every side by reflection without repeating the border. It is the
     * image itself that is reflected, also where it was extended to a multiple.
     */
    record Reflect(int pixels) implements Op {
        /** The row (or column) of an image of {@code size} that stands at {@code i}, which may lie outside. */
        public static int source(int i, int size) {
            if (size == 1) {
                return 0;
            }
            int period = 2 * (size - 1);
            int phase = Math.floorMod(i, period);
            return phase < size ? phase : period - phase;
        }
    }

    /**
     * The pixels of a grid side by side: of an image of {@code n} rows, row {@code i * n / window + k} becomes row
     * {@code k * window + i}, and columns likewise, so that a window afterwards is a grid over the whole image before;
     * {@code back} is the inverse. Both sides of the image must be multiples of {@code window}. Tu et al., "MaxViT", ECCV
     * 2022, section 3.2.
     */
    record Grid(int window, boolean back) implements Op {
        /** Where row (or column) {@code i} of {@code size} comes from. */
        public int source(int i, int size) {
            int cells = size / window;
            return back ? i % cells * window + i / cells : i % window * cells + i / window;
        }
    }

    /**
     * Linear interpolation of the first input at places that the second one chooses, at {@code factor} times its size: the sum
     * over {@code groups} groups of channels, each read at places of its own. Where pixel {@code (i, j)} of a square of
     * {@code factor} x {@code factor} pixels lies, half-pixel centres, is moved to the right by channel {@code (group factor +
     * i) factor + j} of the second input, and down by the one {@code groups factor^2} later, in pixels of the input; what lies
     * outside is brought to the edge.
     */
    record Sample(int groups, int factor) implements Op {
        /** How far right of (or below) the input's pixel {@code i / factor} the output's pixel {@code i} lies, if not moved. */
        public float shift(int i) {
            return (i % factor + 0.5f) / factor - 0.5f;
        }
    }

    /** Interpolation to the size of another value, half-pixel centres and edges repeated if {@code linear}, else nearest. */
    record Resize(boolean linear) implements Op {
        /** Where pixel {@code i} of {@code made} lies among {@code size}; never outside. */
        public static double position(int i, int size, int made) {
            return Math.max(0, Math.min(size - 1, (i + 0.5) * size / made - 0.5));
        }

        /** Which of {@code size} pixels is nearest to {@code i} of {@code made}; in single precision, as in PyTorch. */
        public static int nearest(int i, int size, int made) {
            return Math.min(size - 1, (int) (i * ((float) size / made)));
        }
    }

    /**
     * What lies outside the image itself, where it was extended to a multiple, mirrored with the edge repeated.
     *
     * @param beyond whether images whose sides are multiples are extended by a whole one, too
     */
    record Mirror(boolean beyond) implements Op {
        /** The row (or column) of an image of {@code size} that stands at {@code i}, which may lie beyond. */
        public static int source(int i, int size) {
            int phase = i % (2 * size);
            return phase < size ? phase : 2 * size - 1 - phase;
        }
    }

    /** Zeros in place of what lies outside the image itself, where it was extended to a multiple. */
    record Crop() implements Op {}

    /** (c r^2, h, w) to (c, h r, w r): {@code out[c][y r + i][x r + j] = in[c r^2 + i r + j][y][x]}. */
    record PixelShuffle(int factor) implements Op {}

    /** (c, h r, w r) to (c r^2, h, w): the inverse of {@link PixelShuffle}. */
    record PixelUnshuffle(int factor) implements Op {}

    /** Every pixel repeated {@code factor} times in both directions. */
    record Nearest(int factor) implements Op {}

    /** Linear interpolation to {@code factor} times the size, half-pixel centres, edges repeated. */
    record Bilinear(int factor) implements Op {
        /** Where pixel {@code i} of the output lies among the input's {@code size}; never outside. */
        public double position(int i, int size) {
            return Math.max(0, Math.min(size - 1, (i + 0.5) / factor - 0.5));
        }
    }

    /**
     * Cubic interpolation to {@code factor} times the size, a = -0.75, half-pixel centres, edges repeated. Where the
     * image was extended to a multiple of {@code multiple}, the whole is shrunk a little: its right and lower edge come
     * to lie where the image's own edges times {@code factor} are. Where {@code multiple} is 1, whatever was added to the
     * image is enlarged like the rest.
     */
    record Bicubic(int factor, int multiple) implements Op {
        /**
         * Where pixel {@code i} of the output lies among the input's.
         *
         * @param own pixels of the image along this side
         * @param extended pixels of it and what was added
         */
        public double position(int i, int own, int extended) {
            return (i + 0.5) * extended / ((double) counted(own, extended) * factor) - 0.5;
        }

        /** As many pixels of {@code extended} as come to fill the place of the image itself, which has {@code own}. */
        public int counted(int own, int extended) {
            return multiple == 1 ? extended : own;
        }

        /** The weight of a pixel at a distance. R. Keys, 1981, equation 15 with a = -0.75. */
        public static double weight(double distance) {
            double a = -0.75;
            double d = Math.abs(distance);
            if (d < 1) {
                return ((a + 2) * d - (a + 3)) * d * d + 1;
            }
            return d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0;
        }
    }
}
