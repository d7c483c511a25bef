package io.github.upscale4j.converter;

import java.nio.ByteBuffer;

/** The floating-point numbers that converted weights are written in; conversion rounds to nearest, ties to even. */
public enum ElementType {
    /** float32. */
    F32(4, Float.MAX_VALUE),
    /** IEEE 754 binary16: 11 significant bits, half the size. */
    F16(2, 65504),
    /** The upper half of a float32: 8 significant bits, its range. */
    BF16(2, 0x1.fep127f);

    final int size;
    final float largest;

    ElementType(int size, float largest) {
        this.size = size;
        this.largest = largest;
    }

    /** Whether the value is finite, but no longer when rounded to this type. */
    boolean overflows(float value) {
        return switch (this) {
            case F32 -> false;
            case F16 -> Float.isFinite(value) && (float16(value) & 0x7fff) == 0x7c00;
            case BF16 -> Float.isFinite(value) && (bfloat16(value) & 0x7fff) == 0x7f80;
        };
    }

    /** Appends the value in the buffer's byte order. */
    void put(float value, ByteBuffer out) {
        switch (this) {
            case F32 -> out.putFloat(value);
            case F16 -> out.putShort(float16(value));
            case BF16 -> out.putShort(bfloat16(value));
        }
    }

    /** float32 to binary16 (Float.floatToFloat16 is of Java 20). */
    static short float16(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = bits >>> 16 & 0x8000;
        int magnitude = bits & 0x7fffffff;
        if (magnitude > 0x7f800000) {
            return (short) (sign | 0x7e00 | magnitude >>> 13 & 0x3ff); // a NaN keeps its upper bits and stays one
        }
        if (magnitude >= 0x47800000) { // 2^16 and above
            return (short) (sign | 0x7c00);
        }
        if (magnitude < 0x38800000) { // below 2^-14 the steps are 2^-24, which are those of floats from 0.5 to 1
            float stepped = Float.intBitsToFloat(magnitude) + 0.5f;
            return (short) (sign | Float.floatToRawIntBits(stepped) - Float.floatToRawIntBits(0.5f));
        }
        int rebiased = magnitude - (127 - 15 << 23);
        return (short) (sign | roundOff(rebiased, 13)); // a carry goes on into the exponent, up to infinity
    }

    /** float32 to its upper half. */
    static short bfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        return (short) (Float.isNaN(value) ? bits >>> 16 | 0x40 : roundOff(bits, 16));
    }

    /** {@code bits} without the lowest {@code count}, rounded to nearest, ties to even. */
    private static int roundOff(int bits, int count) {
        int odd = bits >>> count & 1;
        return bits + (1 << count - 1) - 1 + odd >>> count;
    }
}
