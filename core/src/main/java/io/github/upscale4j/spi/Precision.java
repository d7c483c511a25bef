package io.github.upscale4j.spi;

/**
 * What intermediate values of a network may be kept in. Sums are computed in 32 bits either way.
 */
public enum Precision {
    /** IEEE 754 binary32. */
    FLOAT32(4),

    /**
     * Binary16 is allowed where a device is faster or holds more with it: half of the memory, and products on matrix units.
     * Values are then rounded to 11 bits after each operation, and those beyond 65,504 become infinite. Weights may be
     * rounded likewise.
     */
    FLOAT16(2);

    private final int bytes;

    Precision(int bytes) {
        this.bytes = bytes;
    }

    /** Of a value. */
    public int bytes() {
        return bytes;
    }
}
