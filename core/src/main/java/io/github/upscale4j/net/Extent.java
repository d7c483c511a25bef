package io.github.upscale4j.net;

/**
 * How many rows or columns a value has: {@code (n up / down + offset) / divisor} where the network's input has {@code n}.
 * The first division leaves no rest, since {@code n} is a multiple of {@link Net#multiple()}; the second rounds down.
 * Reduced, so that two extents are equal where they mean the same sizes.
 *
 * @param up rows for every {@code down} of the input; 0 where the size is the same for every image
 * @param down see {@code up}
 * @param offset rows more, or fewer where it is negative
 * @param divisor what the rows are divided by in the end
 */
public record Extent(int up, int down, int offset, int divisor) {
    /** One pixel, whatever the image: what a mean over all of it leaves. */
    public static final Extent PIXEL = new Extent(0, 1, 1, 1);

    public Extent {
        if (up < 0 || down < 1 || divisor < 1) {
            throw new IllegalArgumentException(
                    "no such extent: up " + up + ", down " + down + ", offset " + offset + ", divisor " + divisor);
        }
        int common = gcd(up, down);
        up /= common;
        down /= common;
    }

    /** {@code up} rows for every {@code down} of the input. */
    public static Extent of(int up, int down) {
        return new Extent(up, down, 0, 1);
    }

    /** Rows where the input has {@code n}; may be none, or less than that, if the image is too small. */
    public int size(int n) {
        return Math.toIntExact(Math.floorDiv((long) n * up / down + offset, (long) divisor));
    }

    /** Whether it is a fixed rate of the input's rows: what bands of rows need. */
    public boolean regular() {
        return offset == 0 && divisor == 1;
    }

    /** {@code factor} times as many. */
    Extent times(int factor) {
        requireWhole("enlarged");
        return new Extent(Math.multiplyExact(up, factor), down, Math.multiplyExact(offset, factor), 1);
    }

    /** One for every {@code factor}, without rest. */
    Extent by(int factor) {
        requireWhole("rearranged");
        if (offset % factor != 0) {
            throw new IllegalArgumentException("sizes of " + this + " do not divide by " + factor);
        }
        return new Extent(up, Math.multiplyExact(down, factor), offset / factor, 1);
    }

    /** {@code rows} more. */
    Extent plus(int rows) {
        return new Extent(up, down, Math.addExact(offset, Math.multiplyExact(rows, divisor)), divisor);
    }

    /** One for every {@code factor}, rounded down. */
    Extent over(int factor) {
        return new Extent(up, down, offset, Math.multiplyExact(divisor, factor));
    }

    private void requireWhole(String verb) {
        if (divisor != 1) {
            throw new IllegalArgumentException("what was divided with a rest is not " + verb + ": " + this);
        }
    }

    private static int gcd(int a, int b) {
        return b == 0 ? Math.max(a, 1) : gcd(b, a % b);
    }

    /** As in {@code x2/1}, {@code (x1/2 - 3) / 2}. */
    @Override
    public String toString() {
        String rows = up == 0 ? Integer.toString(offset) : "x" + up + "/" + down;
        if (up != 0 && offset != 0) {
            rows += offset > 0 ? " + " + offset : " - " + -offset;
        }
        return divisor == 1 ? rows : "(" + rows + ") / " + divisor;
    }
}
