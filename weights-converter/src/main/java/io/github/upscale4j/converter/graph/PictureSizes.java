package io.github.upscale4j.converter.graph;

import io.github.upscale4j.net.Extent;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.weights.MalformedWeightsException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The size of the picture for which a graph is read, the one to which the graph extends it, and what views have of either.
 */
class PictureSizes {
    /** Zeros that no reading shows fill maps up to multiples of this at most. */
    static final int LARGEST_FILLING = 64;

    final NetBuilder net;

    /** For which sizes this is, and which others are wanted. */
    final Wishes wishes;

    private final ParsedGraph.Picture input;
    private final Map<Node, Boolean> pixelwise = new IdentityHashMap<>();
    private final int height;
    private final int width;
    private int extendedHeight;
    private int extendedWidth;
    private boolean mirrored;
    private boolean looked; // at neighbours, by what was written so far

    PictureSizes(ParsedGraph.Picture input, int height, int width, Wishes wishes, NetBuilder net) {
        this.input = input;
        this.height = height;
        this.width = width;
        this.wishes = wishes;
        this.net = net;
        extendedHeight = wishes.extended(height, width).get(0);
        extendedWidth = wishes.extended(height, width).get(1);
    }

    /** Takes note of a value that was written: what sees neighbours has to know how far the picture is extended. */
    final void look(View view) {
        looked |= !isPixelwise(view.node());
    }

    /** Whether it is the input, or made of it pixel by pixel. */
    boolean isPicture(View view) {
        return view.isPlain() && view.rows() == height && view.columns() == width && isPixelwise(view.node());
    }

    final boolean isPixelwise(Node node) {
        Boolean known = pixelwise.get(node);
        if (known == null) {
            Op op = node.op();
            boolean own = op instanceof Op.Activate
                    || op instanceof Op.Scale
                    || op instanceof Op.Affine
                    || op instanceof Op.Slice
                    || op instanceof Op.Concat
                    || op instanceof Op.Add
                    || op instanceof Op.Multiply
                    || op instanceof Op.Conv conv && conv.kernel() == 1;
            known = op instanceof Op.Input || own && node.inputs().stream().allMatch(this::isPixelwise);
            pixelwise.put(node, known);
        }
        return known;
    }

    /**
     * What was made of the picture pixel by pixel, with more rows below and columns on the right: those of the picture
     * reflected there, which is done for every network that needs multiples.
     */
    View extended(View view, int rows, int columns) {
        boolean other = rows != extendedHeight || columns != extendedWidth;
        wishes.extend(height, width, List.of(rows, columns), other && looked);
        extendedHeight = rows;
        extendedWidth = columns;
        return View.plain(view.node(), rows, columns);
    }

    /** Whether it is the upper left part of what its node gives, which is larger since the picture was extended. */
    boolean isShort(View view) {
        Extent extent = view.node().extent();
        return view.rows() < extent.size(extendedHeight) || view.columns() < extent.size(extendedWidth);
    }

    /** Whether it has more rows or columns than its node gives: zeros below and on the right, or what must not be read. */
    boolean isWide(View view) {
        Extent extent = view.node().extent();
        return view.rows() > extent.size(extendedHeight) || view.columns() > extent.size(extendedWidth);
    }

    /** Up to multiples of what a view's rows, and its columns, are filled up with zeros, for all pictures; 1 if they are not. */
    int[] filling(View view, Layout windows, GraphNode node) throws MalformedWeightsException {
        Extent extent = view.node().extent();
        int rows = view.rows() - extent.size(extendedHeight);
        int columns = view.columns() - extent.size(extendedWidth);
        boolean wide = isWide(view);
        if (!wide && (wishes.given().kind() != Sizes.Kind.ANY || !extent.equals(Extent.of(1, 1)))) {
            return new int[] {1, 1};
        }
        int known = wishes.filling();
        int more = Math.max(rows, columns);
        List<Integer> sides = new ArrayList<>();
        sides.add(known > more ? known : wide ? more + 1 : wishes.given().cell());
        IntStream.rangeClosed(wide ? more + 1 : 1, wide ? view.rows() : LARGEST_FILLING)
                .forEach(sides::add);
        sides.removeIf(side -> side % windows.height() != 0
                || side % windows.width() != 0
                || wide && (view.rows() % side != 0 || view.columns() % side != 0));
        if (!wide) {
            sides.add(1);
        }
        int both = sides.isEmpty() ? 0 : fitting(node, true, sides);
        if (both == 0) {
            throw node.refuse(
                    "fills " + extent.size(extendedHeight) + " x " + extent.size(extendedWidth) + " pixels up to "
                            + view.rows() + " x " + view.columns() + ", which are no multiples of one number");
        }
        if (wide) {
            wishes.filled(both);
        }
        return new int[] {both, fitting(node, false, wide ? List.of(both) : sides)};
    }

    /** As {@link Wishes#fitting}, of the rows, or columns, that a node attends to. */
    final int fitting(GraphNode node, boolean rows, List<Integer> these) {
        return wishes.fitting(List.of(node.name(), rows), these);
    }

    /** Whether a view, cut to so many rows and columns, has those that belong to the picture before it was extended. */
    boolean isOwn(View view, int rows, int columns) {
        Extent extent = view.node().extent();
        return extent.regular() && rows == extent.size(height) && columns == extent.size(width);
    }

    /** For what looks at neighbours: zeros instead of what lies outside of a part. */
    Node bounded(View view) {
        if (isShort(view) && !view.node().extent().regular()) {
            throw new IllegalArgumentException("takes a part of an extended picture that lost its edges before");
        }
        return isShort(view) ? net.crop(view.node()) : view.node();
    }

    /** Refuses what looks at neighbours, or all pixels, and would see some that the graph has cut off. */
    View whole(View view, GraphNode node) throws MalformedWeightsException {
        if (isShort(view)) {
            throw node.refuse("takes " + view.rows() + " x " + view.columns() + " pixels of an extended picture; only"
                    + " convolutions of such a part are read");
        }
        return view;
    }

    /** Rows and columns that a node gives. */
    int[] sizes(Node node) {
        return new int[] {node.extent().size(extendedHeight), node.extent().size(extendedWidth)};
    }

    /** Takes note that a map of so many rows and columns would suit the graph, where its sizes are free. */
    final void only(Node map, double rows, double columns) {
        double height = rows * map.down() / map.up();
        double width = columns * map.down() / map.up();
        boolean whole = Math.abs(height - Math.rint(height)) < 1e-3 && Math.abs(width - Math.rint(width)) < 1e-3;
        if (isFree() && whole) {
            wishes.only(Math.round(height), Math.round(width));
        }
    }

    boolean isFree() {
        return input.height() == ParsedGraph.FREE || input.width() == ParsedGraph.FREE;
    }

    int height() {
        return height;
    }

    int width() {
        return width;
    }

    int extendedHeight() {
        return extendedHeight;
    }

    int extendedWidth() {
        return extendedWidth;
    }

    /** How many times so many rows and columns are the picture's own, where a view is the whole extended picture; or 0. */
    int enlargement(View view, double rows, double columns) {
        int times = (int) Math.round(rows / height);
        boolean whole = view.isPlain()
                && view.rows() == extendedHeight
                && view.columns() == extendedWidth
                && isPixelwise(view.node());
        return whole && Math.abs(rows - times * height) < 1e-6 && Math.abs(columns - times * width) < 1e-6 ? times : 0;
    }

    /** Whether the graph extends the picture. */
    boolean isLarger() {
        return extendedHeight != height || extendedWidth != width;
    }

    /** Asks for multiples of the least number to whose multiples the picture was extended, if any. */
    final void wishForExtension() {
        int most = Math.max(extendedHeight - height, extendedWidth - width);
        for (int sides = most + 1; sides <= Math.min(extendedHeight, extendedWidth); sides++) {
            if (extendedHeight % sides == 0 && extendedWidth % sides == 0) {
                wishes.fitted(sides);
                return;
            }
        }
    }

    /** Whether it was extended to the next multiples and no further, or as far as a mirrored picture is. */
    boolean isExtended() {
        int sides = wishes.given().multiple();
        int most = mirrored && wishes.isBeyond() ? sides : sides - 1;
        return extendedHeight % sides == 0
                && extendedWidth % sides == 0
                && extendedHeight - height <= most
                && extendedWidth - width <= most;
    }

    /** The picture with more rows and columns, its edge mirrored. */
    View mirrored(View view, int rows, int columns) {
        mirrored = true;
        View larger = extended(view, rows, columns);
        return larger.of(net.mirror(wishes.isBeyond(), larger.node()));
    }
}
