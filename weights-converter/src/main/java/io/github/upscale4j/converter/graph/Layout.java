package io.github.upscale4j.converter.graph;

import io.github.upscale4j.converter.graph.Atom.Axis;
import java.util.ArrayList;
import java.util.List;

/**
 * How a map is cut for attention within windows: its axes are (windows..., heads, pixels of a window, channels of a head).
 *
 * @param height pixels of a window
 * @param width likewise
 * @param size channels of a head
 * @param grid whether the pixels of a window lie apart from one another, over the whole map
 */
record Layout(int height, int width, int heads, int size, boolean grid) {
    /** Of a view with such axes; null of any other. */
    static Layout of(View x) {
        int rank = x.rank();
        if (rank < 3) {
            return null;
        }
        List<Atom> pixels = x.axes().get(rank - 2);
        int size = Atom.extent(x.axes().get(rank - 1));
        int heads = Atom.extent(x.axes().get(rank - 3));
        int height = extent(pixels, Axis.ROW);
        int width = extent(pixels, Axis.COLUMN);
        if (x.rows() % height != 0 || x.columns() % width != 0) {
            return null;
        }
        List<Atom> leading = new ArrayList<>();
        x.axes().subList(0, rank - 3).forEach(leading::addAll);
        int down = x.rows() / height;
        int across = x.columns() / width;
        boolean channels = (long) heads * size == x.node().channels()
                && x.axes().get(rank - 3).equals(merged(new Atom(Axis.CHANNEL, size, heads)))
                && x.axes().get(rank - 1).equals(merged(new Atom(Axis.CHANNEL, 1, size)));
        boolean windows = pixels.equals(merged(new Atom(Axis.ROW, 1, height), new Atom(Axis.COLUMN, 1, width)))
                && Atom.merged(leading)
                        .equals(merged(new Atom(Axis.ROW, height, down), new Atom(Axis.COLUMN, width, across)));
        boolean grid = pixels.equals(merged(new Atom(Axis.ROW, down, height), new Atom(Axis.COLUMN, across, width)))
                && Atom.merged(leading).equals(merged(new Atom(Axis.ROW, 1, down), new Atom(Axis.COLUMN, 1, across)));
        return channels && (windows || grid) ? new Layout(height, width, heads, size, !windows) : null;
    }

    private static int extent(List<Atom> atoms, Axis axis) {
        return Atom.extent(atoms.stream().filter(atom -> atom.axis() == axis).toList());
    }

    private static List<Atom> merged(Atom... atoms) {
        return Atom.merged(List.of(atoms));
    }

    /** Pixels of a window. */
    int pixels() {
        return height * width;
    }

    boolean isSquare() {
        return height == width;
    }
}
