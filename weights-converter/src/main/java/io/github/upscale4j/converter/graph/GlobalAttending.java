package io.github.upscale4j.converter.graph;

import io.github.upscale4j.net.Node;
import io.github.upscale4j.weights.MalformedWeightsException;
import java.util.Arrays;

/** Attention of all pixels of a map to all of another. */
final class GlobalAttending {
    private GlobalAttending() {}

    /** Queries times keys, (heads, all pixels, channels of a head) each; null if they are of windows. */
    static Value product(View query, View keys, double[] factors, GraphNode node, Lowering at)
            throws MalformedWeightsException {
        Layout own = whole(query);
        Layout other = whole(keys);
        boolean apart = own != null
                && other != null
                && (at.isFree() || query.rows() != keys.rows() || query.columns() != keys.columns());
        if (!apart || own.heads() != other.heads() || own.size() != other.size() || at.isWide(query)) {
            return null;
        }
        double factor = factors[0];
        if (Arrays.stream(factors).anyMatch(one -> one != factor)) {
            throw node.refuse("has factors that differ between heads");
        }
        int[] dims = query.dims();
        dims[dims.length - 1] = other.keys();
        return new Pending.Global(at.whole(query, node), at.whole(keys, node), own.heads(), factor, false, dims);
    }

    /** The layout of a view that is one window; null of others. */
    private static Layout whole(View x) {
        Layout layout = Layout.of(x);
        boolean all = layout != null
                && !layout.grid()
                && layout.fold() == 1
                && layout.height() == x.rows()
                && layout.width() == x.columns()
                && x.rollRows() == 0
                && x.rollColumns() == 0;
        return all ? layout : null;
    }

    /** Times, or by, one number. */
    static Value multiply(Pending.Global global, Constant constant, boolean divide, GraphNode node)
            throws MalformedWeightsException {
        if (constant.elements() != 1 || global.shares()) {
            throw node.refuse("multiplies scores with " + constant + "; one number is read");
        }
        double number = constant.first(node);
        double factor = divide ? global.factor() / number : global.factor() * number;
        return new Pending.Global(global.view(), global.keys(), global.heads(), factor, false, global.dims());
    }

    static Value softmax(Pending.Global global, GraphNode node) throws MalformedWeightsException {
        int rank = global.dims().length;
        if (global.shares() || Axes.axis(node, node.integer("axis", -1), rank) != rank - 1) {
            throw node.refuse("is read only over the keys of attention");
        }
        return new Pending.Global(global.view(), global.keys(), global.heads(), global.factor(), true, global.dims());
    }

    static View attended(Pending.Global global, View values, GraphNode node, Lowering at)
            throws MalformedWeightsException {
        Layout layout = whole(values);
        boolean fits = global.shares()
                && layout != null
                && layout.heads() == global.heads()
                && values.rows() == global.keys().rows()
                && values.columns() == global.keys().columns();
        if (!fits) {
            throw Attending.foreign(node);
        }
        View query = global.view();
        Node result = at.net.globalAttention(
                global.heads(),
                (float) global.factor(),
                query.node(),
                global.keys().node(),
                at.whole(values, node).node());
        // the queries' pixels, the values' channels
        View plain = View.plain(result, query.rows(), query.columns());
        int rank = query.rank();
        int[] dims = query.dims();
        int size = layout.size();
        int heads = global.heads();
        View cut = plain.reshaped(new int[] {1, heads, size, query.rows() * query.columns()});
        if (cut == null || dims.length < 3) {
            throw Attending.foreign(node);
        }
        View laid = cut.transposed(new int[] {0, 1, 3, 2});
        dims[rank - 1] = size;
        View reshaped = laid.reshaped(dims);
        if (reshaped == null) {
            throw Attending.foreign(node);
        }
        return reshaped;
    }
}
