package io.github.upscale4j.debug;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.tensor.Tensor;
import io.github.upscale4j.weights.Weights;

/** Attention among channels, as defined, in double precision. */
final class ReferenceChannels {
    private ReferenceChannels() {}

    static Tensor similarity(Op.ChannelSimilarity op, Tensor queries, Tensor keys, Weights weights) {
        int size = op.channels() / op.heads();
        float[] temperature = op.temperature(weights);
        Tensor result = Tensor.zeros(op.channels() * size, 1, 1);
        for (int c = 0; c < op.channels(); c++) {
            int head = c / size;
            double[] shares = new double[size];
            double sum = 0;
            for (int k = 0; k < size; k++) {
                double cosine = cosine(queries, op.queryAt() + c, keys, op.keyAt() + head * size + k);
                shares[k] = Math.exp(cosine * temperature[head]);
                sum += shares[k];
            }
            for (int k = 0; k < size; k++) {
                result.data()[c * size + k] = (float) (shares[k] / sum);
            }
        }
        return result;
    }

    private static double cosine(Tensor a, int channelA, Tensor b, int channelB) {
        int pixels = a.height() * a.width();
        double product = 0;
        double squaresA = 0;
        double squaresB = 0;
        for (int p = 0; p < pixels; p++) {
            double x = a.data()[channelA * pixels + p];
            double y = b.data()[channelB * pixels + p];
            product += x * y;
            squaresA += x * x;
            squaresB += y * y;
        }
        return product / (Math.max(1e-12, Math.sqrt(squaresA)) * Math.max(1e-12, Math.sqrt(squaresB)));
    }

    static Tensor mix(Op.ChannelMix op, Tensor values, Tensor similarity) {
        int size = op.channels() / op.heads();
        int pixels = values.height() * values.width();
        Tensor result = Tensor.zeros(op.channels(), values.height(), values.width());
        for (int c = 0; c < op.channels(); c++) {
            int first = op.valueAt() + c / size * size;
            for (int p = 0; p < pixels; p++) {
                double sum = 0;
                for (int k = 0; k < size; k++) {
                    sum += (double) similarity.data()[c * size + k] * values.data()[(first + k) * pixels + p];
                }
                result.data()[c * pixels + p] = (float) sum;
            }
        }
        return result;
    }
}
