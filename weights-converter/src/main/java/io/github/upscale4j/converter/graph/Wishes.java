package io.github.upscale4j.converter.graph;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a graph turns out to want of sizes while it is read for some. */
final class Wishes {
    private static final long LARGEST = 1 << 12;

    private static final int MOST_SIZES = 16;

    private final Sizes given;
    private final Found found;
    private Sizes wanted;
    private boolean again;

    /** @param found what earlier readings found out; grows */
    Wishes(Sizes given, Found found) {
        this.given = given;
        this.found = found;
        wanted = given;
    }

    Sizes given() {
        return given;
    }

    /** What one reading finds out for the next. */
    static final class Found {
        private final Map<List<Integer>, List<Integer>> extents = new HashMap<>(); // of pictures, by their own
        private final Set<List<Integer>> only = new LinkedHashSet<>(); // pictures, by height and width
        private int filling;
        private final Map<List<Object>, List<Integer>> fitting = new HashMap<>();
        private boolean beyond;
    }

    /** Up to multiples of what zeros fill maps up for attention; 0 as long as that is unknown. */
    int filling() {
        return found.filling;
    }

    /** Whether the graph extends pictures whose sides are multiples by a whole one. */
    boolean isBeyond() {
        return found.beyond;
    }

    /** That it does. */
    void beyond() {
        again |= !found.beyond;
        found.beyond = true;
    }

    void filled(int multiple) {
        found.filling = multiple;
    }

    /**
     * Up to multiples of what zeros fill a map up, as far as all readings for such sizes tell; 0 if they contradict one
     * another. Asks for another reading where earlier ones said otherwise.
     *
     * @param what is filled up
     * @param these multiples that this reading allows, the likeliest first
     */
    int fitting(Object what, List<Integer> these) {
        List<Object> key = List.of(given, what);
        List<Integer> before = found.fitting.get(key);
        List<Integer> left =
                before == null ? these : before.stream().filter(these::contains).toList();
        if (left.isEmpty()) {
            return 0;
        }
        again |= before != null && !before.get(0).equals(left.get(0));
        found.fitting.put(key, left);
        return left.get(0);
    }

    /** What the graph holds numbers of is a picture of this size: likelier ones first. */
    void only(long height, long width) {
        if (height > 0 && width > 0 && Math.max(height, width) <= LARGEST && found.only.size() < MOST_SIZES) {
            found.only.add(List.of((int) height, (int) width));
        }
    }

    /** Sizes of pictures, height and width, for one of which a graph may have been made that fits no others. */
    static List<List<Integer>> sizes(Found found) {
        return List.copyOf(found.only);
    }

    /** What to read the graph for next. */
    Sizes sizes() {
        return wanted;
    }

    boolean granted() {
        return wanted.equals(given) && !again;
    }

    /** Sides have to be multiples of {@code divisor}. */
    void multiple(long divisor) {
        if (given.kind() == Sizes.Kind.ANY) {
            return;
        }
        long common = wanted.cell() / divisor(wanted.cell(), divisor) * divisor;
        if (common > LARGEST) {
            throw new IllegalArgumentException("the picture's sides would have to be multiples of " + common
                    + ", at most of " + LARGEST + " are read");
        }
        wanted = new Sizes((int) common, wanted.kind(), wanted.border());
    }

    /** As {@link #multiple}, of what is only likely; what is known of extensions is better. */
    void likely(long divisor) {
        if (given.kind() == Sizes.Kind.EXTENDED) {
            multiple(divisor);
        }
    }

    /** The picture is extended to multiples of {@code cell}. */
    void fitted(int cell) {
        wanted = new Sizes(cell, Sizes.Kind.FITTED, wanted.border());
    }

    void border(int pixels) {
        wanted = new Sizes(wanted.cell(), wanted.kind(), pixels);
    }

    /** What the graph computes has no meaning for pictures of such sides. */
    void whole() {
        if (given.cell() > 1) {
            wanted = wanted.of(Sizes.Kind.WHOLE);
        }
    }

    /** Sides may be any, though some operations ask for multiples. */
    void any() {
        wanted = wanted.of(Sizes.Kind.ANY);
    }

    /** To which size pictures of another are extended before anything else; that size itself if they are not. */
    List<Integer> extended(int height, int width) {
        return found.extents.getOrDefault(List.of(height, width), List.of(height, width));
    }

    /** As {@link #extended}; asks for another reading if what was written before did not know. */
    void extend(int height, int width, List<Integer> to, boolean late) {
        if (!to.equals(found.extents.put(List.of(height, width), to)) && late) {
            again = true;
        }
    }

    private static long divisor(long a, long b) {
        return b == 0 ? a : divisor(b, a % b);
    }

    /** Rows of the picture behind {@code rows} of a map with {@code up} for every {@code down}. */
    static long behind(long rows, int up, int down) {
        return rows * down / divisor(rows * down, up);
    }
}
