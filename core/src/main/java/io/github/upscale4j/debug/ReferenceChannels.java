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
        Tensor result = Tensor.zeros(op.step() * op.step() * op.channels() * size, 1, 1);
        for (int i = 0; i < result.data().length / size; i++) {
            int c = i % op.channels();
            int image = i / op.channels();
            int head = c / size;
            double[] shares = new double[size];
            double sum = 0;
            for (int k = 0; k < size; k++) {
                double cosine = cosine(queries, op.queryAt() + c, keys, op.keyAt() + head * size + k, image, op.step());
                shares[k] = Math.exp(cosine * temperature[head]);
                sum += shares[k];
            }
            for (int k = 0; k < size; k++) {
                result.data()[i * size + k] = (float) (shares[k] / sum);
            }
        }
        return result;
    }

    private static double cosine(Tensor a, int channelA, Tensor b, int channelB, int image, int step) {
        double product = 0;
        double squaresA = 0;
        double squaresB = 0;
        for (int y = image / step; y < a.height(); y += step) {
            for (int x = image % step; x < a.width(); x += step) {
                double valueA = a.get(channelA, y, x);
                double valueB = b.get(channelB, y, x);
                product += valueA * valueB;
                squaresA += valueA * valueA;
                squaresB += valueB * valueB;
            }
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
                int image = p / values.width() % op.step() * op.step() + p % values.width() % op.step();
                int weights = (image * op.channels() + c) * size;
                double sum = 0;
                for (int k = 0; k < size; k++) {
                    sum += (double) similarity.data()[weights + k] * values.data()[(first + k) * pixels + p];
                }
                result.data()[c * pixels + p] = (float) sum;
            }
        }
        return result;
    }

    /** Window after window as if each was an image. */
    static Tensor windows(Op.WindowChannels op, Tensor qkv, Weights weights) {
        int window = op.window();
        Tensor result = Tensor.zeros(op.channels(), qkv.height(), qkv.width());
        Op.ChannelMix mix = new Op.ChannelMix(op.channels(), op.heads(), 1, 2 * op.channels());
        Op.ChannelSimilarity similarity =
                new Op.ChannelSimilarity(op.name(), op.channels(), op.heads(), 1, 0, op.channels());
        for (int top = 0; top < qkv.height(); top += window) {
            for (int left = 0; left < qkv.width(); left += window) {
                Tensor part = Tensor.zeros(qkv.channels(), window, window);
                for (int i = 0; i < part.data().length; i++) {
                    int pixel = i % (window * window);
                    part.data()[i] = qkv.get(i / (window * window), top + pixel / window, left + pixel % window);
                }
                Tensor mixed = mix(mix, part, similarity(similarity, part, part, weights));
                for (int i = 0; i < mixed.data().length; i++) {
                    int row = i / (window * window) * qkv.height() + top + i % (window * window) / window;
                    result.data()[row * qkv.width() + left + i % window] = mixed.data()[i];
                }
            }
        }
        return result;
    }
}
