package io.github.upscale4j.debug;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.tensor.Tensor;

/** Attention of all pixels to all of another image, as defined, in double precision. */
final class ReferenceGlobalAttention {
    private ReferenceGlobalAttention() {}

    static Tensor of(Op.GlobalAttention op, Tensor queries, Tensor keys, Tensor values) {
        Tensor result = Tensor.zeros(op.channels(), queries.height(), queries.width());
        int pixels = queries.height() * queries.width();
        for (int head = 0; head < op.heads(); head++) {
            for (int pixel = 0; pixel < pixels; pixel++) {
                pixel(op, head, pixel, queries, keys, values, result);
            }
        }
        return result;
    }

    private static void pixel(
            Op.GlobalAttention op, int head, int pixel, Tensor queries, Tensor keys, Tensor values, Tensor result) {
        int pixels = queries.height() * queries.width();
        int count = keys.height() * keys.width();
        int keySize = op.keyChannels() / op.heads();
        int size = op.channels() / op.heads();
        double[] sums = new double[size];
        double all = 0;
        for (int key = 0; key < count; key++) {
            double product = 0;
            for (int c = head * keySize; c < (head + 1) * keySize; c++) {
                product += (double) queries.data()[c * pixels + pixel] * keys.data()[c * count + key];
            }
            double weight = Math.exp(product * op.factor());
            all += weight;
            for (int c = 0; c < size; c++) {
                sums[c] += weight * values.data()[(head * size + c) * count + key];
            }
        }
        for (int c = 0; c < size; c++) {
            result.data()[(head * size + c) * pixels + pixel] = (float) (sums[c] / all);
        }
    }
}
