package io.github.upscale4j.debug;

import io.github.upscale4j.net.Attention;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.net.Windows;
import io.github.upscale4j.tensor.Tensor;
import io.github.upscale4j.weights.Weights;

/** Attention of windows to keys of any kind, as defined, in double precision, one query after the other. */
final class ReferenceCrossAttention {
    private final Op.CrossAttention op;
    private final Windows windows;
    private final Tensor queries;
    private final Tensor keys;
    private final Tensor values;
    private final float[] bias;
    private final float[] factors;

    private ReferenceCrossAttention(Op.CrossAttention op, Tensor[] in, Weights weights) {
        this.op = op;
        windows = op.windows();
        queries = in[0];
        keys = in[1];
        values = in[2];
        bias = op.bias().of(windows, op.heads(), weights);
        factors = op.attention().factors(op.name(), op.channels(), op.heads(), weights);
    }

    static Tensor of(Op.CrossAttention op, Tensor[] in, Weights weights) {
        ReferenceCrossAttention attention = new ReferenceCrossAttention(op, in, weights);
        Tensor result = Tensor.zeros(op.channels(), in[0].height(), in[0].width());
        for (int head = 0; head < op.heads(); head++) {
            for (int y = 0; y < result.height(); y++) {
                for (int x = 0; x < result.width(); x++) {
                    attention.pixel(head, y, x, result);
                }
            }
        }
        return result;
    }

    private void pixel(int head, int y, int x, Tensor result) {
        int size = op.channels() / op.heads();
        int inRow = Math.floorMod(y - windows.rows().shift(), windows.rows().size());
        int inColumn =
                Math.floorMod(x - windows.columns().shift(), windows.columns().size());
        int top = windows.rows().firstKey(y - inRow);
        int left = windows.columns().firstKey(x - inColumn);
        int query = inRow * windows.columns().size() + inColumn;
        boolean cut = y - inRow < 0 || y - inRow + windows.rows().size() > result.height();
        int biases = cut ? head + bias.length / (windows.queries() * windows.keys()) - op.heads() : head;
        double[] sums = new double[size];
        double all = 0;
        for (int key = 0; key < windows.keys(); key++) {
            int i = top + key / windows.keyColumns() * windows.fold();
            int j = left + key % windows.keyColumns() * windows.fold();
            if (!there(windows.rows(), i, keys.height()) || !there(windows.columns(), j, keys.width())) {
                continue;
            }
            double likeness = likeness(head, y, x, i, j);
            int place = (biases * windows.queries() + query) * windows.keys() + key;
            double weight = Math.exp(likeness * factors[head] + bias[place]);
            all += weight;
            for (int c = 0; c < size; c++) {
                sums[c] += weight * part(values, op.valueAt(), head * size + c, i, j);
            }
        }
        for (int c = 0; c < size; c++) {
            int at = ((head * size + c) * result.height() + y) * result.width() + x;
            result.data()[at] = (float) (sums[c] / all);
        }
    }

    /** Whether a window sees the key whose first pixel is at {@code place}. */
    private boolean there(Windows.Axis axis, int place, int length) {
        if (windows.edge() == Windows.Edge.ROUND) {
            return true;
        }
        // the key's last pixel decides for whom of both sides of an edge it is
        int last = place + windows.fold() - 1;
        return last >= axis.keysFrom() && last < axis.keysTo(length);
    }

    private double likeness(int head, int y, int x, int i, int j) {
        int size = op.channels() / op.heads();
        double product = 0;
        double query = 0;
        double key = 0;
        for (int c = head * size; c < (head + 1) * size; c++) {
            double q = queries.get(op.queryAt() + c, y, x);
            double k = part(keys, op.keyAt(), c, i, j);
            product += q * k;
            query += q * q;
            key += k * k;
        }
        return op.attention() == Attention.COSINE
                ? product / (Math.max(Math.sqrt(query), 1e-12) * Math.max(Math.sqrt(key), 1e-12))
                : product;
    }

    /** Channel {@code c} of the key, or value, whose first pixel is (i, j); 0 outside the image. */
    private double part(Tensor from, int first, int c, int i, int j) {
        int pixel = c / op.keyChannels();
        int y = i + pixel / windows.fold();
        int x = j + pixel % windows.fold();
        if (windows.edge().wraps()) {
            y = Math.floorMod(y, from.height());
            x = Math.floorMod(x, from.width());
        }
        boolean inside = y >= 0 && y < from.height() && x >= 0 && x < from.width();
        return inside ? from.get(first + c % op.keyChannels(), y, x) : 0;
    }
}
