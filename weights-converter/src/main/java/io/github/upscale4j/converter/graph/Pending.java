package io.github.upscale4j.converter.graph;

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
