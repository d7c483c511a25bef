package io.github.upscale4j.converter.graph;

import io.github.upscale4j.converter.graph.Pending.Gathered;
import io.github.upscale4j.net.Windows;
import io.github.upscale4j.weights.MalformedWeightsException;

/**
 * What tables of rows, or of columns, say of windows and their keys: the rule behind them, checked for each entry.
 *
 * @param queries places of the pixels of one window after the other
 * @param size pixels of a window
 * @param keys likewise of the keys
 * @param reach keys of a window
 * @param hidden which keys do not count
 */
record WindowTable(int[] queries, int size, int[] keys, int reach, boolean[] hidden, Lowering at, GraphNode node) {
    /**
     * @param own (rows, columns) of the queries' map
     * @param other of the keys'
     */
    Windows.Axis axis(int[] own, int[] other, boolean rows) throws MalformedWeightsException {
        int length = own[rows ? 0 : 1];
        int keyLength = other[rows ? 0 : 1];
        int windows = queries.length / size;
        int lost = 0;
        while (lost + 1 < size && length > 1 && queries[0] == 0 && queries[lost + 1] == 0) {
            lost++;
        }
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
        int[] line = line(windows, keyLength);
        int first = line[0];
        int step = line[1];
        int low = 0;
        int high = keyLength;
        for (int i = 0; i < keys.length; i++) {
            int place = first + i / reach * step + i % reach;
            boolean inside = place >= 0 && place < keyLength;
            if (inside ? keys[i] != place || hidden[i] : !hidden[i] && keys[i] != Gathered.NONE) {
                throw refuse();
            }
            if (!hidden[i]) {
                low = Math.min(low, place);
                high = Math.max(high, place + 1);
            }
        }
        boolean any = at.wishes.given().kind() == Sizes.Kind.ANY;
        int shift = lost == 0 ? 0 : size - lost;
        int keyShift = first + (lost == 0 ? 0 : step);
        Windows.Axis axis = new Windows.Axis(
                size, shift, reach, step, keyShift, any ? at.wishes.given().cell() : 1, -low);
        if (shows(axis, first, keyLength)) {
            return axis;
        }
        for (int times = 0; times * size <= high + low; times++) {
            axis = new Windows.Axis(size, shift, reach, step, keyShift, Math.max(1, times * size), -low);
            if (shows(axis, first, keyLength)) {
                return axis;
            }
        }
        throw refuse();
    }

    /** Whether just those keys count that are there by a rule. */
    private boolean shows(Windows.Axis axis, int first, int length) {
        for (int i = 0; i < keys.length; i++) {
            int place = first + i / reach * axis.keyStep() + i % reach;
            boolean there = place >= axis.keysFrom() && place < axis.keysTo(length);
            if (there == hidden[i]) {
                return false;
            }
        }
        return true;
    }

    /** The first key of the first window, and how far the next one's is from it. */
    private int[] line(int windows, int length) throws MalformedWeightsException {
        int[] starts = new int[windows];
        int[] known = new int[2];
        int count = 0;
        for (int window = 0; window < windows; window++) {
            for (int i = window * reach; i < (window + 1) * reach; i++) {
                boolean inner = keys[i] > 0 && keys[i] < length - 1 && !hidden[i];
                if (inner && (count == 0 || known[count - 1] != window)) {
                    starts[window] = keys[i] - i % reach;
                    if (count < 2) {
                        known[count++] = window;
                    }
                    break;
                }
            }
        }
        if (count < 2) {
            throw refuse();
        }
        int step = (starts[known[1]] - starts[known[0]]) / (known[1] - known[0]);
        if (step < 1) {
            throw refuse();
        }
        return new int[] {starts[known[0]] - known[0] * step, step};
    }

    private MalformedWeightsException refuse() {
        return node.refuse("attends to keys picked by a table that is no rule of windows");
    }
}
