package io.github.upscale4j.converter.graph;

import io.github.upscale4j.converter.graph.Atom.Axis;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.weights.MalformedWeightsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Rows and columns that are picked by tables: windows that overlap, cells, mirrored edges. */
final class Gathering {
    private Gathering() {}

    /** Places of an axis by a table; null if the axis is not all rows or all columns, or the table too simple. */
    static Value gather(GraphNode node, Lowering at) throws MalformedWeightsException {
        Value value = at.value(node, 0);
        Pending.Gathered known = whole(value, at);
        if (known == null) {
            return null;
        }
        View x = known.view();
        Constant indices = at.required(node, 1);
        int axis = Axes.axis(node, node.integer("axis", 0), x.rank());
        View inOrder = value instanceof View view ? inOrder(view, axis, indices) : null;
        if (inOrder != null) {
            return inOrder;
        }
        boolean rows = isAll(x, axis, Axis.ROW, x.rows());
        boolean columns = isAll(x, axis, Axis.COLUMN, x.columns());
        if (!rows && !columns || indices.rank() < 1 || indices.rank() > 2) {
            return value instanceof Pending.Gathered ? ofChannels(known, axis, indices, node, at) : null;
        }
        int[] before = rows ? known.rows() : known.columns();
        long[] wanted = indices.longs();
        int[] table = new int[wanted.length];
        for (int i = 0; i < table.length; i++) {
            table[i] = before[Axes.axis(node, wanted[i], before.length)];
        }
        if (value instanceof View && Cutting.isTurned(x, axis, table)) {
            return null;
        }
        int outer = indices.dim(0);
        int inner = indices.rank() == 2 ? indices.dim(1) : 1;
        at.spend(node, table.length);
        if (table.length == 0) {
            throw node.refuse("picks nothing");
        }
        Axis kind = rows ? Axis.ROW : Axis.COLUMN;
        List<List<Atom>> axes = new ArrayList<>(x.axes());
        axes.set(axis, Atom.merged(List.of(new Atom(kind, inner, outer))));
        if (indices.rank() == 2) {
            axes.add(axis + 1, Atom.merged(List.of(new Atom(kind, 1, inner))));
        }
        View picked = new View(
                x.node(), rows ? table.length : x.rows(), rows ? x.columns() : table.length, axes, x.cell(), 0, 0);
        return settled(known.picked(picked, rows, table), at);
    }

    /** All places of an axis in order, as two axes; null if they are others. */
    private static View inOrder(View x, int axis, Constant indices) throws MalformedWeightsException {
        long[] wanted = indices.longs();
        int[] dims = x.dims();
        boolean each = indices.rank() == 2
                && wanted.length == dims[axis]
                && IntStream.range(0, wanted.length).allMatch(i -> wanted[i] == i);
        if (!each) {
            return null;
        }
        int[] cut = new int[dims.length + 1];
        System.arraycopy(dims, 0, cut, 0, axis);
        System.arraycopy(dims, axis + 1, cut, axis + 2, dims.length - axis - 1);
        cut[axis] = indices.dim(0);
        cut[axis + 1] = indices.dim(1);
        return x.reshaped(cut);
    }

    private static boolean isAll(View x, int axis, Axis kind, int extent) {
        return extent > 1 && x.axes().get(axis).equals(List.of(new Atom(kind, 1, extent)));
    }

    /** All rows and columns of a value in order, with zeros around them where it is padded; null of others. */
    static Pending.Gathered whole(Value value, Lowering at) {
        if (value instanceof Pending.Gathered known) {
            return known;
        }
        Pending.Padded padded = value instanceof Pending.Padded known ? known : null;
        if (padded == null && !(value instanceof View)) {
            return null;
        }
        View x = padded == null ? (View) value : padded.view();
        boolean picture = at.isPicture(x);
        if (x.rollRows() != 0 || x.rollColumns() != 0 || !picture && at.isShort(x)) {
            return null;
        }
        int rows = picture ? x.rows() : x.node().extent().size(at.extendedHeight());
        int columns = picture ? x.columns() : x.node().extent().size(at.extendedWidth());
        int[] down =
                places(-(padded == null ? 0 : padded.top()), x.rows() + (padded == null ? 0 : padded.bottom()), rows);
        int[] across = places(
                -(padded == null ? 0 : padded.left()), x.columns() + (padded == null ? 0 : padded.right()), columns);
        return new Pending.Gathered(x.resized(down.length, across.length), down, across);
    }

    /** The same windows, one after the other, where those of a {@link Layout#grid} are told apart by the inner numbers. */
    static Pending.Gathered straight(Pending.Gathered x, Layout layout) {
        if (layout == null || !layout.grid()) {
            return x;
        }
        View view = x.view();
        int down = view.rows() / layout.height();
        int across = view.columns() / layout.width();
        List<List<Atom>> axes = new ArrayList<>();
        for (List<Atom> axis : view.axes()) {
            axes.add(Atom.merged(axis.stream()
                    .map(atom -> switch (atom.axis()) {
                        case ROW -> new Atom(Axis.ROW, atom.stride() == 1 ? layout.height() : 1, atom.extent());
                        case COLUMN -> new Atom(Axis.COLUMN, atom.stride() == 1 ? layout.width() : 1, atom.extent());
                        default -> atom;
                    })
                    .toList()));
        }
        return new Pending.Gathered(
                view.with(axes),
                turned(x.rows(), layout.height(), down),
                turned(x.columns(), layout.width(), across),
                x.factors(),
                x.along());
    }

    private static int[] turned(int[] table, int inner, int outer) {
        return IntStream.range(0, table.length)
                .map(i -> table[i % inner * outer + i / inner])
                .toArray();
    }

    /** From {@code first} to {@code end - 1}, those outside of {@code length} as {@link Pending.Gathered#NONE}. */
    private static int[] places(int first, int end, int length) {
        return IntStream.range(first, end)
                .map(i -> i >= 0 && i < length ? i : Pending.Gathered.NONE)
                .toArray();
    }

    private static Value ofChannels(Pending.Gathered x, int axis, Constant indices, GraphNode node, Lowering at)
            throws MalformedWeightsException {
        requireOneFactor(x, node);
        long[] wanted = indices.longs();
        if (indices.rank() != 0 || wanted.length != 1) {
            throw node.refuse("picks by " + indices + " of what was picked before; one place is read");
        }
        int place = Axes.axis(node, wanted[0], x.view().dims()[axis]);
        View one = Cutting.channels(x.view(), axis, place, place + 1, node, at);
        List<List<Atom>> axes = new ArrayList<>(one.axes());
        axes.remove(axis);
        return x.seen(one.with(axes));
    }

    private static void requireOneFactor(Pending.Gathered x, GraphNode node) throws MalformedWeightsException {
        if (x.factors().length != 1 || x.along() != null) {
            throw node.refuse("cuts channels of what was picked and multiplied");
        }
    }

    /** Several along rows or columns, of one map; null if they are others. */
    static Value joined(GraphNode node, Lowering at) throws MalformedWeightsException {
        boolean any = false;
        List<Pending.Gathered> parts = new ArrayList<>();
        for (int i = 0; i < node.inputs().size(); i++) {
            Value value = at.value(node, i);
            any |= value instanceof Pending.Gathered;
            Pending.Gathered part = whole(value, at);
            if (part == null) {
                return null;
            }
            parts.add(part);
        }
        Pending.Gathered first = parts.get(0);
        View x = first.view();
        int axis = Axes.axis(node, node.integer("axis", 0), x.rank());
        boolean rows = isAll(x, axis, Axis.ROW, x.rows());
        if (!any || !rows && !isAll(x, axis, Axis.COLUMN, x.columns())) {
            return null;
        }
        int[] table = {};
        for (Pending.Gathered part : parts) {
            int[] more = rows ? part.rows() : part.columns();
            View same = x.resized(part.view().rows(), part.view().columns());
            boolean fits = same.equals(part.view())
                    && Arrays.equals(rows ? first.columns() : first.rows(), rows ? part.columns() : part.rows())
                    && Arrays.equals(first.factors(), part.factors())
                    && first.along() == null
                    && part.along() == null;
            if (!fits) {
                throw node.refuse("joins rows or columns of several maps");
            }
            int before = table.length;
            table = Arrays.copyOf(table, before + more.length);
            System.arraycopy(more, 0, table, before, more.length);
        }
        at.spend(node, table.length);
        View longer = x.resized(rows ? table.length : x.rows(), rows ? x.columns() : table.length);
        return settled(first.picked(longer, rows, table), at);
    }

    /** All rows, or columns, from the last to the first; null if they are others. */
    static Value reversed(Value value, Axes.Range range, Lowering at) {
        Pending.Gathered x = range.step() == -1 ? whole(value, at) : null;
        if (x == null || range.end() != -1) {
            return null;
        }
        View view = x.view();
        boolean rows = isAll(view, range.axis(), Axis.ROW, view.rows());
        int[] table = rows ? x.rows() : x.columns();
        if (!rows && !isAll(view, range.axis(), Axis.COLUMN, view.columns()) || range.first() != table.length - 1) {
            return null;
        }
        int[] turned = IntStream.range(0, table.length)
                .map(i -> table[table.length - 1 - i])
                .toArray();
        return x.picked(view, rows, turned);
    }

    /** Reshaped or transposed, in whatever way that does not cut through what was picked. */
    static Value moved(Pending.Gathered x, GraphNode node, Lowering at) throws MalformedWeightsException {
        int[] dims = x.view().dims();
        View moved = switch (node.op()) {
            case "Transpose" -> x.view().transposed(Axes.order(node, dims.length));
            case "Reshape" ->
                Rearranging.reshaped(
                        x.view(), Axes.target(node, at.required(node, 1).longs(), dims), node);
            case "Flatten" -> Rearranging.reshaped(x.view(), Axes.flat(node, dims), node);
            case "Squeeze" -> Rearranging.reshaped(x.view(), Axes.squeezed(node, dims, at.constant(node, 1)), node);
            default -> Rearranging.reshaped(x.view(), Axes.unsqueezed(node, dims, at.constant(node, 1)), node);
        };
        return settled(x.seen(moved), at);
    }

    /** Some of what was picked, in order. */
    static Value cut(Pending.Gathered x, Axes.Range range, GraphNode node, Lowering at)
            throws MalformedWeightsException {
        View view = x.view();
        int axis = range.axis();
        boolean rows = isAll(view, axis, Axis.ROW, view.rows());
        if (!rows && !isAll(view, axis, Axis.COLUMN, view.columns())) {
            requireOneFactor(x, node);
            return x.seen(Cutting.channels(view, axis, range.first(), range.end(), node, at));
        }
        int[] part = Arrays.copyOfRange(rows ? x.rows() : x.columns(), range.first(), range.end());
        View less = view.resized(rows ? part.length : view.rows(), rows ? view.columns() : part.length);
        return settled(x.picked(less, rows, part), at);
    }

    /** As it is, or what it turns out to be: a map with all of its rows and columns. */
    static Value settled(Pending.Gathered x, Lowering at) {
        boolean all = isEach(x.rows(), x.view().node().extent().size(at.extendedHeight()))
                && isEach(x.columns(), x.view().node().extent().size(at.extendedWidth()));
        if (!all) {
            return x;
        }
        return x.isPure()
                ? x.view()
                : x.along() == null
                        ? new Pending.Line(x.view(), x.factors(), new double[1])
                        : new Pending.Unit(x.view(), x.factors(), x.along());
    }

    private static boolean isEach(int[] places, int length) {
        return places.length == length && IntStream.range(0, length).allMatch(i -> places[i] == i);
    }

    /** Whether it is the picture with more rows and columns, mirrored with its edge repeated. */
    static boolean isMirrored(Pending.Gathered x, Lowering at) {
        View view = x.view();
        return view.node().op() instanceof Op.Input
                && view.isPlain()
                && x.isPure()
                && IntStream.range(0, x.rows().length).allMatch(i -> x.rows()[i] == Op.Mirror.source(i, at.height()))
                && IntStream.range(0, x.columns().length)
                        .allMatch(i -> x.columns()[i] == Op.Mirror.source(i, at.width()));
    }

    /** As {@link #isMirrored}; or null. */
    static View mirrored(Pending.Gathered x, Lowering at) {
        return isMirrored(x, at) ? at.mirrored(x.view(), x.rows().length, x.columns().length) : null;
    }

    /** The largest of each cell, rows or columns. */
    static Value largest(GraphNode node, Lowering at) throws MalformedWeightsException {
        Pending.Gathered x = whole(at.value(node, 0), at);
        if (x == null || !x.isPure()) {
            throw node.refuse("is read of cells of pixels only");
        }
        View view = x.view();
        int[] axes = Axes.axes(node, at.constant(node, 1), view.rank());
        if (axes.length != 1 || node.integer("keepdims", 1) != 0) {
            throw node.refuse("is read along one axis, which goes");
        }
        List<Atom> gone = view.axes().get(axes[0]);
        boolean rows = gone.size() == 1 && gone.get(0).axis() == Axis.ROW;
        int inner = Atom.extent(gone);
        int[] table = rows ? x.rows() : x.columns();
        int size = rows
                ? view.node().extent().size(at.extendedHeight())
                : view.node().extent().size(at.extendedWidth());
        int cells = table.length / inner;
        int factor = at.fitting(
                node,
                rows,
                IntStream.rangeClosed(1, size)
                        .map(i -> size + 1 - i)
                        .filter(i -> size / i == cells)
                        .boxed()
                        .toList());
        Op.AdaptiveMaxPool pool = new Op.AdaptiveMaxPool(Math.max(1, factor));
        boolean ours = gone.size() == 1
                && (rows || gone.get(0).axis() == Axis.COLUMN)
                && gone.get(0).stride() == 1
                && size / Math.max(1, factor) == cells;
        for (int cell = 0; ours && cell < cells; cell++) {
            int[] own = Arrays.copyOfRange(table, cell * inner, (cell + 1) * inner);
            int first = pool.first(cell, size, cells);
            int end = pool.end(cell, size, cells);
            ours = Arrays.stream(own).min().getAsInt() == first
                    && Arrays.stream(own).max().getAsInt() == end - 1
                    && Arrays.stream(own).distinct().count() == end - first;
        }
        if (!ours) {
            throw node.refuse("takes the largest of cells that do not cover a map as adaptive pooling does");
        }
        List<List<Atom>> left = new ArrayList<>(view.axes());
        left.remove(axes[0]);
        for (int i = 0; i < left.size(); i++) {
            left.set(i, fewer(left.get(i), rows ? Axis.ROW : Axis.COLUMN, inner));
        }
        View less = new View(view.node(), rows ? cells : view.rows(), rows ? view.columns() : cells, left, 0, 0);
        int[] firsts = IntStream.range(0, cells).toArray();
        return pooled(x.picked(less, rows, firsts), factor, node, at);
    }

    private static List<Atom> fewer(List<Atom> axis, Axis kind, int inner) {
        return Atom.merged(axis.stream()
                .map(atom -> atom.axis() == kind ? new Atom(kind, atom.stride() / inner, atom.extent()) : atom)
                .toList());
    }

    /** Pooled once both rows and columns have become cells; until then the first are numbers of cells. */
    private static Value pooled(Pending.Gathered x, int factor, GraphNode node, Lowering at)
            throws MalformedWeightsException {
        View view = x.view();
        int height = view.node().extent().size(at.extendedHeight());
        int width = view.node().extent().size(at.extendedWidth());
        boolean down = view.rows() == height / factor && factor > 1;
        boolean across = view.columns() == width / factor && factor > 1;
        if (!down || !across) {
            return x;
        }
        if (!view.isPlain()) {
            throw node.refuse("makes cells of a map whose axes lie otherwise");
        }
        return View.plain(at.net.adaptiveMaxPool(view.node(), factor), view.rows(), view.columns());
    }
}
