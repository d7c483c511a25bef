package io.github.upscale4j.converter.graph;

/** What a graph turns out to want of sizes while it is read for some. */
final class Wishes {
    private static final long LARGEST = 1 << 12;

    private final Sizes given;
    private Sizes wanted;

    Wishes(Sizes given) {
        this.given = given;
        wanted = given;
    }

    Sizes given() {
        return given;
    }

    /** What to read the graph for next. */
    Sizes sizes() {
        return wanted;
    }

    boolean granted() {
        return wanted.equals(given);
    }

    /** Sides have to be multiples of {@code divisor}. */
    void multiple(long divisor) {
        long common = wanted.multiple() / divisor(wanted.multiple(), divisor) * divisor;
        if (common > LARGEST) {
            throw new IllegalArgumentException("the picture's sides would have to be multiples of " + common
                    + ", at most of " + LARGEST + " are read");
        }
        wanted = new Sizes((int) common, wanted.border());
    }

    void border(int pixels) {
        wanted = new Sizes(wanted.multiple(), pixels);
    }

    private static long divisor(long a, long b) {
        return b == 0 ? a : divisor(b, a % b);
    }

    /** Rows of the picture behind {@code rows} of a map with {@code up} for every {@code down}. */
    static long behind(long rows, int up, int down) {
        return rows * down / divisor(rows * down, up);
    }
}
