package io.github.upscale4j.debug;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.tensor.Tensor;
import io.github.upscale4j.weights.Weights;
import java.util.Comparator;
import java.util.stream.IntStream;

/** A dictionary of tokens and what is done with it, as defined, in double precision. */
final class ReferenceTokens {
    private ReferenceTokens() {}

    static boolean knows(Op op) {
        return op instanceof Op.Tokens
                || op instanceof Op.TokenLinear
                || op instanceof Op.TokenSimilarity
                || op instanceof Op.TokenMix
                || op instanceof Op.TokenUpdate
                || op instanceof Op.NearestCode
                || op instanceof Op.CategoryOrder
                || op instanceof Op.CategoryAttention;
    }

    static Tensor of(Op op, Tensor[] in, Weights weights) {
        if (op instanceof Op.Tokens tokens) {
            float[] values = weights.floats(tokens.name(), tokens.tokens(), tokens.channels());
            return Tensor.of(values, values.length, 1, 1);
        }
        if (op instanceof Op.TokenLinear linear) {
            return linear(linear, in[0], weights);
        }
        if (op instanceof Op.TokenSimilarity similarity) {
            return similarity(similarity, in[0], in[1], weights);
        }
        if (op instanceof Op.TokenMix mix) {
            return mix(mix, in[0], in[1]);
        }
        if (op instanceof Op.TokenUpdate update) {
            return update(update, in[0], in[1], in[2], weights);
        }
        if (op instanceof Op.NearestCode nearest) {
            return nearest(nearest, in[0], weights);
        }
        return op instanceof Op.CategoryAttention attention ? attend(attention, in[0], in[1], weights) : order(in[0]);
    }

    private static Tensor nearest(Op.NearestCode op, Tensor x, Weights weights) {
        float[] codes = op.values(weights);
        Tensor result = Tensor.zeros(x.channels(), x.height(), x.width());
        int pixels = x.height() * x.width();
        for (int p = 0; p < pixels; p++) {
            double least = Double.POSITIVE_INFINITY;
            int nearest = -1;
            for (int code = 0; code < op.codes(); code++) {
                double distance = 0;
                for (int c = 0; c < op.channels(); c++) {
                    double difference = (double) x.data()[c * pixels + p] - codes[code * op.channels() + c];
                    distance += difference * difference;
                }
                if (distance < least) {
                    least = distance;
                    nearest = code;
                }
            }
            for (int c = 0; c < op.channels(); c++) {
                int i = c * pixels + p;
                result.data()[i] = nearest < 0 ? x.data()[i] : codes[nearest * op.channels() + c];
            }
        }
        return result;
    }

    private static Tensor linear(Op.TokenLinear op, Tensor x, Weights weights) {
        float[] weight = weights.floats(op.name() + ".weight", op.out(), op.in());
        float[] bias = weights.floats(op.name() + ".bias", op.out());
        Tensor result = Tensor.zeros(op.tokens() * op.out(), 1, 1);
        for (int i = 0; i < result.data().length; i++) {
            double sum = bias[i % op.out()];
            for (int c = 0; c < op.in(); c++) {
                sum += (double) weight[i % op.out() * op.in() + c] * x.data()[i / op.out() * op.in() + c];
            }
            result.data()[i] = (float) sum;
        }
        return result;
    }

    private static Tensor similarity(Op.TokenSimilarity op, Tensor x, Tensor tokens, Weights weights) {
        float[] factors = op.factors(weights);
        int pixels = x.height() * x.width();
        Tensor result = Tensor.zeros(op.tokens(), x.height(), x.width());
        for (int p = 0; p < pixels; p++) {
            double[] shares = new double[op.tokens()];
            double sum = 0;
            for (int t = 0; t < op.tokens(); t++) {
                double product = 0;
                double query = 0;
                double key = 0;
                for (int c = 0; c < op.channels(); c++) {
                    double a = x.data()[c * pixels + p];
                    double b = tokens.data()[t * op.channels() + c];
                    product += a * b;
                    query += a * a;
                    key += b * b;
                }
                double lengths = Math.max(1e-12, Math.sqrt(query)) * Math.max(1e-12, Math.sqrt(key));
                shares[t] = Math.exp(product / lengths * factors[t]);
                sum += shares[t];
            }
            for (int t = 0; t < op.tokens(); t++) {
                result.data()[t * pixels + p] = (float) (shares[t] / sum);
            }
        }
        return result;
    }

    private static Tensor mix(Op.TokenMix op, Tensor similarity, Tensor tokens) {
        int pixels = similarity.height() * similarity.width();
        Tensor result = Tensor.zeros(op.channels(), similarity.height(), similarity.width());
        for (int i = 0; i < result.data().length; i++) {
            double sum = 0;
            for (int t = 0; t < op.tokens(); t++) {
                sum += (double) similarity.data()[t * pixels + i % pixels]
                        * tokens.data()[t * op.channels() + i / pixels];
            }
            result.data()[i] = (float) sum;
        }
        return result;
    }

    private static Tensor update(Op.TokenUpdate op, Tensor old, Tensor similarity, Tensor x, Weights weights) {
        float[] factors = weights.floats(op.name() + ".norm3.weight", op.tokens());
        float[] sigma = weights.floats(op.name() + ".sigma", op.tokens(), 1);
        int pixels = x.height() * x.width();
        Tensor result = Tensor.zeros(old.channels(), 1, 1);
        for (int t = 0; t < op.tokens(); t++) {
            double mean = 0;
            for (int p = 0; p < pixels; p++) {
                mean += (double) similarity.data()[t * pixels + p] / pixels;
            }
            double variance = 0;
            for (int p = 0; p < pixels; p++) {
                variance += Math.pow(similarity.data()[t * pixels + p] - mean, 2) / pixels;
            }
            double factor = factors[t] / Math.sqrt(variance + Op.TokenUpdate.EPSILON);
            double[] sums = new double[op.channels()];
            double all = 0;
            for (int p = 0; p < pixels; p++) {
                double weight = Math.exp((similarity.data()[t * pixels + p] - mean) * factor);
                all += weight;
                for (int c = 0; c < op.channels(); c++) {
                    sums[c] += weight * x.data()[c * pixels + p];
                }
            }
            double share = 1 / (1 + Math.exp(-sigma[t]));
            for (int c = 0; c < op.channels(); c++) {
                int at = t * op.channels() + c;
                result.data()[at] = (float) (share * old.data()[at] + (1 - share) * sums[c] / all);
            }
        }
        return result;
    }

    private static Tensor order(Tensor similarity) {
        int pixels = similarity.height() * similarity.width();
        int[] categories = new int[pixels];
        for (int p = 0; p < pixels; p++) {
            for (int t = 1; t < similarity.channels(); t++) {
                float most = similarity.data()[categories[p] * pixels + p];
                categories[p] = similarity.data()[t * pixels + p] > most ? t : categories[p];
            }
        }
        Tensor result = Tensor.zeros(1, similarity.height(), similarity.width());
        int[] sorted = IntStream.range(0, pixels)
                .boxed()
                .sorted(Comparator.comparingInt(p -> categories[p])) // stable
                .mapToInt(p -> p)
                .toArray();
        for (int i = 0; i < pixels; i++) {
            result.data()[i] = sorted[i];
        }
        return result;
    }

    private static Tensor attend(Op.CategoryAttention op, Tensor qkv, Tensor order, Weights weights) {
        double factor = op.factor(weights);
        int size = op.channels() / op.heads();
        int pixels = qkv.height() * qkv.width();
        int keys = Math.min(pixels, op.group());
        Tensor result = Tensor.zeros(op.channels(), qkv.height(), qkv.width());
        for (int i = 0; i < pixels * op.heads(); i++) {
            int head = i / pixels;
            int first = i % pixels / op.group() * op.group();
            int query = (int) order.data()[i % pixels];
            double[] sums = new double[size];
            double[] scores = new double[keys];
            double most = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < keys; k++) {
                int key = (int) order.data()[Op.CategoryAttention.key(first, k, pixels)];
                for (int c = head * size; c < (head + 1) * size; c++) {
                    scores[k] +=
                            factor * qkv.data()[c * pixels + query] * qkv.data()[(op.channels() + c) * pixels + key];
                }
                most = Math.max(most, scores[k]);
            }
            double all = 0;
            for (int k = 0; k < keys; k++) {
                int key = (int) order.data()[Op.CategoryAttention.key(first, k, pixels)];
                double weight = Math.exp(scores[k] - most);
                all += weight;
                for (int c = 0; c < size; c++) {
                    sums[c] += weight * qkv.data()[(2 * op.channels() + head * size + c) * pixels + key];
                }
            }
            for (int c = 0; c < size; c++) {
                result.data()[(head * size + c) * pixels + query] = (float) (sums[c] / all);
            }
        }
        return result;
    }
}
