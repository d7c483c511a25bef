package io.github.upscale4j.files;

/**
 * How rows of floats become rows of bytes: interleaved, colour before alpha, straight, 16 bits big-endian.
 *
 * @param channels 1 gray, 3 RGB; alpha is not counted
 * @param bits 8 or 16 a sample
 */
record RowLayout(int width, int height, int channels, boolean alpha, int bits) {
    /** Values a pixel. */
    int samples() {
        return channels + (alpha ? 1 : 0);
    }

    int bytesPerPixel() {
        return samples() * bits / 8;
    }

    /** @throws IllegalArgumentException if a row is longer than an array can be */
    int rowBytes() {
        long bytes = (long) width * bytesPerPixel();
        if (bytes > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("a row of " + width + " pixels takes " + bytes + " bytes, more than "
                    + "a Java array can hold; make the picture narrower");
        }
        return (int) bytes;
    }

    long totalBytes() {
        return (long) rowBytes() * height;
    }

    /** Rounds a row half up, as the library does for images in memory; {@code to} takes {@link #rowBytes} from its index. */
    void pack(float[] colour, float[] alpha, byte[] to, int at) {
        int samples = samples();
        for (int c = 0; c < channels; c++) {
            pack(colour, c, channels, to, at + c * bits / 8, samples);
        }
        if (this.alpha) {
            pack(alpha, 0, 1, to, at + channels * bits / 8, samples);
        }
    }

    /** A row that is rounded already, without alpha, as {@link io.github.upscale4j.spi.Levels} of {@link #bits}. */
    void pack(byte[] levels, byte[] to, int at) {
        System.arraycopy(levels, 0, to, at, rowBytes());
        for (int i = at; bits == 16 && i < at + rowBytes(); i += 2) { // the upper byte comes first here
            byte lower = to[i];
            to[i] = to[i + 1];
            to[i + 1] = lower;
        }
    }

    private void pack(float[] from, int first, int step, byte[] to, int at, int samples) {
        if (bits == 8) {
            for (int x = 0, i = first, o = at; x < width; x++, i += step, o += samples) {
                to[o] = (byte) (int) (from[i] * 255 + 0.5f);
            }
        } else {
            for (int x = 0, i = first, o = at; x < width; x++, i += step, o += 2 * samples) {
                int level = (int) (from[i] * 65535 + 0.5f);
                to[o] = (byte) (level >> 8);
                to[o + 1] = (byte) level;
            }
        }
    }
}
