package io.github.upscale4j.converter.graph;

import io.github.upscale4j.net.Node;
import java.util.List;

/**
 * A value that becomes a node of the network when it is known what follows: several operations of a graph are often one of
 * ours. Those that are part of such a form and nothing by themselves cannot be settled.
 */
sealed interface Pending extends Value {
    /** The map that it is computed from. */
    View view();

    /** {@code view * factors + offsets}, each one number or one a channel of the map. */
    record Line(View view, double[] factors, double[] offsets) implements Pending {}

    /** The channels of each pixel, the last axis, times a matrix (in, out); a bias may follow. */
    record Product(View view, Constant matrix, GraphNode node) implements Pending {}

    /** {@code erf(view / sqrt 2) * factor + offset}: a part of GELU. */
    record Erf(View view, double factor, double offset) implements Pending {}

    /** {@code log(1 + exp(view))}, or its hyperbolic tangent: parts of Mish. */
    record Softplus(View view, boolean tanh) implements Pending {}

    /** Steps of a layer normalisation over the channels. */
    record Moment(Step step, View view, double epsilon) implements Pending {
        enum Step {
            MEAN,
            CENTRED,
            SQUARE,
            VARIANCE,
            DEVIATION
        }
    }

    /**
     * A step of a normalisation of groups of channels over all pixels, or what it makes of a map.
     *
     * @param view the map, (1, groups, what is in one)
     * @param weight one a channel; null if there is none yet, as {@code bias}
     */
    record OfGroup(Step step, View view, int groups, double epsilon, Constant weight, Constant bias, int[] dims)
            implements Pending {
        enum Step {
            MEAN,
            CENTRED,
            SQUARE,
            VARIANCE,
            DEVIATION,
            /** The map less its mean, by its deviation. */
            NORMAL,
            /** A weight by the deviation. */
            FACTOR,
            /** The mean times the factor. */
            SHIFT,
            /** A bias less that. */
            OFFSET,
            /** Factors, and then offsets. */
            LINE,
            /** The map times its factors. */
            SCALED
        }
    }

    /**
     * Sums over some rows or columns, which others may follow until none are left.
     *
     * @param gone what was summed up so far
     * @param axes of the result
     * @param factor with which the sum is multiplied
     */
    record Total(View view, List<Atom> gone, List<List<Atom>> axes, double factor) implements Pending {
        public Total {
            gone = List.copyOf(gone);
            axes = List.copyOf(axes);
        }
    }

    /** A layer normalisation whose weight and bias may follow; null as long as they have not. */
    record Normal(View view, double epsilon, Constant weight, Constant bias, GraphNode node) implements Pending {}

    /** {@code view * factors + base}: places of pixels, in some measure, and by how much each is moved. */
    record Moved(View view, double[] factors, Constant base) implements Pending {}

    /**
     * A tensor as the view of a map whose rows and columns are some of another's, perhaps several times.
     *
     * @param view of the map that is picked, with the other's node
     * @param rows of the node's map, of which each of the view's is one; {@link #NONE} is zeros
     * @param columns likewise
     * @param factors what its values are multiplied with, one or one a channel of the node's map
     * @param along the axis on which vectors lie that were divided by their lengths; null if none were
     */
    record Gathered(View view, int[] rows, int[] columns, double[] factors, List<Atom> along) implements Pending {
        static final int NONE = -1;

        Gathered(View view, int[] rows, int[] columns) {
            this(view, rows, columns, new double[] {1}, null);
        }

        /** The same picked map, seen in another way. */
        Gathered seen(View other) {
            return new Gathered(other, rows, columns, factors, along);
        }

        /** With rows or columns of it picked. */
        Gathered picked(View other, boolean ofRows, int[] table) {
            return new Gathered(other, ofRows ? table : rows, ofRows ? columns : table, factors, along);
        }

        Gathered times(double[] others, List<Atom> divided) {
            return new Gathered(view, rows, columns, others, divided);
        }

        /** Whether its values are those of the map, some perhaps several times. */
        boolean isPure() {
            return along == null && factors.length == 1 && factors[0] == 1;
        }
    }

    /** Rows and columns of a tensor whose third last and second last, or last two axes are these. */
    record Part(View view, int firstRow, int endRow, int firstColumn, int endColumn) implements Pending {
        boolean isWhole() {
            return firstRow == 0 && endRow == view.rows() && firstColumn == 0 && endColumn == view.columns();
        }
    }

    /** With zeros around it, which a convolution takes as its own. */
    record Padded(View view, int top, int left, int bottom, int right) implements Pending {
        /** Whether only rows below and columns on the right are padded. */
        boolean isEnd() {
            return top == 0 && left == 0;
        }
    }

    /**
     * The length of each vector along the last axis.
     *
     * @param of the vectors, a view or what was picked
     */
    record Length(Value of, View view) implements Pending {}

    /**
     * Vectors divided by their lengths, times one factor or one a channel of the map.
     *
     * @param along the axis on which each lies
     */
    record Unit(View view, double[] factors, List<Atom> along) implements Pending {
        /** Whether the vectors lie on that axis of a view. */
        boolean lies(View other, int axis) {
            return along.equals(other.axes().get(axis));
        }
    }

    /**
     * Cosines of the channels of a head, (maps..., heads, queries, keys).
     *
     * @param view the queries
     * @param factors what they are multiplied with, one a head
     * @param shares whether they are the softmax already
     */
    record Cosines(View view, View keys, double[] factors, boolean shares, int[] dims) implements Pending {}

    /**
     * Likenesses of all pixels of a map, and all of another, (heads, queries, keys).
     *
     * @param view the queries
     * @param shares whether they are the softmax already
     */
    record Global(View view, View keys, int heads, double factor, boolean shares, int[] dims) implements Pending {}

    /**
     * Cosines of the vectors of pixels, the last axis, and of tokens.
     *
     * @param tokens a map of one pixel that has the tokens one after the other
     * @param factors what cosines are multiplied with, one a token
     */
    record Affinity(View view, Node tokens, double[] factors) implements Pending {}

    /** Shares of all pixels, (1, tokens, pixels): the softmax of a normalisation of each channel. */
    record Chosen(OfGroup normal) implements Pending {
        @Override
        public View view() {
            return normal.view();
        }
    }

    /**
     * Means of pixels weighted by shares, and tokens that they replace a part of, (1, tokens, channels).
     *
     * @param normal whose softmax the shares are
     * @param old tokens, which may be a constant; null if there are none yet
     * @param ofOld what these are multiplied with, one number a token
     * @param ofFresh likewise of the means
     * @param node that makes the means
     */
    record Blend(OfGroup normal, View pixels, Value old, double[] ofOld, double[] ofFresh, GraphNode node)
            implements Pending {
        @Override
        public View view() {
            return normal.view();
        }

        /** Whether the means are the same. */
        boolean isOf(Blend other) {
            return normal.equals(other.normal) && pixels.equals(other.pixels);
        }

        int[] dims() {
            return new int[] {1, ofOld.length, pixels.node().channels()};
        }

        /** Times numbers that are one, or one a token. */
        Blend times(double[] numbers) {
            return new Blend(
                    normal,
                    pixels,
                    old,
                    Pairs.combined(ofOld, numbers, (x, y) -> x * y),
                    Pairs.combined(ofFresh, numbers, (x, y) -> x * y),
                    node);
        }

        Blend plus(Blend other) {
            return new Blend(
                    normal,
                    pixels,
                    old == null ? other.old : old,
                    Pairs.combined(ofOld, other.ofOld, Double::sum),
                    Pairs.combined(ofFresh, other.ofFresh, Double::sum),
                    node);
        }
    }

    /**
     * A number for each pixel: its category, which is its largest channel, and what is made of that.
     *
     * @param view the channels
     */
    record Rank(Step step, View view, int[] dims) implements Pending {
        enum Step {
            CATEGORY,
            /** The category times the number of pixels, or more. */
            FIRST,
            /** That and the pixel's own place: no two pixels have one number. */
            NUMBER,
            /** Which pixel is the first in ascending order, the second, ... */
            ORDER,
            /** Where in that order each pixel is. */
            PLACE,
            /** The order, each behind the number of the only row. */
            PAIR,
            /** Numbers in order, which nothing reads. */
            SORTED
        }

        Rank step(Step other) {
            return new Rank(other, view, dims);
        }

        int pixels() {
            return view.rows() * view.columns();
        }
    }

    /**
     * Pixels in the order of their categories, some perhaps several times.
     *
     * @param view of a map that is thought to have the places as its rows, with the node of the pixels
     * @param order the channels that make the categories
     * @param table which place in the order each of the view's rows has
     * @param factors what its values are multiplied with, one or one a channel
     */
    record Sorted(View view, View order, int[] table, double[] factors) implements Pending {
        Sorted seen(View other) {
            return new Sorted(other, order, table, factors);
        }

        Sorted picked(View other, int[] places) {
            return new Sorted(other, order, places, factors);
        }
    }

    /** Likenesses of pixels in one order, within groups of neighbours. */
    record Alike(Sorted query, Sorted keys, Layout groups, Likeness likeness) implements Pending {
        @Override
        public View view() {
            return query.view();
        }
    }

    /**
     * Likenesses of the pixels of windows and of keys that were picked.
     *
     * @param query whose view has {@code windows} as its layout
     * @param keys whose view has {@code shown} as its layout, with as many windows
     * @param hidden keys that must not count, (windows down, windows across, keys); null if none are
     */
    record Reach(Gathered query, Gathered keys, Layout windows, Layout shown, Likeness likeness, boolean[] hidden)
            implements Pending {
        @Override
        public View view() {
            return query.view();
        }

        Reach with(Likeness other) {
            return new Reach(query, keys, windows, shown, other, hidden);
        }
    }

    /**
     * Likenesses of the pixels of windows, and of those of the same windows of a map that may be another.
     *
     * @param view the queries
     * @param masked whether pixels are kept apart that shifting has brought together
     */
    record Scores(View view, View keys, Likeness likeness, boolean masked) implements Pending {
        Scores with(Likeness other) {
            return new Scores(view, keys, other, masked);
        }
    }
}
