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
