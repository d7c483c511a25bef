package io.github.upscale4j.converter.graph;

import io.github.upscale4j.converter.graph.Atom.Axis;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.weights.MalformedWeightsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** What takes places of an axis, and what joins tensors along one: of channels, or rows and columns of the picture. */
final class Cutting {
    private Cutting() {}

    static List<Value> split(GraphNode node, Lowering at) throws MalformedWeightsException {
        Value value = at.value(node, 0);
        int[] dims = Lowering.dims(node, value);
        int axis = Axes.axis(node, node.integer("axis", 0), dims.length);
        Constant given = at.constant(node, 1);
        long[] sizes = given != null ? given.longs() : node.integers("split");
        int parts = node.outputs().size();
        if (sizes.length == 0) {
            int size = (dims[axis] + parts - 1) / Math.max(1, parts);
            sizes = IntStream.range(0, parts)
                    .mapToLong(i -> Math.max(0, Math.min(size, dims[axis] - (long) i * size)))
                    .toArray();
        }
        List<Value> all = new ArrayList<>();
        int first = 0;
        for (long size : sizes) {
            if (size < 1 || size > dims[axis] - first) {
                throw node.refuse("splits " + dims[axis] + " places into " + Arrays.toString(sizes));
            }
            all.add(cut(value, new Axes.Range(axis, first, first + (int) size, 1), node, at));
            first += (int) size;
        }
        return all;
    }

    static Value slice(GraphNode node, Lowering at) throws MalformedWeightsException {
        Value value = at.value(node, 0);
        List<Constant> ends = at.constants(node);
        for (int i = 1; i < ends.size(); i++) {
            at.constant(node, i); // refuses what is none
        }
        List<Axes.Range> ranges = Axes.ranges(node, Lowering.dims(node, value), ends);
        if (ranges.stream().anyMatch(range -> range.step() > 1)) {
            return everyOther(at.plain(node, 0), ranges, node, at);
        }
        for (Axes.Range range : ranges) {
            value = cut(value, range, node, at);
        }
        return value;
    }

    /** Rows and columns some steps apart, of both alike. */
    private static View everyOther(View x, List<Axes.Range> ranges, GraphNode node, Lowering at)
            throws MalformedWeightsException {
        Axes.Range rows = ranges.get(0);
        Axes.Range columns = ranges.get(ranges.size() - 1);
        int below = x.rows() - rows.end();
        boolean alike = ranges.size() == 2
                && rows.axis() == 2
                && columns.axis() == 3
                && rows.first() == columns.first()
                && below == x.columns() - columns.end()
                && rows.step() == columns.step();
        if (!alike) {
            throw node.refuse("takes places some steps apart; of rows and columns alike they are read");
        }
        return x.trimmed(rows.first(), below, rows.step(), at);
    }

    private static Value cut(Value value, Axes.Range range, GraphNode node, Lowering at)
            throws MalformedWeightsException {
        int[] dims = Lowering.dims(node, value);
        int axis = range.axis();
        if (range.step() == 1 && range.first() == 0 && range.end() == dims[axis]) {
            return value;
        }
        if (value instanceof Pending.Sorted sorted) {
            return Sorting.cut(sorted, range, node, at);
        }
        Value reversed = Gathering.reversed(value, range, at);
        if (reversed != null) {
            return reversed;
        }
        if (range.step() != 1 || range.first() >= range.end()) {
            throw node.refuse("takes the places from " + range.first() + " to " + range.end() + " in steps of "
                    + range.step() + "; at least one is read, in the given order");
        }
        if (value instanceof Pending.OfGroup line) {
            return GroupMoments.cut(line, range, node);
        }
        if (value instanceof Pending.Gathered gathered) {
            return Gathering.cut(gathered, range, node, at);
        }
        Pending.Part part = value instanceof Pending.Part known ? known : null;
        View x = part != null ? part.view() : at.view(value, node);
        if (x.axes().get(axis).equals(Atom.merged(List.of(new Atom(Axis.ROW, 1, x.rows()))))) {
            return new Pending.Part(
                    x,
                    range.first() + (part == null ? 0 : part.firstRow()),
                    range.end() + (part == null ? 0 : part.firstRow()),
                    part == null ? 0 : part.firstColumn(),
                    part == null ? x.columns() : part.endColumn());
        }
        if (x.axes().get(axis).equals(Atom.merged(List.of(new Atom(Axis.COLUMN, 1, x.columns()))))) {
            return new Pending.Part(
                    x,
                    part == null ? 0 : part.firstRow(),
                    part == null ? x.rows() : part.endRow(),
                    range.first() + (part == null ? 0 : part.firstColumn()),
                    range.end() + (part == null ? 0 : part.firstColumn()));
        }
        if (part != null) {
            throw node.refuse("cuts channels of what rows or columns were cut of");
        }
        return channels(x, axis, range.first(), range.end(), node, at);
    }

    static int[] dims(Pending.Part part) {
        View x = part.view();
        int[] dims = x.dims();
        for (int axis = 0; axis < dims.length; axis++) {
            if (x.axes().get(axis).equals(Atom.merged(List.of(new Atom(Axis.ROW, 1, x.rows()))))) {
                dims[axis] = part.endRow() - part.firstRow();
            } else if (x.axes().get(axis).equals(Atom.merged(List.of(new Atom(Axis.COLUMN, 1, x.columns()))))) {
                dims[axis] = part.endColumn() - part.firstColumn();
            }
        }
        return dims;
    }

    /** Places {@code first} to {@code end - 1} of an axis that is one part of the channels. */
    static View channels(View x, int axis, int first, int end, GraphNode node, Lowering at)
            throws MalformedWeightsException {
        View cut = x;
        if (cut.axes().get(axis).size() != 1) {
            cut = Settling.plain(cut, node, at);
        }
        List<Atom> atoms = cut.axes().get(axis);
        if (atoms.size() != 1 || atoms.get(0).axis() != Axis.CHANNEL) {
            throw node.refuse(
                    "cuts axis " + axis + " of " + Arrays.toString(x.dims()) + ", which is made of more than channels");
        }
        Atom atom = atoms.get(0);
        int[] kept = IntStream.range(0, cut.node().channels())
                .filter(c -> {
                    int place = c / atom.stride() % atom.extent();
                    return place >= first && place < end;
                })
                .toArray();
        Node picked = Settling.picked(cut.node(), kept, node, at);
        return new View(
                picked,
                cut.rows(),
                cut.columns(),
                cut.axes().stream()
                        .map(parts -> Atom.merged(shortened(parts, atom, end - first)))
                        .toList(),
                shortened(cut.cell(), atom, end - first),
                cut.rollRows(),
                cut.rollColumns());
    }

    private static List<Atom> shortened(List<Atom> parts, Atom cut, int extent) {
        return parts.stream().map(old -> shortened(old, cut, extent)).toList();
    }

    /** A part of the channels where another part has become shorter. */
    static Atom shortened(Atom old, Atom cut, int extent) {
        if (old.axis() != Axis.CHANNEL || old.stride() < cut.stride()) {
            return old;
        }
        return old.equals(cut)
                ? new Atom(Axis.CHANNEL, old.stride(), extent)
                : new Atom(Axis.CHANNEL, old.stride() / cut.extent() * extent, old.extent());
    }

    static Value gather(GraphNode node, Lowering at) throws MalformedWeightsException {
        Value picked = Sorting.gathered(node, at);
        picked = picked == null ? Gathering.gather(node, at) : picked;
        if (picked != null) {
            return picked;
        }
        View x = at.view(node, 0);
        Constant indices = at.required(node, 1);
        int axis = Axes.axis(node, node.integer("axis", 0), x.rank());
        int length = x.dims()[axis];
        long[] wanted = indices.longs();
        int[] places = new int[wanted.length];
        for (int i = 0; i < places.length; i++) {
            places[i] = Axes.axis(node, wanted[i], length);
        }
        if (places.length == 0 || indices.rank() > 1) {
            throw node.refuse("picks by " + indices + "; one place or a row of places is read");
        }
        if (places.length == length) {
            View turned = turned(x, axis, places);
            if (turned != null) {
                return Settling.tidy(turned, node, at);
            }
        }
        boolean neighbours = IntStream.range(1, places.length).allMatch(i -> places[i] == places[i - 1] + 1);
        if (!neighbours && indices.rank() == 1) {
            View plain = Settling.plain(x, node, at);
            if (axis != 1) {
                throw node.refuse("picks places of axis " + axis + " that are no neighbours");
            }
            return View.plain(Settling.picked(plain.node(), places, node, at), plain.rows(), plain.columns());
        }
        Axes.Range range = new Axes.Range(axis, places[0], places[places.length - 1] + 1, 1);
        Value part = length == places.length ? x : cut(x, range, node, at);
        if (indices.rank() == 1) {
            return part;
        }
        View one = at.view(part, node);
        List<List<Atom>> axes = new ArrayList<>(one.axes());
        axes.remove(axis);
        return Settling.tidy(one.with(axes), node, at);
    }

    /** Channels of a map, of which some are overwritten by those of another. */
    static Value overwritten(GraphNode node, Lowering at) throws MalformedWeightsException {
        Value inverted = Ranking.inverted(node, at);
        if (inverted != null) {
            return inverted;
        }
        View x = at.view(node, 0);
        View updates = at.view(node, 2);
        Constant indices = at.required(node, 1);
        int depth = indices.rank() == 0 ? 0 : indices.dim(indices.rank() - 1);
        int channels = updates.node().channels();
        int axis = channelAxis(x, depth);
        List<Atom> all = Atom.merged(List.of(new Atom(Axis.CHANNEL, 1, channels)));
        boolean ofChannels = axis >= 0
                && indices.elements() == depth * channels
                && updates.channelAtoms().equals(all)
                && rest(x, depth).equals(rest(updates, updates.rank() - x.rank() + depth))
                && node.text("reduction", "none").equals("none");
        if (!ofChannels) {
            throw node.refuse("overwrites places of " + Arrays.toString(x.dims()) + " at " + indices
                    + "; whole channels are read");
        }
        x.requireSize(updates, node);
        int[] order = IntStream.range(0, x.node().channels()).toArray();
        long[] places = indices.longs(); // a place of each of the first axes
        for (int i = 0; i < places.length; i++) {
            int place = Axes.axis(node, places[i], x.dims()[i % depth]);
            if (i % depth == axis) {
                order[place] = order.length + i / depth;
            }
        }
        return x.of(Settling.picked(List.of(x.node(), updates.node()), order, node, at));
    }

    /** Which of the first axes has all channels, the others having one place each; -1 if they are others. */
    private static int channelAxis(View x, int depth) {
        int found = -1;
        for (int axis = 0; axis < Math.min(depth, x.rank()); axis++) {
            if (found < 0 && x.isChannels(axis) && !x.axes().get(axis).isEmpty()) {
                found = axis;
            } else if (!x.axes().get(axis).isEmpty()) {
                return -1;
            }
        }
        return depth > x.rank() ? -1 : found;
    }

    private static List<List<Atom>> rest(View x, int from) {
        return from < 0 || from > x.rank() ? List.of() : x.axes().subList(from, x.rank());
    }

    /** Whether places are those of a table of rows, read column by column, of a view that can be seen so. */
    static boolean isTurned(View x, int axis, int[] places) {
        return places.length == x.dims()[axis] && turned(x, axis, places) != null;
    }

    /** Where the places of an axis are those of a table of rows, read column by column; else null. */
    private static View turned(View x, int axis, int[] places) {
        int columns = places.length > 1 ? places[1] : 0;
        if (columns < 2 || places.length % columns != 0) {
            return null;
        }
        int rows = places.length / columns;
        if (!IntStream.range(0, places.length).allMatch(i -> places[i] == i % rows * columns + i / rows)) {
            return null;
        }
        int[] dims = x.dims();
        int[] cut = new int[dims.length + 1];
        System.arraycopy(dims, 0, cut, 0, axis);
        cut[axis] = rows;
        cut[axis + 1] = columns;
        System.arraycopy(dims, axis + 1, cut, axis + 2, dims.length - axis - 1);
        int[] order = IntStream.range(0, cut.length).toArray();
        order[axis] = axis + 1;
        order[axis + 1] = axis;
        View table = x.reshaped(cut);
        return table == null ? null : table.transposed(order).reshaped(dims);
    }

    static Value concat(GraphNode node, Lowering at) throws MalformedWeightsException {
        Value sorted = Sorting.joined(node, at);
        if (sorted != null) {
            return sorted;
        }
        Value gathered = Gathering.joined(node, at);
        if (gathered != null) {
            return gathered;
        }
        Value line = GroupMoments.joined(node, at);
        if (line != null) {
            return line;
        }
        Value places = Places.joined(node, at);
        if (places != null) {
            return places;
        }
        View rolled = rolled(node, at);
        if (rolled != null) {
            return rolled;
        }
        List<View> parts = new ArrayList<>();
        for (int i = 0; i < node.inputs().size(); i++) {
            parts.add(at.view(node, i));
        }
        int axis = Axes.axis(node, node.integer("axis", 0), parts.get(0).rank());
        return joined(parts, axis, node, at);
    }

    static View joined(List<View> given, int axis, GraphNode node, Lowering at) throws MalformedWeightsException {
        List<View> parts = new ArrayList<>(given);
        if (!parts.stream().allMatch(part -> joins(parts.get(0), part, axis))) {
            for (int i = 0; i < parts.size(); i++) {
                parts.set(i, Settling.plain(parts.get(i), node, at));
                parts.get(i).requireSize(parts.get(0), node);
            }
            if (axis != 1) {
                throw node.refuse("joins along axis " + axis + "; only channels are joined");
            }
        }
        Node joined = at.net.concat(parts.stream().map(View::node).toArray(Node[]::new));
        View first = parts.get(0);
        List<List<Atom>> axes = new ArrayList<>(first.axes());
        axes.set(axis, Atom.merged(List.of(new Atom(Axis.CHANNEL, 1, joined.channels()))));
        return first.with(axes).of(joined);
    }

    /** Whether the axis is the channels of both, and all else is alike. */
    private static boolean joins(View a, View b, int axis) {
        if (a.rank() != b.rank() || !a.isChannels(axis) || !b.isChannels(axis)) {
            return false;
        }
        List<List<Atom>> axes = new ArrayList<>(b.axes());
        axes.set(axis, a.axes().get(axis));
        return a.equals(b.with(axes).of(a.node()));
    }

    /** The lower part of a picture above its upper part, or the right one left of the left one; null if it is another. */
    private static View rolled(GraphNode node, Lowering at) throws MalformedWeightsException {
        if (node.inputs().size() != 2
                || !(at.value(node, 0) instanceof Pending.Part a)
                || !(at.value(node, 1) instanceof Pending.Part b)
                || !a.view().equals(b.view())) {
            return null;
        }
        View x = a.view();
        int axis = Axes.axis(node, node.integer("axis", 0), x.rank());
        boolean rows = x.axes().get(axis).equals(Atom.merged(List.of(new Atom(Axis.ROW, 1, x.rows()))));
        int first = rows ? a.firstRow() : a.firstColumn();
        Pending.Part lower = rows
                ? new Pending.Part(x, first, x.rows(), 0, x.columns())
                : new Pending.Part(x, 0, x.rows(), first, x.columns());
        Pending.Part upper =
                rows ? new Pending.Part(x, 0, first, 0, x.columns()) : new Pending.Part(x, 0, x.rows(), 0, first);
        if (!a.equals(lower) || !b.equals(upper)) {
            return null;
        }
        return rows ? x.rolled(first, 0) : x.rolled(0, first);
    }
}
