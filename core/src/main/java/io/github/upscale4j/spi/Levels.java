package io.github.upscale4j.spi;

/**
 * Rows of whole numbers, as pictures of 8 or 16 bits hold them: interleaved, a byte each, or two with the lower one first. A
 * level stands for {@code level / 255f} or {@code level / 65535f}, and a value becomes the level
 * {@code (int) (value * 255 + 0.5f)} or {@code (int) (value * 65535 + 0.5f)} when it has been clamped to [0, 1].
 */
public final class Levels {
    /** The depth of rows that are floats. */
    public static final int FLOATS = 32;

    private Levels() {}

    /** The level of 1: 255 at a depth of 8 bits, 65535 at 16. */
    public static int max(int depth) {
        return (1 << depth) - 1;
    }

    /** Level {@code i} of those from {@code levels[offset]} on. */
    public static int get(byte[] levels, int offset, int i, int depth) {
        return depth == 8
                ? levels[offset + i] & 0xff
                : levels[offset + 2 * i] & 0xff | (levels[offset + 2 * i + 1] & 0xff) << 8;
    }

    /** Puts level {@code i} of those from {@code levels[offset]} on. */
    public static void put(byte[] levels, int offset, int i, int depth, int level) {
        if (depth == 8) {
            levels[offset + i] = (byte) level;
        } else {
            levels[offset + 2 * i] = (byte) level;
            levels[offset + 2 * i + 1] = (byte) (level >> 8);
        }
    }

    /** Writes {@code count} levels from index 0 on as values, from {@code to[at]} on. */
    public static void toFloats(byte[] levels, int depth, int count, float[] to, int at) {
        float max = max(depth);
        for (int i = 0; i < count; i++) {
            to[at + i] = get(levels, 0, i, depth) / max;
        }
    }
}
