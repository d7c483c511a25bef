package io.github.upscale4j.debug;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.tensor.Tensor;
import io.github.upscale4j.weights.Weights;

/** The operations that see a whole image, or cut it, as their definitions say. */
final class ReferencePooling {
    private ReferencePooling() {}

    static Tensor value(Op op, Tensor[] in, Weights weights) {
        Tensor x = in[0];
        if (op instanceof Op.Sample sample) {
            return sample(sample, x, in[1]);
        }
        if (op instanceof Op.Mean) {
            return pixel(x.channels(), c -> mean(x, c, c + 1));
        }
        if (op instanceof Op.Deviation) {
            return pixel(x.channels(), c -> Math.sqrt(variance(x, c, c + 1)));
        }
        if (op instanceof Op.Normaliser normaliser) {
            return normaliser(normaliser, x, weights);
        }
        if (op instanceof Op.Pool pool) {
            return pool(pool, x);
        }
        if (op instanceof Op.Trim trim) {
            return trim(trim, x);
        }
        throw new UnsupportedOperationException("no reference for " + op);
    }

    private interface Statistic {
        double of(int channel);
    }

    private static Tensor pixel(int channels, Statistic statistic) {
        Tensor result = Tensor.zeros(channels, 1, 1);
        for (int c = 0; c < channels; c++) {
            result.data()[c] = (float) statistic.of(c);
        }
        return result;
    }

    private static double mean(Tensor x, int first, int end) {
        int pixels = x.height() * x.width();
        double sum = 0;
        for (int i = first * pixels; i < end * pixels; i++) {
            sum += x.data()[i];
        }
        return sum / ((end - first) * pixels);
    }

    private static double variance(Tensor x, int first, int end) {
        int pixels = x.height() * x.width();
        double mean = mean(x, first, end);
        double sum = 0;
        for (int i = first * pixels; i < end * pixels; i++) {
            sum += (x.data()[i] - mean) * (x.data()[i] - mean);
        }
        return sum / ((end - first) * pixels);
    }

    private static Tensor normaliser(Op.Normaliser op, Tensor x, Weights weights) {
        float[] weight = weights.floats(op.name() + ".weight", op.channels());
        float[] bias = weights.floats(op.name() + ".bias", op.channels());
        int group = op.channels() / op.groups();
        return pixel(2 * op.channels(), i -> {
            int c = i % op.channels();
            int first = c / group * group;
            double factor = weight[c] / Math.sqrt(variance(x, first, first + group) + op.epsilon());
            return i < op.channels() ? factor : bias[c] - mean(x, first, first + group) * factor;
        });
    }

    private static Tensor pool(Op.Pool op, Tensor x) {
        int height = op instanceof Op.MaxPool max
                ? (x.height() - max.kernel()) / max.stride() + 1
                : x.height() / ((Op.AdaptiveMaxPool) op).factor();
        int width = op instanceof Op.MaxPool max
                ? (x.width() - max.kernel()) / max.stride() + 1
                : x.width() / ((Op.AdaptiveMaxPool) op).factor();
        Tensor result = Tensor.zeros(x.channels(), height, width);
        for (int at = 0; at < result.data().length; at++) {
            int row = at / width % height;
            int column = at % width;
            float most = Float.NEGATIVE_INFINITY;
            for (int i = op.first(row, x.height(), height); i < op.end(row, x.height(), height); i++) {
                for (int j = op.first(column, x.width(), width); j < op.end(column, x.width(), width); j++) {
                    most = Math.max(most, x.get(at / width / height, i, j));
                }
            }
            result.data()[at] = most;
        }
        return result;
    }

    private static Tensor sample(Op.Sample op, Tensor x, Tensor offsets) {
        int r = op.factor();
        int channels = x.channels() / op.groups();
        Tensor result = Tensor.zeros(channels, x.height() * r, x.width() * r);
        for (int at = 0; at < result.data().length; at++) {
            int row = at / (x.width() * r) % (x.height() * r);
            int column = at % (x.width() * r);
            double sum = 0;
            for (int group = 0; group < op.groups(); group++) {
                int place = (group * r + row % r) * r + column % r;
                double right = offsets.get(place, row / r, column / r);
                double below = offsets.get(op.groups() * r * r + place, row / r, column / r);
                sum += at(
                        x,
                        group * channels + at / (x.width() * x.height() * r * r),
                        inside((row + 0.5) / r - 0.5 + below, x.height()),
                        inside((column + 0.5) / r - 0.5 + right, x.width()));
            }
            result.data()[at] = (float) sum;
        }
        return result;
    }

    private static double inside(double position, int size) {
        return Math.max(0, Math.min(size - 1, position));
    }

    /** Linear interpolation between four pixels. */
    private static double at(Tensor x, int channel, double row, double column) {
        double sum = 0;
        for (int i = 0; i < 4; i++) {
            int y = (int) row + i / 2;
            int xx = (int) column + i % 2;
            double weight = (1 - Math.abs(row - y)) * (1 - Math.abs(column - xx));
            if (weight > 0) {
                sum += weight * x.get(channel, y, xx);
            }
        }
        return sum;
    }

    private static Tensor trim(Op.Trim op, Tensor x) {
        int height = (x.height() - op.before() - op.after() - 1) / op.step() + 1;
        int width = (x.width() - op.before() - op.after() - 1) / op.step() + 1;
        Tensor result = Tensor.zeros(x.channels(), height, width);
        for (int at = 0; at < result.data().length; at++) {
            int row = op.before() + at / width % height * op.step();
            result.data()[at] = x.get(at / width / height, row, op.before() + at % width * op.step());
        }
        return result;
    }
}
