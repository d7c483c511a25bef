package io.github.upscale4j;

import io.github.upscale4j.spi.RowSource;

/**
 * Noise from a standard normal distribution for every pixel of a picture, the same wherever and in whichever order it is asked
 * for: a number is made of the seed, the channel, the row and the column alone. These are brought into one, each by a round of
 * SplitMix64 (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014), of which two more make two
 * uniform numbers, and these a normal one (Box and Muller, 1958). All in {@link StrictMath}, which gives the same bits on every
 * machine.
 *
 * @param seed another seed, other noise
 * @param margin columns, and rows, that the picture was continued by on every side with its opposite border: noise goes round with
 *     it
 */
record Noise(long seed, int margin) {
    private static final long STEP = 0x9E3779B97F4A7C15L;
    private static final double UNIT = 0x1p-53;

    /** Of a pixel of a picture whose borders do not meet. */
    double at(int channel, int y, int x) {
        long state = mixed(mixed(mixed(mixed(seed) + channel) + y) + x);
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - uniform(mixed(state))));
        return radius * StrictMath.cos(2 * Math.PI * uniform(mixed(state + STEP)));
    }

    /** From 0 on, below 1. */
    private static double uniform(long bits) {
        return (bits >>> 11) * UNIT;
    }

    private static long mixed(long state) {
        long z = state + STEP;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }

    /**
     * The rows of a picture with noise behind the channels of each pixel.
     *
     * @param colours channels of the picture
     * @param channels of both together
     */
    RowSource behind(RowSource picture, int width, int height, int colours, int channels) {
        float[] row = new float[width * colours];
        return (y, to, at) -> {
            picture.read(y, row, 0);
            for (int x = 0; x < width; x++) {
                int pixel = at + x * channels;
                System.arraycopy(row, x * colours, to, pixel, colours);
                for (int c = colours; c < channels; c++) {
                    to[pixel + c] = (float) at(c - colours, round(y, height), round(x, width));
                }
            }
        };
    }

    private int round(int place, int length) {
        return Math.floorMod(place - margin, length - 2 * margin);
    }
}
