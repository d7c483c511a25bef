package io.github.upscale4j.converter.graph;

import io.github.upscale4j.converter.graph.Atom.Axis;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.weights.MalformedWeightsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Places of pixels that are moved by what a map says, and the reading of another map there. */
final class Places {
    /** How far apart places that should be one may be, in pixels. */
    private static final double CLOSE = 1e-3;

    private static final int LARGEST = 16;

    private Places() {}

    /** A map, or places already, and numbers of which there is one for each pixel; null if it is no such pair. */
    static Value pair(Value value, Constant constant, GraphNode node, Lowering at) throws MalformedWeightsException {
        if (value instanceof Pending.Moved moved) {
            return with(moved, constant, node);
        }
        boolean adds =
                node.op().equals("Add") || node.op().equals("Sum") || node.op().equals("Sub");
        if (!adds || !(value instanceof View || value instanceof Pending.Line)) {
            return null;
        }
        View view = value instanceof Pending.Line line ? line.view() : (View) value;
        if (!Pairs.isOfPixels(view, constant)) {
            return null;
        }
        return with(new Pending.Moved(at.view(value, node), new double[] {1}, Constant.of(0)), constant, node);
    }

    private static Pending.Moved with(Pending.Moved moved, Constant constant, GraphNode node)
            throws MalformedWeightsException {
        View view = moved.view();
        double[] factors = moved.factors();
        boolean divides = node.op().equals("Div");
        if (divides || node.op().equals("Mul")) {
            double[] by = Pairs.channels(view, constant, node);
            factors = Pairs.combined(factors, by, (x, y) -> divides ? x / y : x * y);
        }
        Constant base = Arithmetic.fold(node, Arrays.asList(moved.base(), constant));
        if (base == null) {
            throw node.refuse("of places of pixels is not read");
        }
        int[] dims = Arithmetic.broadcast(node, view.dims(), base.dims());
        if (!Arrays.equals(dims, view.dims())) {
            throw node.refuse("takes " + constant + " for places of " + Arrays.toString(view.dims()));
        }
        return new Pending.Moved(view, factors, base);
    }

    /** Reshaped or transposed: the map and the places alike. */
    static Value moved(Pending.Moved places, GraphNode node, Lowering at) throws MalformedWeightsException {
        View view = places.view();
        switch (node.op()) {
            case "Transpose":
                return transposed(places, Axes.order(node, view.rank()), node, at);
            case "Reshape":
                return reshaped(places, Axes.target(node, at.required(node, 1).longs(), view.dims()), node, at);
            case "Squeeze":
                return reshaped(places, Axes.squeezed(node, view.dims(), at.constant(node, 1)), node, at);
            case "Unsqueeze":
                return reshaped(places, Axes.unsqueezed(node, view.dims(), at.constant(node, 1)), node, at);
            case "DepthToSpace":
                for (Rearranging.Step step : Rearranging.depthToSpace(node, view.dims())) {
                    places = step.order() != null
                            ? transposed(places, step.order(), node, at)
                            : reshaped(places, step.dims(), node, at);
                }
                return places;
            default:
                throw node.refuse("of places of pixels is not read");
        }
    }

    private static Pending.Moved transposed(Pending.Moved places, int[] order, GraphNode node, Lowering at)
            throws MalformedWeightsException {
        Constant base = Shaping.transpose(node, full(places, node, at), order);
        return new Pending.Moved(places.view().transposed(order), places.factors(), base);
    }

    private static Pending.Moved reshaped(Pending.Moved places, int[] dims, GraphNode node, Lowering at)
            throws MalformedWeightsException {
        View view = Rearranging.reshaped(places.view(), dims, node);
        return new Pending.Moved(view, places.factors(), full(places, node, at).reshaped(dims));
    }

    /** A number for each element. */
    private static Constant full(Pending.Moved places, GraphNode node, Lowering at) throws MalformedWeightsException {
        int[] dims = places.view().dims();
        if (!Arrays.equals(dims, places.base().dims())) {
            at.spend(node, Arithmetic.elements(node, dims));
        }
        return Shaping.expand(node, places.base(), dims);
    }

    /** Places of columns and of rows as one; null if the values are others. */
    static Value joined(GraphNode node, Lowering at) throws MalformedWeightsException {
        List<Pending.Moved> parts = new ArrayList<>();
        for (int i = 0; i < node.inputs().size(); i++) {
            if (!(at.value(node, i) instanceof Pending.Moved part)) {
                return null;
            }
            parts.add(part);
        }
        int axis = Axes.axis(node, node.integer("axis", 0), parts.get(0).view().rank());
        List<Constant> bases = new ArrayList<>();
        List<View> views = new ArrayList<>();
        double[] factors = new double[0];
        for (Pending.Moved part : parts) {
            bases.add(full(part, node, at));
            views.add(part.view());
            int channels = part.view().node().channels();
            int before = factors.length;
            factors = Arrays.copyOf(factors, before + channels);
            for (int c = 0; c < channels; c++) {
                factors[before + c] = part.factors()[part.factors().length == 1 ? 0 : c];
            }
        }
        return new Pending.Moved(Cutting.joined(views, axis, node, at), factors, Shaping.concat(node, bases));
    }

    /** Which place of an axis the channels of a map lie at, where they are a part of it. */
    private static int[] index(View view, int axis) {
        List<Atom> own = view.axes().get(axis).stream()
                .filter(atom -> atom.axis() == Axis.CHANNEL)
                .toList();
        List<List<Atom>> axes = new ArrayList<>(view.axes());
        axes.set(axis, own);
        return view.with(axes).indexOfChannels(axis);
    }

    /** Interpolation at places, (groups, rows, columns, 2), of a map, (groups, channels, rows, columns). */
    static View sample(GraphNode node, Lowering at) throws MalformedWeightsException {
        View x = at.whole(at.view(node, 0), node);
        if (!(at.value(node, 1) instanceof Pending.Moved given) || x.rank() != 4) {
            throw node.refuse("reads places that are no pixels moved a little");
        }
        boolean linear = List.of("bilinear", "linear").contains(node.text("mode", "bilinear"));
        if (!linear || !node.text("padding_mode", "zeros").equals("border")) {
            throw node.refuse("has mode " + node.text("mode", "bilinear") + " and padding_mode "
                    + node.text("padding_mode", "zeros") + "; bilinear and border are read");
        }
        int[] dims = x.dims();
        int factor = Math.max(1, given.view().rank() == 4 ? given.view().dims()[1] / dims[2] : 0);
        Pending.Moved places = small(given, factor, at);
        require(x, places.view(), factor, node);
        Constant base = full(places, node, at);
        Node offsets = offsets(places, base, dims, factor, node, at);
        List<Node> parts = new ArrayList<>();
        int square = factor * factor;
        for (int group = 0; group < dims[0]; group++) {
            int[] order = order(places.view(), group, factor);
            Node own = Settling.picked(offsets, order, node, at);
            Node values = dims[0] == 1 ? x.node() : at.net.slice(x.node(), group * dims[1], (group + 1) * dims[1]);
            if (order.length != 2 * square) {
                throw node.refuse("has no place for each pixel");
            }
            parts.add(at.net.sample(values, own, 1, factor));
        }
        Node read = parts.size() == 1 ? parts.get(0) : at.net.concat(parts.toArray(Node[]::new));
        View plain = View.plain(read, Math.multiplyExact(x.rows(), factor), Math.multiplyExact(x.columns(), factor));
        return plain.with(List.of(
                x.axes().get(0),
                x.axes().get(1),
                plain.axes().get(2),
                plain.axes().get(3)));
    }

    /** Of a map as large as the result, as one of the smaller size with more channels. */
    private static Pending.Moved small(Pending.Moved places, int factor, Lowering at) {
        View view = places.view();
        List<Atom> rows = Atom.merged(List.of(new Atom(Axis.ROW, 1, view.rows())));
        List<Atom> columns = Atom.merged(List.of(new Atom(Axis.COLUMN, 1, view.columns())));
        boolean large = factor > 1
                && view.rank() == 4
                && view.axes().get(1).equals(rows)
                && view.axes().get(2).equals(columns)
                && view.rows() % factor == 0
                && view.columns() % factor == 0;
        if (!large) {
            return places;
        }
        int square = factor * factor;
        List<List<Atom>> axes = new ArrayList<>();
        for (List<Atom> axis : view.axes()) {
            axes.add(axis.stream()
                    .map(atom -> atom.axis() == Axis.CHANNEL
                            ? new Atom(atom.axis(), atom.stride() * square, atom.extent())
                            : atom)
                    .toList());
        }
        axes.set(
                1,
                Atom.merged(
                        List.of(new Atom(Axis.ROW, 1, view.rows() / factor), new Atom(Axis.CHANNEL, factor, factor))));
        axes.set(
                2,
                Atom.merged(
                        List.of(new Atom(Axis.COLUMN, 1, view.columns() / factor), new Atom(Axis.CHANNEL, 1, factor))));
        double[] factors = places.factors().length == 1
                ? places.factors()
                : IntStream.range(0, square * places.factors().length)
                        .mapToDouble(i -> places.factors()[i / square])
                        .toArray();
        Node unshuffled = at.net.pixelUnshuffle(view.node(), factor);
        View smaller = new View(unshuffled, view.rows() / factor, view.columns() / factor, axes, 0, 0);
        return new Pending.Moved(smaller, factors, places.base());
    }

    private static void require(View x, View places, int factor, GraphNode node) throws MalformedWeightsException {
        int[] dims = x.dims();
        int channels = x.node().channels();
        boolean fits = factor <= LARGEST
                && Atom.merged(List.of(new Atom(Axis.CHANNEL, dims[1], dims[0])))
                        .equals(x.axes().get(0))
                && Atom.merged(List.of(new Atom(Axis.CHANNEL, 1, dims[1])))
                        .equals(x.axes().get(1))
                && channels == dims[0] * dims[1]
                && x.rollRows() + x.rollColumns() == 0
                && x.axes()
                        .subList(2, 4)
                        .equals(View.plain(x.node(), x.rows(), x.columns())
                                .axes()
                                .subList(2, 4))
                && Arrays.equals(places.dims(), new int[] {dims[0], dims[2] * factor, dims[3] * factor, 2})
                && places.rows() == x.rows()
                && places.columns() == x.columns()
                && places.node().channels() == 2 * dims[0] * factor * factor
                && begins(places.axes().get(1), new Atom(Axis.ROW, 1, x.rows()))
                && begins(places.axes().get(2), new Atom(Axis.COLUMN, 1, x.columns()));
        if (!fits) {
            throw node.refuse("reads " + Arrays.toString(dims) + " at places of " + Arrays.toString(places.dims())
                    + "; each pixel moved, or several in each, are read");
        }
    }

    /** Whether an axis is a part of the map, and then channels. */
    private static boolean begins(List<Atom> axis, Atom first) {
        List<Atom> rest = first.extent() == 1 ? axis : axis.isEmpty() ? axis : axis.subList(1, axis.size());
        return (first.extent() == 1 || !axis.isEmpty() && axis.get(0).equals(first))
                && rest.stream().allMatch(atom -> atom.axis() == Axis.CHANNEL);
    }

    /** By how many pixels each is moved, channels as in the map that says so. */
    private static Node offsets(
            Pending.Moved places, Constant base, int[] dims, int factor, GraphNode node, Lowering at)
            throws MalformedWeightsException {
        View view = places.view();
        int channels = view.node().channels();
        int[] group = index(view, 0);
        int[] row = index(view, 1);
        int[] column = index(view, 2);
        int[] direction = index(view, 3);
        boolean corners = node.integer("align_corners", 0) != 0;
        double[] numbers = base.values();
        float[] factors = new float[channels];
        float[] moves = new float[channels];
        int wide = dims[3] * factor;
        for (int c = 0; c < channels; c++) {
            int size = direction[c] == 0 ? dims[3] : dims[2];
            double pixels = (corners ? size - 1 : size) / 2.0;
            int within = direction[c] == 0 ? column[c] : row[c];
            factors[c] = rounded(places.factors()[places.factors().length == 1 ? 0 : c] * pixels);
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (int y = 0; y < dims[2]; y++) {
                for (int x = 0; x < dims[3]; x++) {
                    int place =
                            ((group[c] * dims[2] * factor + y * factor + row[c]) * wide + x * factor + column[c]) * 2
                                    + direction[c];
                    double at1 = (numbers[place] + 1) * pixels - (corners ? 0 : 0.5);
                    double moved = at1 - (direction[c] == 0 ? x : y) - (within + 0.5) / factor + 0.5;
                    low = Math.min(low, moved);
                    high = Math.max(high, moved);
                }
            }
            if (!(high - low <= CLOSE)) {
                wishForSize(places, base, dims, factor, node, at);
                throw node.refuse("reads places that lie " + low + " to " + high + " pixels from those of the map");
            }
            moves[c] = rounded((low + high) / 2);
        }
        return at.net.affine(factors, moves, view.node());
    }

    /** Places that lie apart by more or less than pixels do are those of a map of another size. */
    private static void wishForSize(
            Pending.Moved places, Constant base, int[] dims, int factor, GraphNode node, Lowering at)
            throws MalformedWeightsException {
        double[] numbers = base.values();
        if (dims[2] < 2 || dims[3] < 2 || node.integer("align_corners", 0) != 0) {
            return;
        }
        // from -1 to 1 lie all pixels of the map; the same pixel of a cell again is one further
        double across = numbers[factor * 2] - numbers[0];
        double down = numbers[factor * factor * dims[3] * 2 + 1] - numbers[1];
        at.only(places.view().node(), 2 / down, 2 / across);
    }

    /** Without what comes of the rounding of places, so that it is the same for each size. */
    private static float rounded(double number) {
        return (float) (Math.rint(number * 1e6) / 1e6 + 0.0); // no -0
    }

    /** Which channels say how far right, and then how far down, the pixels of a cell are moved, for one group. */
    private static int[] order(View view, int wanted, int factor) {
        int[] group = index(view, 0);
        int[] row = index(view, 1);
        int[] column = index(view, 2);
        int[] direction = index(view, 3);
        int[] order = new int[2 * factor * factor];
        for (int c = 0; c < group.length; c++) {
            if (group[c] == wanted) {
                order[(direction[c] * factor + row[c]) * factor + column[c]] = c;
            }
        }
        return order;
    }
}
