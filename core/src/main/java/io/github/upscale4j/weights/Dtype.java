package io.github.upscale4j.weights;

import static io.github.upscale4j.weights.MalformedWeightsException.quote;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** The kinds of elements a file may hold; each decodes to float32. Names are those of safetensors. */
enum Dtype {
    F64(8, true, "DoubleStorage"),
    F32(4, true, "FloatStorage"),
    F16(2, true, "HalfStorage"),
    BF16(2, true, "BFloat16Storage"),
    I64(8, false, "LongStorage"),
    I32(4, false, "IntStorage"),
    I16(2, false, "ShortStorage"),
    I8(1, false, "CharStorage"),
    U8(1, false, "ByteStorage"),
    BOOL(1, false, "BoolStorage");

    /** Bytes per element. */
    final int size;

    final boolean floating;

    /** The class in Python's module {@code torch} that a checkpoint names for such elements. */
    final String torchName;

    Dtype(int size, boolean floating, String torchName) {
        this.size = size;
        this.floating = floating;
        this.torchName = torchName;
    }

    /**
     * Decodes {@code count} elements, the first at byte {@code first} of {@code from}, each {@code step} bytes after the
     * one before, to {@code to[at]} onwards. The byte order is the buffer's.
     */
    void decode(ByteBuffer from, int first, int step, float[] to, int at, int count) {
        switch (this) {
            case F64:
                for (int i = 0; i < count; i++) {
                    to[at + i] = (float) from.getDouble(first + i * step);
                }
                break;
            case F32:
                if (step == size) {
                    from.slice(first, count * size)
                            .order(from.order())
                            .asFloatBuffer()
                            .get(to, at, count);
                    break;
                }
                for (int i = 0; i < count; i++) {
                    to[at + i] = from.getFloat(first + i * step);
                }
                break;
            case F16:
                for (int i = 0; i < count; i++) {
                    to[at + i] = float16(from.getShort(first + i * step));
                }
                break;
            case BF16:
                for (int i = 0; i < count; i++) {
                    to[at + i] = bfloat16(from.getShort(first + i * step));
                }
                break;
            case I64:
                for (int i = 0; i < count; i++) {
                    to[at + i] = from.getLong(first + i * step);
                }
                break;
            case I32:
                for (int i = 0; i < count; i++) {
                    to[at + i] = from.getInt(first + i * step);
                }
                break;
            case I16:
                for (int i = 0; i < count; i++) {
                    to[at + i] = from.getShort(first + i * step);
                }
                break;
            case I8:
                for (int i = 0; i < count; i++) {
                    to[at + i] = from.get(first + i * step);
                }
                break;
            case U8:
                for (int i = 0; i < count; i++) {
                    to[at + i] = from.get(first + i * step) & 0xff;
                }
                break;
            case BOOL:
                for (int i = 0; i < count; i++) {
                    to[at + i] = from.get(first + i * step) != 0 ? 1 : 0;
                }
                break;
        }
    }

    /** Copies elements that lie as in {@link #decode} unchanged to byte {@code at} of {@code to}, in its byte order. */
    void copy(ByteBuffer from, int first, int step, ByteBuffer to, int at, int count) {
        for (int i = 0; i < count; i++) {
            int source = first + i * step;
            int target = at + i * size;
            switch (size) {
                case 1 -> to.put(target, from.get(source));
                case 2 -> to.putShort(target, from.getShort(source));
                case 4 -> to.putInt(target, from.getInt(source));
                default -> to.putLong(target, from.getLong(source));
            }
        }
    }

    /**
     * The type of that name.
     *
     * @throws MalformedWeightsException if there is none
     */
    static Dtype named(String tensor, Object name) throws MalformedWeightsException {
        for (Dtype dtype : values()) {
            if (dtype.name().equals(name)) {
                return dtype;
            }
        }
        throw new MalformedWeightsException("tensor " + quote(tensor) + ": dtype "
                + (name instanceof String text ? quote(text) : "is missing or no string") + ", only "
                + Arrays.toString(values()) + " are read; save it as F32 or F16");
    }

    /** IEEE 754 binary16 to float32, exactly (Float.float16ToFloat is of Java 20). */
    static float float16(short bits) {
        int magnitude = bits & 0x7fff;
        int sign = (bits & 0x8000) << 16;
        if (magnitude >= 0x7c00) { // infinity, NaN: the largest exponent stays the largest
            return Float.intBitsToFloat(sign | 0x7f800000 | (magnitude & 0x3ff) << 13);
        }
        // Exponent and fraction move to float32's places; the scaling mends the bias (127 - 15 = 112)
        // and turns subnormals into normal numbers.
        float value = Float.intBitsToFloat(magnitude << 13) * 0x1p112f;
        return Float.intBitsToFloat(sign | Float.floatToRawIntBits(value));
    }

    /** The upper half of a float32. */
    static float bfloat16(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }
}
