package io.github.upscale4j.debug;

import io.github.upscale4j.net.Attention;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.tensor.Tensor;
import io.github.upscale4j.weights.Weights;

/** What transformers add to convolutions, as defined, in double precision. */
final class ReferenceAttention {
    private final Op.WindowAttention op;
    private final Tensor x;
    private final float[] bias;
    private final float[] factors;

    private ReferenceAttention(Op.WindowAttention op, Tensor x, Weights weights) {
        this.op = op;
        this.x = x;
        bias = op.attention().bias(op, weights);
        factors = op.attention().factors(op, weights);
    }

    static Tensor layerNorm(Op.LayerNorm op, Tensor x, Weights weights) {
        float[] weight = weights.floats(op.name() + ".weight", op.channels());
        float[] bias = weights.floats(op.name() + ".bias", op.channels());
        Tensor result = Tensor.zeros(x.channels(), x.height(), x.width());
        int plane = x.height() * x.width();
        for (int pixel = 0; pixel < plane; pixel++) {
            double mean = 0;
            for (int c = 0; c < op.channels(); c++) {
                mean += x.data()[c * plane + pixel] / (double) op.channels();
            }
            double variance = 0;
            for (int c = 0; c < op.channels(); c++) {
                double difference = x.data()[c * plane + pixel] - mean;
                variance += difference * difference / op.channels();
            }
            for (int c = 0; c < op.channels(); c++) {
                double normal = (x.data()[c * plane + pixel] - mean) / Math.sqrt(variance + op.epsilon());
                result.data()[c * plane + pixel] = (float) (normal * weight[c] + bias[c]);
            }
        }
        return result;
    }

    static Tensor attend(Op.WindowAttention op, Tensor qkv, Weights weights) {
        ReferenceAttention attention = new ReferenceAttention(op, qkv, weights);
        Tensor result = Tensor.zeros(op.channels(), qkv.height(), qkv.width());
        for (int head = 0; head < op.heads(); head++) {
            for (int y = 0; y < qkv.height(); y++) {
                for (int x = 0; x < qkv.width(); x++) {
                    attention.pixel(head, y, x, result);
                }
            }
        }
        return result;
    }

    private void pixel(int head, int y, int x, Tensor result) {
        int window = op.window();
        int top = Math.floorDiv(y - op.shift(), window) * window + op.shift();
        int left = Math.floorDiv(x - op.shift(), window) * window + op.shift();
        int size = op.channels() / op.heads();
        double[] sums = new double[size];
        double weights = 0;
        for (int i = Math.max(0, top); i < Math.min(top + window, this.x.height()); i++) {
            for (int j = Math.max(0, left); j < Math.min(left + window, this.x.width()); j++) {
                double weight = Math.exp(score(head, y, x, i, j));
                weights += weight;
                for (int c = 0; c < size; c++) {
                    sums[c] += weight * this.x.get(2 * op.channels() + head * size + c, i, j);
                }
            }
        }
        for (int c = 0; c < size; c++) {
            int at = ((head * size + c) * this.x.height() + y) * this.x.width() + x;
            result.data()[at] = (float) (sums[c] / weights);
        }
    }

    /** How much the pixel at (y, x) attends to the one at (i, j). */
    private double score(int head, int y, int x, int i, int j) {
        int size = op.channels() / op.heads();
        double product = 0;
        double query = 0;
        double key = 0;
        for (int c = head * size; c < (head + 1) * size; c++) {
            double q = this.x.get(c, y, x);
            double k = this.x.get(op.channels() + c, i, j);
            product += q * k;
            query += q * q;
            key += k * k;
        }
        if (op.attention() == Attention.COSINE) {
            product /= Math.max(Math.sqrt(query), 1e-12) * Math.max(Math.sqrt(key), 1e-12);
        }
        int side = 2 * op.window() - 1;
        int place = (head * side + y - i + op.window() - 1) * side + x - j + op.window() - 1;
        return product * factors[head] + bias[place];
    }
}
