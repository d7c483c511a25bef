package io.github.upscale4j.converter.graph;

import static io.github.upscale4j.weights.MalformedWeightsException.quote;

import io.github.upscale4j.net.Extent;
import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.weights.MalformedWeightsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes a graph down as a network, for one size of the picture: arithmetic on sizes is then arithmetic on constants, and
 * what reshapes and transposes is followed as a {@link View}. The network that comes out is free of the size, if {@link
 * GraphReader} finds the same one for another.
 */
final class Lowering extends PictureSizes {
    /** Elements of constants that are computed with, 192 MB of them; a transformer's masks and tables take a tenth. */
    private static final long WORK = 24 << 20;

    /** Operations that leave zeros what they are. */
    private static final Set<String> MOVING = Set.of(
            "Identity",
            "Cast",
            "Reshape",
            "Flatten",
            "Squeeze",
            "Unsqueeze",
            "Transpose",
            "Slice",
            "Gather",
            "Split",
            "Concat",
            "Mul",
            "Div",
            "MatMul",
            "Einsum",
            "ReduceL2",
            "Expand");

    private static final int LARGEST_NET = 200_000;

    /** By which sizes are divided: windows and shuffles, not numbers of pixels. */
    private static final int LARGEST_MULTIPLE = 64;

    final Tensors tensors;

    private final ParsedGraph graph;
    private final Map<String, Value> values = new HashMap<>();
    private final Map<List<Double>, View> sizes = new HashMap<>();
    private final Map<Value, View> settled = new IdentityHashMap<>();
    private Node picture;
    private long work = WORK;

    /** @param room as for {@link Tensors} */
    Lowering(ParsedGraph graph, int height, int width, Wishes wishes, long room) {
        this(graph, height, width, wishes, new Tensors(room));
    }

    private Lowering(ParsedGraph graph, int height, int width, Wishes wishes, Tensors tensors) {
        super(graph.input(), height, width, wishes, new NetBuilder(tensors.shapes()));
        this.graph = graph;
        this.tensors = tensors;
    }

    /** What comes of it, with {@link Wishes#whole} if the graph has no result for such a picture. */
    Net run() throws MalformedWeightsException {
        try {
            return written();
        } finally {
            if (isLarger() && !isExtended() && wishes.given().isLarger()) {
                wishForExtension();
            }
        }
    }

    private Net written() throws MalformedWeightsException {
        values.putAll(graph.constants());
        picture = net.input(graph.input().channels());
        int border = wishes.given().border();
        Node seen = border == 0 ? picture : net.reflect(picture, border);
        values.put(graph.input().name(), View.plain(seen, height() + 2 * border, width() + 2 * border));
        for (GraphNode node : graph.nodes()) {
            List<Value> made;
            try {
                made = apply(node);
            } catch (UnfitException unfit) {
                wishes.whole();
                throw unfit.in(node);
            } catch (IllegalArgumentException | ArithmeticException problem) { // what the builder finds
                throw node.refuse(problem.getMessage());
            }
            for (int i = 0; i < Math.min(made.size(), node.outputs().size()); i++) {
                put(node, node.outputs().get(i), made.get(i));
            }
        }
        GraphNode end = new GraphNode("output", graph.output(), List.of(graph.output()), List.of(), Map.of());
        try {
            return output(end);
        } catch (IllegalArgumentException problem) {
            throw end.refuse(problem.getMessage());
        }
    }

    /** Ends the network; where the picture was extended, the end of the result is cut off. */
    private Net output(GraphNode end) throws MalformedWeightsException {
        Value value = value(end, 0);
        Pending.Part part =
                value instanceof Pending.Part cut && cut.firstRow() == 0 && cut.firstColumn() == 0 ? cut : null;
        View result = Settling.plain(part == null ? view(value, end) : part.view(), end, this);
        wishForBorder(result.node().extent());
        Net written = net.output(result.node(), wishes.given().multiple());
        int rows = part == null ? result.rows() : part.endRow();
        int columns = part == null ? result.columns() : part.endColumn();
        if (rows != height() * written.scale() || columns != width() * written.scale()) {
            throw end.refuse("has " + rows + " x " + columns + " pixels for " + height() + " x " + width()
                    + ", which is no whole multiple");
        }
        return written;
    }

    /** A result that lacks as many pixels on every side can be whole: programs give such networks more than the picture. */
    private void wishForBorder(Extent extent) {
        int lost = 2 * extent.up();
        boolean bordered = extent.down() == 1 && extent.divisor() == 1 && extent.offset() < 0 && lost > 0;
        if (bordered && -extent.offset() % lost == 0 && graph.input().height() == ParsedGraph.FREE) {
            wishes.border(-extent.offset() / lost);
        }
    }

    private void put(GraphNode node, String name, Value value) throws MalformedWeightsException {
        values.put(name, value);
        if (value instanceof View view) {
            look(view);
            sizes.putIfAbsent(List.of((double) view.rows(), (double) view.columns()), view);
            spend(node, view.node().channels());
            if (view.node().index() > LARGEST_NET) {
                throw node.refuse("makes the network larger than " + LARGEST_NET + " operations");
            }
        }
    }

    /** Some map of that size, or null. */
    View ofSize(double rows, double columns) {
        return sizes.get(List.of(rows, columns));
    }

    private List<Value> apply(GraphNode node) throws MalformedWeightsException {
        List<Value> inputs = new ArrayList<>();
        for (int i = 0; i < node.inputs().size(); i++) {
            inputs.add(optional(node, i));
        }
        if (node.op().equals("Shape") && inputs.size() == 1 && inputs.get(0) != null) {
            return List.of(shape(node, dims(node, inputs.get(0))));
        }
        if (inputs.stream().allMatch(value -> value == null || value instanceof Constant)) {
            return List.of(fold(node, inputs.stream().map(Constant.class::cast).toList()));
        }
        for (Value value : inputs) {
            if (value != null && !(value instanceof Constant)) {
                requireNarrow(value, node);
            }
        }
        return Rules.apply(node, this);
    }

    /** Refuses what could see, or make other than zeros, of what lies beyond a map. */
    private void requireNarrow(Value value, GraphNode node) throws MalformedWeightsException {
        boolean steps = value instanceof Pending.Scores
                || value instanceof Pending.Gathered
                || value instanceof Pending.Reach
                || value instanceof Pending.Sorted
                || value instanceof Pending.Alike
                || value instanceof Pending.Length
                || value instanceof Pending.Part
                || value instanceof Pending.Cosines
                || value instanceof Pending.Padded;
        View view = value instanceof Pending pending ? pending.view() : (View) value;
        if (!steps && isWide(view) && !MOVING.contains(node.op())) {
            throw node.refuse("takes " + Arrays.toString(view.dims()) + " that were filled up; only attention within"
                    + " windows is read of them");
        }
    }

    private static Constant shape(GraphNode node, int[] dims) throws MalformedWeightsException {
        long[] all = Arrays.stream(dims).asLongStream().toArray();
        Axes.Range range = Axes.ranges(
                        new GraphNode(
                                node.op(),
                                node.name(),
                                List.of(),
                                List.of(),
                                Map.of(
                                        "starts", new long[] {node.integer("start", 0)},
                                        "ends", new long[] {node.integer("end", Long.MAX_VALUE)})),
                        new int[] {all.length},
                        List.of())
                .get(0);
        return Constant.integers(Arrays.copyOfRange(all, range.first(), Math.max(range.first(), range.end())));
    }

    private Constant fold(GraphNode node, List<Constant> inputs) throws MalformedWeightsException {
        if (node.op().equals("Div") || node.op().equals("Mod")) {
            wishForMultiple(node, inputs);
        }
        boolean gaps = inputs.contains(null);
        if (gaps && !node.op().equals("Clip") && !node.op().equals("Slice")) {
            throw node.refuse("leaves out an input; the file is damaged");
        }
        Constant folded = node.op().equals("Slice") ? null : Arithmetic.fold(node, inputs);
        folded = folded == null ? Shaping.fold(node, inputs) : folded;
        if (folded == null) {
            throw node.refuse("is not computed of constants; export the model with constants folded");
        }
        spend(node, folded.elements());
        return folded;
    }

    /** Takes from what the whole graph may cost, so that few bytes of a file cannot ask for much. */
    void spend(GraphNode node, int elements) throws MalformedWeightsException {
        work -= elements;
        if (work < 0) {
            throw node.refuse("is one too many: the constants and channels of a graph may be " + WORK + " in all");
        }
    }

    /** A size that leaves a rest when it is divided is one that the graph is not made for. */
    private void wishForMultiple(GraphNode node, List<Constant> inputs) throws MalformedWeightsException {
        if (isFree()
                && inputs.size() == 2
                && inputs.get(0) != null
                && inputs.get(1) != null
                && inputs.get(1).elements() == 1
                && inputs.get(0).elements() <= 4) {
            double divisor = inputs.get(1).first(node);
            for (double size : inputs.get(0).values()) {
                boolean whole = size == Math.rint(size) && divisor == Math.rint(divisor);
                if (whole && divisor > 1 && divisor <= LARGEST_MULTIPLE && size % divisor != 0) {
                    wishes.likely((long) divisor);
                }
            }
        }
    }

    /** An input, or null if it is left out. */
    Value optional(GraphNode node, int i) throws MalformedWeightsException {
        if (i >= node.inputs().size() || node.inputs().get(i).isEmpty()) {
            return null;
        }
        Value value = values.get(node.inputs().get(i));
        if (value == null) {
            throw node.refuse("takes " + quote(node.inputs().get(i)) + ", which nothing before it makes; the file is"
                    + " damaged");
        }
        return value;
    }

    Value value(GraphNode node, int i) throws MalformedWeightsException {
        Value value = optional(node, i);
        if (value == null) {
            throw node.refuse("lacks input " + i + "; the file is damaged");
        }
        return value;
    }

    /** An input that has to be known, or null if it is left out. */
    Constant constant(GraphNode node, int i) throws MalformedWeightsException {
        Value value = optional(node, i);
        if (value != null && !(value instanceof Constant)) {
            throw node.refuse("takes " + quote(node.inputs().get(i))
                    + ", which depends on the picture; only constants are read there");
        }
        return (Constant) value;
    }

    /** As {@link #constant}, of an input that must be there. */
    Constant required(GraphNode node, int i) throws MalformedWeightsException {
        value(node, i);
        return constant(node, i);
    }

    /** All inputs that are constants; null for the others. */
    List<Constant> constants(GraphNode node) throws MalformedWeightsException {
        List<Constant> all = new ArrayList<>();
        for (int i = 0; i < node.inputs().size(); i++) {
            all.add(optional(node, i) instanceof Constant constant ? constant : null);
        }
        return all;
    }

    View view(GraphNode node, int i) throws MalformedWeightsException {
        return view(value(node, i), node);
    }

    /** A value as a feature map, written down once for all that read it. */
    View view(Value value, GraphNode node) throws MalformedWeightsException {
        View view = settled.get(value);
        if (view == null) {
            view = Settling.view(value, node, this);
            settled.put(value, view);
        }
        return view;
    }

    /** An input as (1, channels, rows, columns). */
    View plain(GraphNode node, int i) throws MalformedWeightsException {
        return Settling.plain(view(node, i), node, this);
    }

    /** The shape that the graph sees. */
    static int[] dims(GraphNode node, Value value) throws MalformedWeightsException {
        if (value instanceof Constant constant) {
            return constant.dims();
        }
        if (value instanceof View view) {
            return view.dims();
        }
        Pending pending = (Pending) value;
        int[] dims = pending.view().dims();
        if (pending instanceof Pending.Product product) {
            dims[dims.length - 1] = product.matrix().dim(1);
        } else if (pending instanceof Pending.Part part) {
            return Cutting.dims(part);
        } else if (pending instanceof Pending.Total total) {
            return total.axes().stream().mapToInt(Atom::extent).toArray();
        } else if (pending instanceof Pending.Cosines cosines) {
            return cosines.dims().clone();
        } else if (pending instanceof Pending.OfGroup moment) {
            return moment.dims().clone();
        } else if (pending instanceof Pending.Global global) {
            return global.dims().clone();
        } else if (pending instanceof Pending.Affinity affinity) {
            dims[dims.length - 1] = affinity.factors().length;
        } else if (pending instanceof Pending.Chosen chosen) {
            return chosen.normal().dims().clone();
        } else if (pending instanceof Pending.Blend blend) {
            return blend.dims();
        } else if (pending instanceof Pending.Rank rank) {
            return rank.dims().clone();
        } else if (pending instanceof Pending.Alike alike) {
            return alike.likeness().dims().clone();
        } else if (pending instanceof Pending.Reach reach) {
            return reach.likeness().dims().clone();
        } else if (pending instanceof Pending.Scores scores) {
            return scores.likeness().dims().clone();
        } else if (pending instanceof Pending.Padded padded && padded.view().rank() == 4) {
            dims[2] += padded.top() + padded.bottom();
            dims[3] += padded.left() + padded.right();
        } else if (pending instanceof Pending.Padded || pending instanceof Pending.Length) {
            throw node.refuse("asks for the shape of a value that is only read in convolutions and attention");
        } else if (pending instanceof Pending.Moment moment && moment.step() != Pending.Moment.Step.CENTRED) {
            throw node.refuse("asks for the shape of a step of a normalisation");
        }
        return dims;
    }
}
