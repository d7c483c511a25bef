package io.github.upscale4j.debug;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.tensor.Tensor;
import io.github.upscale4j.weights.Weights;

/** Convolution of each channel on its own, as defined, in double precision. */
final class ReferenceDepthwise {
    private ReferenceDepthwise() {}

    static Tensor of(Op.DepthwiseConv op, Tensor x, Weights weights) {
        float[] weight = op.weight(weights);
        float[] bias = op.bias(weights);
        Tensor result = Tensor.zeros(x.channels(), x.height(), x.width());
        int to = 0;
        for (int c = 0; c < x.channels(); c++) {
            for (int row = 0; row < x.height(); row++) {
                for (int column = 0; column < x.width(); column++) {
                    result.data()[to++] = (float) (bias[c] + sum(x, c, row, column, weight, op.kernel()));
                }
            }
        }
        return result;
    }

    static Tensor of(Op.DepthwiseReduction op, Tensor x, Weights weights) {
        int k = op.kernel();
        float[] weight = weights.floats(op.name() + ".weight", op.channels(), 1, k, k);
        float[] bias = weights.floats(op.name() + ".bias", op.channels());
        Tensor result = Tensor.zeros(x.channels(), x.height() / k, x.width() / k);
        int to = 0;
        for (int c = 0; c < x.channels(); c++) {
            for (int row = 0; row < result.height(); row++) {
                for (int column = 0; column < result.width(); column++) {
                    double sum = bias[c];
                    for (int place = 0; place < k * k; place++) {
                        float value = x.get(c, row * k + place / k, column * k + place % k);
                        sum += (double) value * weight[c * k * k + place];
                    }
                    result.data()[to++] = (float) sum;
                }
            }
        }
        return result;
    }

    private static double sum(Tensor x, int c, int row, int column, float[] weight, int k) {
        double sum = 0;
        for (int i = 0; i < k; i++) {
            int y = row + i - k / 2;
            for (int j = 0; j < k; j++) {
                int xx = column + j - k / 2;
                if (y >= 0 && y < x.height() && xx >= 0 && xx < x.width()) {
                    sum += (double) x.get(c, y, xx) * weight[(c * k + i) * k + j];
                }
            }
        }
        return sum;
    }
}
