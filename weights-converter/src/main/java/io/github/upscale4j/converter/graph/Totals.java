package io.github.upscale4j.converter.graph;

import io.github.upscale4j.net.Node;
import io.github.upscale4j.weights.MalformedWeightsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Sums and means over all pixels, perhaps rows first and then columns, or over some of the channels of each pixel. */
final class Totals {
    private Totals() {}

    static Value apply(GraphNode node, Lowering at) throws MalformedWeightsException {
        Pending.Total total = at.value(node, 0) instanceof Pending.Total known ? known : null;
        View x = total == null ? at.view(node, 0) : total.view();
        List<List<Atom>> before = total == null ? x.axes() : total.axes();
        int[] axes = axes(node, at, before.size());
        boolean kept = node.integer("keepdims", 1) == 1;
        List<Atom> gone = new ArrayList<>();
        List<List<Atom>> left = new ArrayList<>();
        for (int axis = 0; axis < before.size(); axis++) {
            int index = axis;
            if (Arrays.stream(axes).noneMatch(i -> i == index)) {
                left.add(before.get(axis));
                continue;
            }
            gone.addAll(before.get(axis));
            if (kept) {
                left.add(List.of());
            }
        }
        double factor = node.op().equals("ReduceSum") ? 1 : 1.0 / Atom.extent(gone);
        if (total == null && gone.stream().allMatch(atom -> atom.axis() == Atom.Axis.CHANNEL)) {
            return ofChannels(x, gone, left, factor, node, at);
        }
        if (total != null) {
            gone.addAll(total.gone());
            factor *= total.factor();
        }
        return finished(new Pending.Total(x, gone, left, factor), node, at);
    }

    private static int[] axes(GraphNode node, Lowering at, int rank) throws MalformedWeightsException {
        if (node.op().equals("GlobalAveragePool")) {
            return IntStream.range(2, rank).toArray();
        }
        return Axes.axes(node, at.constant(node, 1), rank);
    }

    /** The mean of all pixels, times their number where it is a sum, once all are in it; as it is until then. */
    private static Value finished(Pending.Total total, GraphNode node, Lowering at) throws MalformedWeightsException {
        View x = total.view();
        List<Atom> rows = new ArrayList<>();
        List<Atom> columns = new ArrayList<>();
        for (Atom atom : total.gone()) {
            if (atom.axis() == Atom.Axis.ROW) {
                rows.add(atom);
            } else if (atom.axis() == Atom.Axis.COLUMN) {
                columns.add(atom);
            } else {
                throw node.refuse("adds up some of the axes of " + Arrays.toString(x.dims())
                        + "; channels, or all pixels, are read");
            }
        }
        if ((long) Atom.extent(rows) * Atom.extent(columns) < (long) x.rows() * x.columns()) {
            return total;
        }
        Node mean = at.net.mean(at.whole(x, node).node());
        View result = new View(mean, 1, 1, total.axes(), 0, 0);
        double factor = total.factor() * x.rows() * x.columns();
        return Math.abs(factor - 1) < 1e-6 ? result : new Pending.Line(result, new double[] {factor}, new double[1]);
    }

    /** A linear layer with equal weights. */
    private static View ofChannels(
            View x, List<Atom> gone, List<List<Atom>> left, double factor, GraphNode node, Lowering at)
            throws MalformedWeightsException {
        if (gone.size() != 1) {
            throw node.refuse("adds up " + gone.size() + " parts of the channels; one is read");
        }
        Atom cut = gone.get(0);
        int in = x.node().channels();
        int out = in / cut.extent();
        float[] weight = new float[Arithmetic.elements(node, out, in)];
        for (int c = 0; c < in; c++) {
            int to = c / cut.stride() / cut.extent() * cut.stride() + c % cut.stride();
            weight[to * in + c] = (float) factor;
        }
        Tensors.Module module = at.tensors.module(node, cut, in, factor);
        module.add("weight", weight, out, in);
        List<List<Atom>> axes = new ArrayList<>();
        for (List<Atom> axis : left) {
            axes.add(Atom.merged(
                    axis.stream().map(atom -> Cutting.shortened(atom, cut, 1)).toList()));
        }
        return new View(
                at.net.linear(module.name, x.node()), x.rows(), x.columns(), axes, x.rollRows(), x.rollColumns());
    }
}
