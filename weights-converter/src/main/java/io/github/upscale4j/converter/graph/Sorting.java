package io.github.upscale4j.converter.graph;

import io.github.upscale4j.converter.graph.Atom.Axis;
import io.github.upscale4j.converter.graph.Pending.Alike;
import io.github.upscale4j.converter.graph.Pending.Rank;
import io.github.upscale4j.converter.graph.Pending.Sorted;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.weights.MalformedWeightsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Pixels in the order of their categories, as {@link Ranking} has it, and attention within groups of neighbours in it. */
final class Sorting {
    private Sorting() {}

    /** Whether a view, (..., channels), has all pixels row by row. */
    static boolean isList(View x) {
        int last = x.rank() - 1;
        List<Atom> pixels = x.rank() < 1
                ? List.of()
                : Atom.merged(
                        x.axes().subList(0, last).stream().flatMap(List::stream).toList());
        return last >= 0
                && x.isChannels(last)
                && x.rollRows() + x.rollColumns() == 0
                && pixels.equals(
                        Atom.merged(List.of(new Atom(Axis.ROW, 1, x.rows()), new Atom(Axis.COLUMN, 1, x.columns()))));
    }

    /** Pixels in order of which some follow again, or as {@link Ranking#paired}; null of others. */
    static Value joined(GraphNode node, Lowering at) throws MalformedWeightsException {
        if (node.inputs().size() != 2) {
            return null;
        }
        Value a = at.value(node, 0);
        Value b = at.value(node, 1);
        if (a instanceof Constant zeros && b instanceof Rank rank) {
            return Ranking.paired(zeros, rank, node);
        }
        if (!(a instanceof Sorted first) || !(b instanceof Sorted second)) {
            return null;
        }
        View x = first.view();
        int before = first.table().length;
        int[] table = Arrays.copyOf(first.table(), before + second.table().length);
        System.arraycopy(second.table(), 0, table, before, second.table().length);
        boolean fits = isPlaces(x, Axes.axis(node, node.integer("axis", 0), x.rank()))
                && x.resized(second.table().length, 1).equals(second.view())
                && first.order().equals(second.order())
                && Arrays.equals(first.factors(), second.factors());
        if (!fits) {
            throw node.refuse("joins pixels of several orders");
        }
        at.spend(node, table.length);
        return first.picked(x.resized(table.length, 1), table);
    }

    /** Pixels in an order, or these where they were. */
    static Value picked(GraphNode node, Lowering at) throws MalformedWeightsException {
        Value value = at.value(node, 0);
        if (!(at.value(node, 1) instanceof Rank rank)) {
            throw node.refuse("is read of pixels in the order of their categories only");
        }
        int pixels = rank.pixels();
        int[] dims = Lowering.dims(node, value);
        boolean elements = node.op().equals("GatherElements");
        boolean each = elements
                ? dims.length == 3
                        && Arrays.equals(rank.dims(), new int[] {1, pixels, dims[2]})
                        && Axes.axis(node, node.integer("axis", 0), 3) == 1
                : Arrays.equals(rank.dims(), new int[] {1, pixels, 1}) && node.integer("batch_dims", 0) == 1;
        if (value instanceof Sorted sorted && rank.step() == Rank.Step.PLACE && each) {
            View x = sorted.view();
            boolean back = sorted.order().equals(rank.view())
                    && sorted.factors().length == 1
                    && sorted.factors()[0] == 1
                    && isOrder(sorted.table(), pixels)
                    && x.equals(list(x.node(), pixels));
            if (back) {
                View order = rank.view();
                return View.plain(x.node(), order.rows(), order.columns())
                        .transposed(new int[] {0, 2, 3, 1})
                        .reshaped(new int[] {1, pixels, x.node().channels()});
            }
        }
        if (value instanceof Pending || rank.step() != Rank.Step.ORDER || !each) {
            throw node.refuse("is read of pixels in the order of their categories, and back, only");
        }
        View x = at.whole(at.view(value, node), node);
        if (x.rank() != 3 || !isList(x)) {
            throw node.refuse("orders " + Arrays.toString(x.dims()) + "; all pixels, (1, pixels, channels), are read");
        }
        x.requireSize(rank.view(), node);
        int[] table = IntStream.range(0, pixels).toArray();
        at.spend(node, pixels);
        return new Sorted(list(x.node(), pixels), rank.view(), table, new double[] {1});
    }

    /** (1, places, channels), of a map that is thought to have the places as rows. */
    private static View list(Node node, int places) {
        return View.plain(node, places, 1)
                .transposed(new int[] {0, 2, 3, 1})
                .reshaped(new int[] {1, places, node.channels()});
    }

    private static boolean isOrder(int[] table, int count) {
        return table.length == count && IntStream.range(0, count).allMatch(i -> table[i] == i);
    }

    /** Groups of places, by a constant of (groups, places of a group), or some channels; null of others. */
    static Value gathered(GraphNode node, Lowering at) throws MalformedWeightsException {
        Value value = at.value(node, 0);
        if (!(value instanceof Sorted) && !(value instanceof Rank)) {
            return null;
        }
        Constant indices = at.required(node, 1);
        int axis = Axes.axis(node, node.integer("axis", 0), Lowering.dims(node, value).length);
        return value instanceof Sorted sorted
                ? grouped(sorted, axis, indices, node, at)
                : Ranking.dropped((Rank) value, axis, indices, node);
    }

    private static Value grouped(Sorted x, int axis, Constant indices, GraphNode node, Lowering at)
            throws MalformedWeightsException {
        View view = x.view();
        if (!isPlaces(view, axis) && indices.rank() == 0) {
            int place = Axes.axis(node, indices.longs()[0], view.dims()[axis]);
            View one = ((Sorted) cut(x, new Axes.Range(axis, place, place + 1, 1), node, at)).view();
            List<List<Atom>> axes = new ArrayList<>(one.axes());
            axes.remove(axis);
            return x.seen(one.with(axes));
        }
        if (!isPlaces(view, axis) || indices.rank() != 2 || indices.elements() == 0) {
            throw node.refuse("picks by " + indices + " of pixels in order; groups of them are read");
        }
        long[] wanted = indices.longs();
        int[] table = new int[wanted.length];
        at.spend(node, table.length);
        for (int i = 0; i < table.length; i++) {
            table[i] = x.table()[Axes.axis(node, wanted[i], x.table().length)];
        }
        List<List<Atom>> axes = new ArrayList<>(view.axes());
        axes.set(axis, Atom.merged(List.of(new Atom(Axis.ROW, indices.dim(1), indices.dim(0)))));
        axes.add(axis + 1, Atom.merged(List.of(new Atom(Axis.ROW, 1, indices.dim(1)))));
        return x.picked(new View(view.node(), table.length, 1, axes, 0, 0), table);
    }

    private static boolean isPlaces(View view, int axis) {
        return view.rows() != 1 && view.axes().get(axis).equals(List.of(new Atom(Axis.ROW, 1, view.rows())));
    }

    /** Some places, or all from the last to the first, or some channels. */
    static Value cut(Sorted x, Axes.Range range, GraphNode node, Lowering at) throws MalformedWeightsException {
        View view = x.view();
        int count = x.table().length;
        boolean back = range.step() == -1 && range.first() == count - 1 && range.end() == -1;
        if (back && isPlaces(view, range.axis())) {
            return x.picked(
                    view,
                    IntStream.range(0, count).map(i -> x.table()[count - 1 - i]).toArray());
        }
        if (range.step() != 1) {
            throw node.refuse("takes pixels in order in steps of " + range.step());
        }
        if (!isPlaces(view, range.axis())) {
            if (x.factors().length != 1 || range.first() >= range.end()) {
                throw node.refuse("cuts channels of what was picked and multiplied");
            }
            return x.seen(Cutting.channels(view, range.axis(), range.first(), range.end(), node, at));
        }
        int[] part = Arrays.copyOfRange(x.table(), range.first(), Math.max(range.first(), range.end()));
        return x.picked(view.resized(part.length, 1), part);
    }

    /** Queries times keys, of one order; null if the values are others. */
    static Value product(Value a, Value b, GraphNode node, Lowering at) throws MalformedWeightsException {
        if (a instanceof Alike alike && b instanceof Sorted values) {
            return attended(alike, values, node, at);
        }
        if (!(a instanceof Sorted query)
                || !(b instanceof Sorted keys)
                || keys.view().rank() < 2) {
            return null;
        }
        View turned = keys.view().turned();
        Layout groups = Layout.of(query.view());
        boolean fits = groups != null
                && !groups.grid()
                && groups.fold() == 1
                && Attending.alike(query.view(), turned)
                && query.order().equals(keys.order());
        if (!fits) {
            throw Attending.foreign(node);
        }
        int[] dims = query.view().dims();
        dims[dims.length - 1] = groups.keys();
        Likeness likeness = Likeness.of(query.factors(), keys.factors(), false, groups, dims, node);
        return new Alike(query, keys.seen(turned), groups, likeness);
    }

    private static Value attended(Alike alike, Sorted values, GraphNode node, Lowering at)
            throws MalformedWeightsException {
        Sorted query = alike.query();
        Sorted keys = alike.keys();
        Layout groups = alike.groups();
        View order = query.order();
        int pixels = order.rows() * order.columns();
        int size = groups.height();
        double[] factors = alike.likeness().factors();
        boolean fits = alike.likeness().shares()
                && Attending.alike(keys.view(), values.view())
                && values.order().equals(order)
                && Arrays.equals(values.table(), keys.table())
                && Arrays.equals(values.factors(), new double[] {1})
                && query.table().length == keys.table().length
                && (long) query.table().length < pixels + (long) size
                && query.table().length >= pixels
                && IntStream.range(0, pixels).allMatch(i -> query.table()[i] == i)
                && IntStream.range(0, keys.table().length)
                        .allMatch(i -> keys.table()[i] == Op.CategoryAttention.key(i / size * size, i % size, pixels))
                && Arrays.stream(factors).distinct().count() == 1;
        if (!fits || size >= pixels) {
            throw node.refuse("attends within groups of " + size + " of " + pixels + " pixels in order; groups of"
                    + " neighbours, which in the last one go back from the last, and one factor are read");
        }
        double factor = factors[0];
        if (!(factor > 0 && factor <= 100 * (1 + 1e-6))) {
            throw node.refuse("multiplies scores with " + factor + "; above 0 to 100 is read");
        }
        Tensors.Module module = at.tensors.module(node, new Object());
        module.add("logit_scale", new float[] {(float) Math.log(factor)}, 1, 1);
        Node qkv = new WindowAttending.Parts(
                        query.view().node(), keys.view().node(), values.view().node())
                .joined(at);
        Node result = at.net.categoryAttention(module.name, qkv, order.node(), groups.heads(), size);
        return new Sorted(query.view().of(result), order, query.table(), new double[] {1});
    }
}
