package io.github.upscale4j.opencl;

import io.github.upscale4j.spi.Levels;

/**
 * A row as it goes over the bus.
 *
 * @param depth 8, 16 or {@link Levels#FLOATS} bits
 * @param values in a row
 * @param told whether {@code rows_out.cl} tells behind levels whether all values were numbers
 */
record RowFormat(int depth, int values, boolean told) {
    static RowFormat floats(int values) {
        return new RowFormat(Levels.FLOATS, values, false);
    }

    static RowFormat arriving(int depth, int values) {
        return new RowFormat(depth, values, false);
    }

    static RowFormat leaving(int depth, int values) {
        return new RowFormat(depth, values, depth != Levels.FLOATS);
    }

    boolean floats() {
        return depth == Levels.FLOATS;
    }

    /** Bytes of the values alone. */
    int valueBytes() {
        return Math.multiplyExact(values, depth / 8);
    }

    /** Bytes from one row to the next, a multiple of 4. */
    int bytes() {
        return (valueBytes() + 3) / 4 * 4 + (told ? 4 : 0);
    }

    /** Samples from one row to the next. */
    int stride() {
        return bytes() / (depth / 8);
    }

    /** Where in a row stands whether all values were numbers. */
    int toldAt() {
        return bytes() - 4;
    }
}
