package io.github.upscale4j.converter.graph;

import io.github.upscale4j.converter.graph.Atom.Axis;
import io.github.upscale4j.net.Extent;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.weights.MalformedWeightsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A feature map as a tensor of the graph: each axis of the tensor is made of parts of the map's axes. Reshaping and
 * transposing change the parts only; what is computed pixel by pixel does not care about them.
 *
 * @param node the feature map
 * @param rows of it, at the size for which the graph is read
 * @param columns likewise
 * @param axes of the tensor, outermost first; each canonical, as {@link Atom#merged}. The batch, of one, has no parts
 * @param cell parts of several axes that are numbered in one row, which parts of {@link Axis#CELL} cut elsewhere than
 *     between them: the channels of pixels that make one key, cut into heads. Empty where nothing is cut so
 * @param rollRows row {@code i} of the tensor is row {@code i + rollRows} of the map, modulo its rows
 * @param rollColumns likewise
 */
record View(Node node, int rows, int columns, List<List<Atom>> axes, List<Atom> cell, int rollRows, int rollColumns)
        implements Value {
    View {
        if (!cell.isEmpty()) {
            List<Atom> parts = cell;
            axes = axes.stream().map(axis -> spelled(axis, parts)).toList();
        }
        axes = List.copyOf(axes);
        boolean cut = false;
        for (List<Atom> axis : axes) {
            for (Atom atom : axis) {
                cut |= atom.axis() == Axis.CELL;
            }
        }
        if (cut && cell.isEmpty()) {
            throw new IllegalArgumentException("takes a feature map whose heads are cut from several pixels; only"
                    + " attention of such keys is read");
        }
        cell = cut ? List.copyOf(cell) : List.of();
    }

    View(Node node, int rows, int columns, List<List<Atom>> axes, int rollRows, int rollColumns) {
        this(node, rows, columns, axes, List.of(), rollRows, rollColumns);
    }

    /** With the whole cell as the parts that it is made of. */
    private static List<Atom> spelled(List<Atom> axis, List<Atom> cell) {
        Atom whole = new Atom(Axis.CELL, 1, Atom.extent(cell));
        return Atom.merged(axis.stream()
                .flatMap(atom -> atom.equals(whole) ? cell.stream() : Stream.of(atom))
                .toList());
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
        return new View(node, rows, columns, changed, cell, rollRows, rollColumns);
    }

    /** Another map of the same size and channels, seen in the same way. */
    View of(Node other) {
        return new View(other, rows, columns, axes, cell, rollRows, rollColumns);
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
                cell,
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
        return new View(node, height, width, changed, cell, rollRows, rollColumns);
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
        List<List<Atom>> changed = divided(axes.stream().flatMap(List::stream).toList(), dims);
        return changed == null ? null : with(changed);
    }

    private static List<List<Atom>> divided(List<Atom> atoms, int[] dims) {
        List<Atom> rest = new ArrayList<>(atoms);
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
        return at == rest.size() ? changed : null;
    }

    /** As {@link #reshaped}; the fewest parts that would be cut through become the {@link #cell}, if there is none yet. */
    View cut(int[] dims) {
        View even = reshaped(dims);
        if (even != null || !cell.isEmpty()) {
            return even;
        }
        List<Atom> all = axes.stream().flatMap(List::stream).toList();
        for (int length = 2; length <= all.size(); length++) {
            for (int first = 0; first + length <= all.size(); first++) {
                List<Atom> parts = all.subList(first, first + length);
                List<Atom> row = new ArrayList<>(all.subList(0, first));
                row.add(new Atom(Axis.CELL, 1, Atom.extent(parts)));
                row.addAll(all.subList(first + length, all.size()));
                List<List<Atom>> changed = divided(row, dims);
                if (changed != null) {
                    return new View(node, rows, columns, changed, parts, rollRows, rollColumns);
                }
            }
        }
        return null;
    }

    /** What two axes are together, one behind the other. */
    List<Atom> together(int first, int second) {
        List<Atom> both = new ArrayList<>(axes.get(first));
        both.addAll(axes.get(second));
        return spelled(Atom.merged(both), cell);
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
