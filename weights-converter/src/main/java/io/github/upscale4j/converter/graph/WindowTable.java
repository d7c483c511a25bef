package io.github.upscale4j.converter.graph;

import io.github.upscale4j.converter.graph.Pending.Gathered;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.net.Windows;
import io.github.upscale4j.weights.MalformedWeightsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What tables of rows, or of columns, say of windows and their keys: the rule behind them, checked for each entry.
 *
 * @param queries places of the pixels of one window after the other
 * @param size pixels of a window
 * @param keys likewise of the keys
 * @param reach pixels of the keys of a window
 * @param fold how many of them make a key
 * @param hidden which keys do not count
 */
record WindowTable(
        int[] queries, int size, int[] keys, int reach, int fold, boolean[] hidden, Lowering at, GraphNode node) {
    /**
     * @param map the queries'
     * @param length its rows, or columns
     * @param keyLength of the keys'
     */
    Windows.Axis axis(Node map, boolean rows, int length, int keyLength) throws MalformedWeightsException {
        int windows = queries.length / size;
        int lost = lost(length);
        for (int i = 0; i < queries.length; i++) {
            int place = i - lost;
            boolean inside = place >= 0 && place < length;
            if (inside && queries[i] != place || windows > 1 && place >= length + size) {
                throw refuse();
            }
        }
        if (queries.length - lost < length) {
            throw refuse();
        }
        int[] line = line(keyLength);
        int first = line[0];
        int step = line[1];
        boolean wraps = wraps(keyLength);
        int low = 0;
        int high = keyLength;
        for (int i = 0; i < keys.length; i++) {
            if (hidden[i / fold]) {
                continue;
            }
            int place = first + i / reach * step + i % reach;
            boolean inside = place >= 0 && place < keyLength;
            int there = inside ? place : wraps ? Math.floorMod(place, keyLength) : Gathered.NONE;
            if (keys[i] != there) {
                throw refuse();
            }
            low = wraps ? low : Math.min(low, place);
            high = wraps ? high : Math.max(high, place + 1);
        }
        int shift = lost == 0 ? 0 : size - lost;
        int keyShift = first + (lost == 0 ? 0 : step);
        Windows.Edge edge = edge(keyLength);
        if (edge.wraps() && (length % size != 0 || keyLength % step != 0)) {
            at.wishes.multiple(Wishes.behind(size, map.up(), map.down()));
            throw new UnfitException(length + " pixels are no whole windows of " + size + ", which go round");
        }
        int margin = -low;
        List<Integer> multiples = multiples();
        multiples.removeIf(multiple -> edge != Windows.Edge.ROUND
                && !shows(new Windows.Axis(size, shift, reach, step, keyShift, multiple, margin), lost, keyLength));
        int multiple = multiples.isEmpty() ? 0 : at.fitting(node, rows, multiples);
        if (multiple == 0) {
            throw refuse();
        }
        return new Windows.Axis(size, shift, reach, step, keyShift, multiple, margin);
    }

    /** Up to multiples of what zeros may fill a map up, the likeliest first. */
    private List<Integer> multiples() {
        List<Integer> multiples = new ArrayList<>();
        int known = at.wishes.filling();
        if (known > 0) {
            multiples.add(known);
        } else if (at.wishes.given().kind() == Sizes.Kind.ANY) {
            multiples.add(at.wishes.given().cell());
        }
        multiples.add(1);
        for (int sides = size; sides <= Math.max(size, PictureSizes.LARGEST_FILLING); sides += size) {
            multiples.add(sides);
        }
        return multiples;
    }

    /** What becomes of the keys beyond the edges. */
    Windows.Edge edge(int length) {
        return !wraps(length) ? Windows.Edge.CUT : hidesAny() ? Windows.Edge.STRADDLED : Windows.Edge.ROUND;
    }

    /** How many pixels the first window has lost to the edge. */
    private int lost(int length) {
        int lost = 0;
        while (lost + 1 < size && length > 1 && queries[0] == 0 && queries[lost + 1] == 0) {
            lost++;
        }
        return lost;
    }

    /** Whether keys beyond one edge are those of the other: the only ones that count and do not follow one another. */
    private boolean wraps(int length) {
        for (int i = 1; i < keys.length; i++) {
            if (i % reach != 0
                    && !hidden[i / fold]
                    && !hidden[(i - 1) / fold]
                    && keys[i] == 0
                    && keys[i - 1] == length - 1) {
                return true;
            }
        }
        return false;
    }

    /** Whether all keys are there, and none is zeros. */
    boolean isWhole() {
        return !hidesAny() && Arrays.stream(keys).noneMatch(key -> key == Gathered.NONE);
    }

    private boolean hidesAny() {
        for (boolean one : hidden) {
            if (one) {
                return true;
            }
        }
        return false;
    }

    /** Whether just those keys count that are there by a rule. */
    private boolean shows(Windows.Axis axis, int lost, int length) {
        int cells = reach / fold;
        for (int i = 0; i < hidden.length; i++) {
            int start = i / cells * size - lost;
            boolean there = i % cells >= axis.shownFrom(start, cells) && i % cells < axis.shownTo(start, cells, length);
            if (there == hidden[i]) {
                return false;
            }
        }
        return true;
    }

    /** The first key of the first window, and how far the next one's is from it. */
    private int[] line(int length) throws MalformedWeightsException {
        int[] whole = line(length, true);
        int[] line = whole == null ? line(length, false) : whole;
        if (line == null || line[1] < 1) {
            throw refuse();
        }
        return line;
    }

    /** @param whole whether only windows tell whose keys all follow one another */
    private int[] line(int length, boolean whole) {
        int known = -1;
        int start = 0;
        for (int window = 0; window < keys.length / reach; window++) {
            int inner = inner(window, length);
            if (inner < 0 || whole && !follows(window)) {
                continue;
            }
            int own = keys[inner] - inner % reach;
            if (known >= 0) {
                int step = (own - start) / (window - known);
                return new int[] {start - known * step, step};
            }
            known = window;
            start = own;
        }
        return null;
    }

    /** The first key of a window that counts and lies at no edge; -1 if there is none. */
    private int inner(int window, int length) {
        for (int i = window * reach; i < (window + 1) * reach; i++) {
            if (keys[i] > 0 && keys[i] < length - 1 && !hidden[i / fold]) {
                return i;
            }
        }
        return -1;
    }

    private boolean follows(int window) {
        for (int i = window * reach + 1; i < (window + 1) * reach; i++) {
            if (keys[i] != keys[i - 1] + 1) {
                return false;
            }
        }
        return true;
    }

    private MalformedWeightsException refuse() {
        return node.refuse("attends to keys picked by a table that is no rule of windows");
    }
}
