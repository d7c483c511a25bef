package io.github.upscale4j.converter.onnx;

import io.github.upscale4j.net.Windows;
import io.github.upscale4j.weights.Weights;

/**
 * Where the pixels of {@link Windows} lie along one direction, for any size of the image: indices for {@code Gather}, one row a
 * window. Those that ask for the same get the same values. Lengths of images are values without dimensions.
 */
final class WindowPlaces extends Steps {
    private final Windows.Axis axis;
    private final String length;
    private final String name;

    /**
     * @param length pixels of the queries' image
     * @param name what no other axis of an image of such a length has
     */
    WindowPlaces(GraphWriter graph, Weights weights, Windows.Axis axis, String length, String name) {
        super(graph, weights);
        this.axis = axis;
        this.length = length;
        this.name = name;
    }

    /** How many pixels the first window has lost to the image's edge. */
    int lost() {
        return axis.shift() == 0 ? 0 : axis.size() - axis.shift();
    }

    /** How many windows there are, the first of them cut if they are shifted. */
    String count() {
        String count = name + "_count";
        String up = name + "_up";
        return graph.has(count)
                ? count
                : node("Div", count, node("Add", up, length, scalar(lost() + axis.size() - 1L)), scalar(axis.size()));
    }

    /** Pixels of all windows together. */
    String covered() {
        String covered = name + "_covered";
        return graph.has(covered) ? covered : node("Mul", covered, count(), scalar(axis.size()));
    }

    /** Where in what the windows cover the image ends. */
    String end() {
        String end = name + "_end";
        return lost() == 0 ? length : graph.has(end) ? end : node("Add", end, length, scalar(lost()));
    }

    /** Whether all keys are there, if lengths are multiples of {@code multiple}. */
    boolean complete(int multiple) {
        boolean filled =
                multiple % axis.size() == 0 || axis.keyStep() == axis.size() && axis.multiple() % axis.size() == 0;
        return filled
                && axis.shift() == 0
                && axis.keyShift() >= -axis.margin()
                && axis.keyShift() + axis.keys() - axis.keyStep() <= axis.margin();
    }

    /** (windows, pixels) of queries; outside the image the nearest in it, whose results are to be cut off. */
    String queries() {
        String out = name + "_queries";
        return graph.has(out) ? out : inside(places(axis.size(), axis.size(), -lost(), name + "_query"), length, out);
    }

    /** (windows, 1): 1 for windows of queries that the image's edge cuts, 0 for others. */
    String cut() {
        String out = name + "_cut";
        if (graph.has(out)) {
            return out;
        }
        String places = places(axis.size(), axis.size(), -lost(), name + "_query");
        String from = node("GreaterOrEqual", out + "_from", places, scalar(0));
        String within = node("And", out + "_within", from, node("Less", out + "_to", places, length));
        String there = graph.node("Cast", out + "_there", within, Attributes.of("to", 1L));
        String whole = graph.node("ReduceMin", out + "_whole", there, Attributes.ints("axes", 1));
        return node("Sub", out, graph.floats("one", new float[] {1}), whole);
    }

    /**
     * (windows, pixels) of keys of an image of {@code keys} pixels. One past its end stands for zeros, if there are any: see
     * {@link #zeros}; what is not there is any pixel.
     */
    String keys(boolean wraps, String keys) {
        String out = name + "_keys";
        if (graph.has(out)) {
            return out;
        }
        String places = keyPlaces();
        if (wraps) {
            return node("Mod", out, places, keys);
        }
        if (!zeros()) {
            return inside(places, keys, out);
        }
        String from = node("GreaterOrEqual", out + "_from", places, scalar(0));
        String within = node("And", out + "_within", from, node("Less", out + "_to", places, keys));
        return node("Where", out, within, places, keys);
    }

    /** Whether keys may be zeros. */
    boolean zeros() {
        return axis.margin() > 0 || axis.multiple() > 1;
    }

    /**
     * (windows, cells): 0 for keys that are there, of an image of {@code keys} pixels.
     *
     * @param fold pixels of a cell; the last one decides
     */
    String shown(int fold, String keys) {
        String out = name + "_shown";
        if (graph.has(out)) {
            return out;
        }
        String last = node(
                "Slice", out + "_last", keyPlaces(), longs(fold - 1), longs(Integer.MAX_VALUE), longs(1), longs(fold));
        String from = node("GreaterOrEqual", out + "_from", last, scalar(axis.keysFrom()));
        String within = node("And", out + "_within", from, node("Less", out + "_to", last, keysTo(keys)));
        return unlessHidden(within, out);
    }

    /** As {@link Windows.Axis#keysTo}. */
    private String keysTo(String keys) {
        String end = keys;
        if (axis.multiple() > 1) {
            String up = node("Add", name + "_more", keys, scalar(axis.multiple() - 1L));
            String multiples = node("Div", name + "_multiples", up, scalar(axis.multiple()));
            end = node("Mul", name + "_filled", multiples, scalar(axis.multiple()));
        }
        return axis.margin() == 0 ? end : node("Add", name + "_keys_end", end, scalar(axis.margin()));
    }

    private String keyPlaces() {
        int first = axis.keyShift() - (axis.shift() == 0 ? 0 : axis.keyStep());
        return places(axis.keys(), axis.keyStep(), first, name + "_key");
    }

    /** (windows, pixels): {@code first + window * step + pixel}. */
    private String places(int pixels, int step, int first, String out) {
        if (graph.has(out)) {
            return out;
        }
        String numbers = node("Range", out + "_windows", scalar(0), count(), scalar(1));
        String starts = node("Mul", out + "_starts", numbers, scalar(step));
        String column = node("Reshape", out + "_column", starts, longs(-1, 1));
        long[] row = new long[pixels];
        for (int i = 0; i < pixels; i++) {
            row[i] = (long) first + i;
        }
        return node("Add", out, column, graph.longs(out + "_row", row));
    }

    private String inside(String places, String size, String out) {
        String last = node("Sub", out + "_end", size, scalar(1));
        return node("Min", out, node("Max", out + "_from", places, scalar(0)), last);
    }
}
