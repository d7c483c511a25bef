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
 * @param fold how many rows and columns of pixels make one, whose channels follow one another
 * @param grid whether the pixels of a window lie apart from one another, over the whole map
 */
record Layout(int height, int width, int heads, int size, int fold, boolean grid) {
    /** Of a view with such axes; null of any other. */
    static Layout of(View x) {
        int rank = x.rank();
        if (rank < 3) {
            return null;
        }
        List<Atom> vectors = x.together(rank - 3, rank - 1);
        int fold = vectors.isEmpty() || vectors.get(0).axis() != Axis.ROW
                ? 1
                : vectors.get(0).extent();
        List<Atom> pixels = x.axes().get(rank - 2);
        int size = Atom.extent(x.axes().get(rank - 1));
        int heads = Atom.extent(x.axes().get(rank - 3));
        int height = extent(pixels, Axis.ROW) * fold;
        int width = extent(pixels, Axis.COLUMN) * fold;
        if (x.rows() % height != 0 || x.columns() % width != 0) {
            return null;
        }
        List<Atom> leading = new ArrayList<>();
        x.axes().subList(0, rank - 3).forEach(leading::addAll);
        int down = x.rows() / height;
        int across = x.columns() / width;
        boolean whole = vectors.equals(merged(
                new Atom(Axis.ROW, 1, fold),
                new Atom(Axis.COLUMN, 1, fold),
                new Atom(Axis.CHANNEL, 1, x.node().channels())));
        boolean windows = pixels.equals(
                        merged(new Atom(Axis.ROW, fold, height / fold), new Atom(Axis.COLUMN, fold, width / fold)))
                && Atom.merged(leading)
                        .equals(merged(new Atom(Axis.ROW, height, down), new Atom(Axis.COLUMN, width, across)));
        boolean grid = fold == 1
                && pixels.equals(merged(new Atom(Axis.ROW, down, height), new Atom(Axis.COLUMN, across, width)))
                && Atom.merged(leading).equals(merged(new Atom(Axis.ROW, 1, down), new Atom(Axis.COLUMN, 1, across)));
        return whole && (windows || grid) ? new Layout(height, width, heads, size, fold, !windows) : null;
    }

    private static int extent(List<Atom> atoms, Axis axis) {
        return Atom.extent(atoms.stream().filter(atom -> atom.axis() == axis).toList());
    }

    private static List<Atom> merged(Atom... atoms) {
        return Atom.merged(List.of(atoms));
    }

    /** From the top of a window to its bottom, of pixels or what they are folded to. */
    int keyRows() {
        return height / fold;
    }

    /** From left to right. */
    int keyColumns() {
        return width / fold;
    }

    /** Pixels of a window, or what they are folded to. */
    int keys() {
        return keyRows() * keyColumns();
    }

    /** Whether queries that lie so and such keys can be compared, window by window. */
    boolean meets(Layout keys) {
        return heads == keys.heads && size == keys.size && fold == 1 && (equals(keys) || !grid && !keys.grid);
    }
}
