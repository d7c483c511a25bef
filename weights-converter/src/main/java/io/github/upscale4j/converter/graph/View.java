package io.github.upscale4j.converter.graph;

import io.github.upscale4j.converter.graph.Atom.Axis;
import io.github.upscale4j.net.Extent;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.weights.MalformedWeightsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A feature map as a tensor of the graph: each axis of the tensor is made of parts of the map's axes. Reshaping and
 * transposing change the parts only; what is computed pixel by pixel does not care about them.
 *
 * @param node the feature map
 * @param rows of it, at the size for which the graph is read
 * @param columns likewise
 * @param axes of the tensor, outermost first; each canonical, as {@link Atom#merged}. The batch, of one, has no parts
 * @param rollRows row {@code i} of the tensor is row {@code i + rollRows} of the map, modulo its rows
 * @param rollColumns likewise
 */
record View(Node node, int rows, int columns, List<List<Atom>> axes, int rollRows, int rollColumns) implements Value {
    View {
        axes = List.copyOf(axes);
    }

    /** (1, channels, rows, columns). */
    static View plain(Node node, int rows, int columns) {
        return new View(
                node,
                rows,
                columns,
                List.of(
                        List.of(),
                        Atom.merged(List.of(new Atom(Axis.CHANNEL, 1, node.channels()))),
                        Atom.merged(List.of(new Atom(Axis.ROW, 1, rows))),
                        Atom.merged(List.of(new Atom(Axis.COLUMN, 1, columns)))),
                0,
                0);
    }

    /** Refuses a map of another size: the picture, as it is and extended, is one node of two sizes. */
    void requireSize(View other, GraphNode node) throws MalformedWeightsException {
        if (rows != other.rows || columns != other.columns) {
            throw node.refuse("takes maps of " + rows + " x " + columns + " and of " + other.rows + " x "
                    + other.columns + " pixels");
        }
    }

    /** Whether it is one pixel, whatever the picture, which is paired with all of another map. */
    boolean isPixel() {
        return node.extent().equals(Extent.PIXEL);
    }

    boolean isPlain() {
        return equals(plain(node, rows, columns));
    }

    int[] dims() {
        return axes.stream().mapToInt(Atom::extent).toArray();
    }

    int rank() {
        return axes.size();
    }

    View with(List<List<Atom>> changed) {
        return new View(node, rows, columns, changed, rollRows, rollColumns);
    }

    /** Another map of the same size and channels, seen in the same way. */
    View of(Node other) {
        return new View(other, rows, columns, axes, rollRows, rollColumns);
    }

    /** Whether the other is a map of the same size and channels, seen in the same way. */
    boolean fits(View other) {
        return node.channels() == other.node.channels()
                && node.extent().equals(other.node.extent())
                && equals(other.of(node));
    }

    View rolled(int byRows, int byColumns) {
        return new View(
                node,
                rows,
                columns,
                axes,
                Math.floorMod(rollRows + byRows, rows),
                Math.floorMod(rollColumns + byColumns, columns));
    }

    /** With other numbers of rows and columns, where all of them are an axis each. */
    View resized(int height, int width) {
        List<Atom> allRows = Atom.merged(List.of(new Atom(Axis.ROW, 1, rows)));
        List<Atom> allColumns = Atom.merged(List.of(new Atom(Axis.COLUMN, 1, columns)));
        List<List<Atom>> changed = new ArrayList<>();
        for (List<Atom> axis : axes) {
            changed.add(
                    axis.isEmpty()
                            ? axis
                            : axis.equals(allRows)
                                    ? Atom.merged(List.of(new Atom(Axis.ROW, 1, height)))
                                    : axis.equals(allColumns)
                                            ? Atom.merged(List.of(new Atom(Axis.COLUMN, 1, width)))
                                            : axis);
        }
        return new View(node, height, width, changed, rollRows, rollColumns);
    }

    /** With axes of one place before the others, so that there are {@code rank} of them at least. */
    View padded(int rank) {
        List<List<Atom>> changed = new ArrayList<>(axes);
        while (changed.size() < rank) {
            changed.add(0, List.of());
        }
        return with(changed);
    }

    /** The parts that are channels, of all axes in order. */
    List<Atom> channelAtoms() {
        List<Atom> all = new ArrayList<>();
        axes.forEach(axis ->
                axis.stream().filter(atom -> atom.axis() == Axis.CHANNEL).forEach(all::add));
        return all;
    }

    /** With the last two axes in the other order. */
    View turned() {
        int[] order = IntStream.range(0, rank()).toArray();
        order[rank() - 2] = rank() - 1;
        order[rank() - 1] = rank() - 2;
        return transposed(order);
    }

    View transposed(int[] order) {
        return with(Arrays.stream(order).mapToObj(axes::get).toList());
    }

    /** A plain view without its first and last rows and columns, and of the others those {@code step} apart. */
    View trimmed(int before, int after, int step, Lowering at) {
        if (before == 0 && after == 0 && step == 1) {
            return this;
        }
        return plain(
                at.net.trim(node, before, after, step),
                Math.floorDiv(rows + step - 1 - before - after, step),
                Math.floorDiv(columns + step - 1 - before - after, step));
    }

    /** Whether the axis is all channels in order. */
    boolean isChannels(int axis) {
        return axes.get(axis).equals(Atom.merged(List.of(new Atom(Axis.CHANNEL, 1, node.channels()))));
    }

    /** Whether all channels lie on the axis and nothing else does, whatever their order. */
    boolean holdsChannels(int axis) {
        return Atom.extent(axes.get(axis)) == node.channels()
                && axes.get(axis).stream().allMatch(atom -> atom.axis() == Axis.CHANNEL);
    }

    /** The same elements in order, cut into other axes; null if an axis would be cut through the middle of a part. */
    View reshaped(int[] dims) {
        List<Atom> rest = new ArrayList<>();
        axes.forEach(rest::addAll);
        int at = 0;
        List<List<Atom>> changed = new ArrayList<>();
        for (int dim : dims) {
            List<Atom> axis = new ArrayList<>();
            int need = dim;
            while (need > 1) {
                if (at == rest.size()) {
                    return null;
                }
                Atom next = rest.get(at);
                if (need % next.extent() == 0) {
                    axis.add(next);
                    need /= next.extent();
                    at++;
                } else if (next.extent() % need == 0) {
                    axis.add(next.outer(need));
                    rest.set(at, next.within(need));
                    need = 1;
                } else {
                    return null;
                }
            }
            changed.add(Atom.merged(axis));
        }
        return at == rest.size() ? with(changed) : null;
    }

    /** For each channel of the map, which index of the axis it has, where the axis is made of channels only. */
    int[] indexOfChannels(int axis) {
        int[] index = new int[node.channels()];
        for (Atom atom : axes.get(axis)) {
            for (int c = 0; c < index.length; c++) {
                index[c] = index[c] * atom.extent() + c / atom.stride() % atom.extent();
            }
        }
        return index;
    }
}
