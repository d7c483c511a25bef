package io.github.upscale4j.resample;

/** What a tap outside the picture reads. */
enum Border {
    /** Nothing: the window is cut and its rest normalised (Pillow, PyTorch with antialias). */
    CUT {
        @Override
        int index(int i, int size) {
            return i >= 0 && i < size ? i : OUTSIDE;
        }
    },
    /** The edge pixel (OpenCV, PyTorch). */
    CLAMP {
        @Override
        int index(int i, int size) {
            return Math.max(0, Math.min(size - 1, i));
        }
    },
    /** The mirror image, the edge pixel doubled: c b a | a b c (MATLAB imresize). */
    SYMMETRIC {
        @Override
        int index(int i, int size) {
            int phase = Math.floorMod(i, 2 * size);
            return phase < size ? phase : 2 * size - 1 - phase;
        }
    };

    static final int OUTSIDE = -1;

    /** The pixel of 0 .. size-1 that stands for {@code i}, or {@link #OUTSIDE}. */
    abstract int index(int i, int size);
}
