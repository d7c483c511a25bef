package io.github.upscale4j.converter.ncnn;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How the float16 numbers of a file were made of float32, and what they were before. ncnn's portable code and pnnx cut the
 * bits off that do not fit, so that every number is too small, by half a unit of the last place on average; ncnn's code
 * for some processors, and other tools, round to nearest.
 *
 * <p>The file tells which: of the numbers whose fraction is zero, the powers of two, a quarter is missing where numbers were
 * rounded, since those below a power of two have units half as large. Numbers that were no float32 have their bits
 * distributed in yet another way. See {@code docs/decisions/014-ncnn-float16.md}.
 */
final class Halves {
    /** The fractions after zero, with which it is compared. */
    private static final int NEIGHBOURS = 16;

    /**
     * Numbers with such a fraction that there must be. The powers of two, a 16th of them, then vary by 6 %, and the border
     * lies 12 % from what is expected of either.
     */
    private static final int ENOUGH = 256 * NEIGHBOURS;

    private static final int FRACTION = 0x3ff;
    private static final int EXPONENT = 0x7c00;

    private long powers;
    private long neighbours;

    /** @param numbers two bytes each, little-endian, from index 0 to the limit */
    void count(ByteBuffer numbers) {
        ByteBuffer ordered = numbers.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < ordered.limit(); at += Short.BYTES) {
            int bits = ordered.getShort(at);
            int fraction = bits & FRACTION;
            int exponent = bits & EXPONENT;
            if (fraction <= NEIGHBOURS && exponent != 0 && exponent != EXPONENT) {
                powers += fraction == 0 ? 1 : 0;
                neighbours += fraction == 0 ? 0 : 1;
            }
        }
    }

    /** Whether the counted numbers were cut off; of few, which say too little, they are taken as they are. */
    boolean cutOff() {
        double ratio = powers * (double) NEIGHBOURS / neighbours;
        return neighbours >= ENOUGH && ratio > 7 / 8d && ratio < 2;
    }

    /**
     * The middle of what becomes {@code cut} when it is cut off. Numbers of few bits, as 1 or 9/16, were most likely
     * themselves; below float16's normal numbers tools differ. Both stay.
     */
    static float middle(float cut) {
        int bits = Float.floatToRawIntBits(cut);
        boolean normal = Math.abs(cut) >= 0x1p-14f && Float.isFinite(cut);
        boolean fewBits = (bits & 0x7f << 13) == 0;
        return normal && !fewBits ? Float.intBitsToFloat(bits | 1 << 12) : cut;
    }
}
