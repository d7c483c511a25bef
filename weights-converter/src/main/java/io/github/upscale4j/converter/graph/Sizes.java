package io.github.upscale4j.converter.graph;

/**
 * For which pictures a graph is read.
 *
 * @param cell of which both sides are multiples, as {@code kind} says
 * @param border pixels that are added to the picture on every side, by reflection, before the graph sees it: what programs
 *     do around networks that lose a border
 */
record Sizes(int cell, Kind kind, int border) {
    enum Kind {
        /** No multiples: the graph makes them, by extending the picture. */
        EXTENDED,
        /** As {@link #EXTENDED}, and it is known of what by how the picture was extended. */
        FITTED,
        /** Multiples: the graph has no result for others. */
        WHOLE,
        /** Both: the graph has a result for each picture, without extending it. */
        ANY
    }

    static final Sizes FIRST = new Sizes(1, Kind.EXTENDED, 0);

    /** What both sides of the network's input have to be multiples of. */
    int multiple() {
        return kind == Kind.ANY ? 1 : cell;
    }

    /** Whether the graph is thought to extend pictures to multiples; then it is read for a multiple as well, the third time. */
    boolean isExtended() {
        return cell > 1 && isLarger();
    }

    /** Whether the graph may extend pictures, to multiples of {@code cell} or of a number that is still to be found. */
    boolean isLarger() {
        return kind == Kind.EXTENDED || kind == Kind.FITTED;
    }

    /** How many pictures of different sizes a graph is read for. */
    int readings() {
        return isExtended() || cell > 1 && kind == Kind.ANY ? 3 : 2;
    }

    Sizes of(Kind other) {
        return new Sizes(cell, other, border);
    }

    /**
     * A side of {@code times} cells, or of one pixel more than has fewer, or of one pixel less, for one reading after the
     * other. A prime number of cells is no multiple of several.
     */
    int side(int times, int reading) {
        boolean more = isExtended() ? reading < 2 : kind == Kind.ANY && reading == 1;
        boolean less = kind == Kind.ANY && reading == 2;
        return cell == 1 ? times : more ? cell * (times - 1) + 1 : less ? cell * times - 1 : cell * times;
    }
}
