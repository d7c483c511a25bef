package io.github.upscale4j.converter.graph;

import io.github.upscale4j.converter.graph.Atom.Axis;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.weights.MalformedWeightsException;
import java.util.ArrayList;
import java.util.List;

/** Attention among channels: each is a vector of pixels, of the whole map, of a window, or of pixels some steps apart. */
final class ChannelAttending {
    private ChannelAttending() {}

    /**
     * How the axes (maps..., heads, channels of a head, pixels) lie.
     *
     * @param window pixels of a window across; 0 if there are none
     * @param step how far apart the pixels of a map are; 1 if all are one map
     */
    private record Form(int heads, int size, int window, int step) {}

    private static Form form(View x) {
        int rank = x.rank();
        if (rank < 3) {
            return null;
        }
        int size = Atom.extent(x.axes().get(rank - 2));
        int heads = Atom.extent(x.axes().get(rank - 3));
        List<Atom> leading = new ArrayList<>();
        x.axes().subList(0, rank - 3).forEach(leading::addAll);
        leading = Atom.merged(leading);
        List<Atom> pixels = x.axes().get(rank - 1);
        boolean channels = (long) heads * size == x.node().channels()
                && x.axes().get(rank - 3).equals(Atom.merged(List.of(new Atom(Axis.CHANNEL, size, heads))))
                && x.axes().get(rank - 2).equals(Atom.merged(List.of(new Atom(Axis.CHANNEL, 1, size))));
        if (!channels || x.rollRows() != 0 || x.rollColumns() != 0) {
            return null;
        }
        if (leading.isEmpty() && pixels.equals(cells(1, x.rows(), 1, x.columns()))) {
            return new Form(heads, size, 0, 1);
        }
        int inner = pixels.isEmpty() ? 1 : pixels.get(0).extent();
        int outer = leading.isEmpty() ? 1 : leading.get(0).extent();
        if (x.rows() % inner == 0
                && x.columns() % inner == 0
                && pixels.equals(cells(1, inner, 1, inner))
                && leading.equals(cells(inner, x.rows() / inner, inner, x.columns() / inner))) {
            return new Form(heads, size, inner, 1);
        }
        boolean steps = x.rows() % outer == 0
                && x.columns() % outer == 0
                && leading.equals(cells(1, outer, 1, outer))
                && pixels.equals(cells(outer, x.rows() / outer, outer, x.columns() / outer));
        return steps ? new Form(heads, size, 0, outer) : null;
    }

    private static List<Atom> cells(int down, int rows, int across, int columns) {
        return Atom.merged(List.of(new Atom(Axis.ROW, down, rows), new Atom(Axis.COLUMN, across, columns)));
    }

    /** Cosines of channels, if the two are vectors of pixels divided by their lengths; null if they are not. */
    static Value cosines(Value a, Value b, GraphNode node, Lowering at) throws MalformedWeightsException {
        if (!(a instanceof Pending.Unit query)
                || !(b instanceof Pending.Unit key)
                || query.view().rank() < 3) {
            return null;
        }
        View keys = key.view().turned();
        Form form = form(query.view());
        int[] dims = query.view().dims();
        int rank = dims.length;
        boolean fits = form != null
                && form.equals(form(keys))
                && Attending.alike(query.view(), keys)
                && query.lies(query.view(), rank - 1)
                && key.lies(keys, rank - 1);
        if (!fits || at.isWide(query.view())) {
            return null;
        }
        dims[rank - 1] = form.size();
        double[] factors = new double[form.heads()];
        for (int h = 0; h < factors.length; h++) {
            factors[h] = Likeness.factor(query.factors(), h, form.size(), node)
                    * Likeness.factor(key.factors(), h, form.size(), node);
        }
        return new Pending.Cosines(at.whole(query.view(), node), keys, factors, false, dims);
    }

    /** Times one number a head. */
    static Value multiply(Pending.Cosines cosines, Constant constant, boolean divide, GraphNode node)
            throws MalformedWeightsException {
        double[] factors = Likeness.ofHeads(cosines.factors(), constant, divide, node);
        return new Pending.Cosines(cosines.view(), cosines.keys(), factors, cosines.shares(), cosines.dims());
    }

    static Value softmax(Pending.Cosines cosines, GraphNode node) throws MalformedWeightsException {
        int rank = cosines.dims().length;
        if (cosines.shares() || Axes.axis(node, node.integer("axis", -1), rank) != rank - 1) {
            throw node.refuse("is read only over the keys of attention");
        }
        return new Pending.Cosines(cosines.view(), cosines.keys(), cosines.factors(), true, cosines.dims());
    }

    /** Shares of channels times these. */
    static View attended(Pending.Cosines cosines, View values, GraphNode node, Lowering at)
            throws MalformedWeightsException {
        Form form = form(cosines.view());
        if (!cosines.shares() || !form.equals(form(values)) || !Attending.alike(cosines.view(), values)) {
            throw node.refuse(
                    "multiplies shares of channels with values of another form; values that lie as the queries do are read");
        }
        at.whole(values, node);
        Tensors.Module module = at.tensors.module(node, new Object());
        float[] temperature = new float[form.heads()];
        for (int h = 0; h < temperature.length; h++) {
            temperature[h] = (float) cosines.factors()[h];
        }
        module.add("temperature", temperature, temperature.length, 1, 1);
        int channels = values.node().channels();
        int cell = Math.max(form.window(), form.step());
        Node first = values.node();
        at.wishes.multiple(Wishes.behind(cell, first.up(), first.down()));
        if (form.window() == 0) {
            return values.of(at.net.channelAttention(
                    module.name,
                    channels,
                    form.heads(),
                    form.step(),
                    WindowAttending.channels(cosines.view().node()),
                    WindowAttending.channels(cosines.keys().node()),
                    WindowAttending.channels(values.node())));
        }
        Node qkv =
                new WindowAttending.Parts(cosines.view().node(), cosines.keys().node(), values.node()).joined(at);
        return values.of(at.net.windowChannels(module.name, qkv, form.window()));
    }
}
