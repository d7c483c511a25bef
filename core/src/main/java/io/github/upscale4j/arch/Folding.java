package io.github.upscale4j.arch;

import io.github.upscale4j.tensor.Shape;
import io.github.upscale4j.weights.Weights;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Works tensors into others, in double precision: for {@link Architecture#fold}. What is folded several times is taken as
 * the time before left it.
 */
final class Folding {
    private final Weights weights;
    private final Map<String, float[]> values = new LinkedHashMap<>();
    private final Map<String, Shape> shapes = new LinkedHashMap<>();
    private final Set<String> dropped = new HashSet<>();

    Folding(Weights weights) {
        this.weights = weights;
    }

    Weights folded() {
        return weights.with(values, shapes, dropped);
    }

    /**
     * The batch normalisation {@code norm} into the convolution {@code conv} before it, which has a bias then. Ioffe and
     * Szegedy, "Batch Normalization", ICML 2015, algorithm 2.
     */
    void batchNorm(String conv, String norm, double epsilon) {
        Shape shape = kernel(conv); // (out, in, k, k)
        int out = shape.dim(0);
        float[] weight = floats(conv + ".weight").clone();
        float[] bias = biasOr0(conv, out);
        float[] scale = expect(norm + ".weight", out);
        float[] offset = expect(norm + ".bias", out);
        float[] mean = expect(norm + ".running_mean", out);
        float[] variance = expect(norm + ".running_var", out);
        int each = weight.length / out;
        for (int o = 0; o < out; o++) {
            double factor = scale[o] / Math.sqrt(variance[o] + epsilon);
            for (int i = o * each; i < (o + 1) * each; i++) {
                weight[i] = (float) (weight[i] * factor);
            }
            bias[o] = (float) ((bias[o] - mean[o]) * factor + offset[o]);
        }
        put(conv + ".weight", weight, shape);
        put(conv + ".bias", bias, Shape.of(out));
        for (String part : new String[] {"weight", "bias", "running_mean", "running_var", "num_batches_tracked"}) {
            dropped.add(norm + "." + part);
        }
    }

    /**
     * The linear layer {@code name} of means of {@code factor} x {@code factor} pixels as one of a pixel unshuffle's
     * result, under the name {@code to}.
     */
    void ofMeans(String name, int factor, String to) {
        Shape shape = shape(name + ".weight");
        int out = shape.dim(0);
        int in = shape.dim(1);
        int square = factor * factor;
        float[] stored = expect(name + ".weight", out, in);
        float[] weight = new float[out * in * square];
        for (int i = 0; i < weight.length; i++) {
            weight[i] = stored[i / square] / square;
        }
        put(to + ".weight", weight, Shape.of(out, in * square));
        put(to + ".bias", biasOr0(name, out), Shape.of(out));
    }

    /** Another name for a layer. */
    void renamed(String layer, String to) {
        for (String part : new String[] {".weight", ".bias"}) {
            if (has(layer + part)) {
                put(to + part, floats(layer + part), shape(layer + part));
                dropped.add(layer + part);
            }
        }
    }

    /** One factor a channel as the weights of a depthwise convolution of single pixels, {@code conv}. */
    void diagonal(String factors, String conv) {
        float[] values = floats(factors);
        put(conv + ".weight", values, Shape.of(values.length, 1, 1, 1));
    }

    /** As {@link #transposed(String, int, int)} of an odd kernel, with {@code k / 2} pixels of padding. */
    void transposed(String conv, int stride) {
        Shape shape = kernel(conv);
        if (shape.dim(2) % 2 == 0) {
            throw new IllegalArgumentException(
                    "tensor '" + conv + ".weight': expected shape [in, out, k, k] with an odd k, got " + shape);
        }
        transposed(conv, stride, shape.dim(2) / 2);
    }

    /** The one output of the convolution {@code conv} as {@code times} alike. */
    void repeated(String conv, int times) {
        Shape shape = kernel(conv);
        if (shape.dim(0) != 1) {
            throw new IllegalArgumentException(
                    "tensor '" + conv + ".weight': expected shape [1, in, k, k], got " + shape);
        }
        float[] one = floats(conv + ".weight");
        float[] weight = new float[times * one.length];
        float[] bias = new float[times];
        for (int o = 0; o < times; o++) {
            System.arraycopy(one, 0, weight, o * one.length, one.length);
        }
        Arrays.fill(bias, biasOr0(conv, 1)[0]);
        put(conv + ".weight", weight, Shape.of(times, shape.dim(1), shape.dim(2), shape.dim(3)));
        put(conv + ".bias", bias, Shape.of(times));
    }

    /**
     * A transposed convolution (in, out, k, k) with {@code pad} pixels of padding, of which the first {@code stride} times the
     * size are taken, as the convolution (out * stride * stride, in, 2 r + 1, 2 r + 1) of the same name, to be followed by a
     * pixel shuffle. An output pixel reads every {@code stride}-th weight: which ones depends on its place in its square.
     */
    void transposed(String conv, int stride, int pad) {
        Shape shape = kernel(conv);
        int in = shape.dim(0);
        int out = shape.dim(1);
        int k = shape.dim(2);
        int reach = Math.max(stride - 1 + pad, k - 1 - pad) / stride;
        int side = 2 * reach + 1;
        float[] from = floats(conv + ".weight");
        float[] weight = new float[out * stride * stride * in * side * side];
        float[] stored = biasOr0(conv, out);
        float[] bias = new float[out * stride * stride];
        for (int o = 0; o < bias.length; o++) {
            int row = o / stride % stride; // in its square
            int column = o % stride;
            bias[o] = stored[o / (stride * stride)];
            for (int c = 0; c < in; c++) {
                for (int place = 0; place < side * side; place++) {
                    int i = row + pad - (place / side - reach) * stride;
                    int j = column + pad - (place % side - reach) * stride;
                    if (i >= 0 && i < k && j >= 0 && j < k) {
                        weight[(o * in + c) * side * side + place] =
                                from[((c * out + o / (stride * stride)) * k + i) * k + j];
                    }
                }
            }
        }
        put(conv + ".weight", weight, Shape.of(bias.length, in, side, side));
        put(conv + ".bias", bias, Shape.of(bias.length));
    }

    /** A convolution (out, in, k, k) at every k-th pixel as one of single pixels, to follow a pixel-unshuffle by {@code k}. */
    void strided(String conv, int k) {
        Shape shape = kernel(conv);
        if (shape.dim(2) != k) {
            throw new IllegalArgumentException(
                    "tensor '" + conv + ".weight': expected shape [out, in, " + k + ", " + k + "], got " + shape);
        }
        put(conv + ".weight", floats(conv + ".weight"), Shape.of(shape.dim(0), shape.dim(1) * k * k, 1, 1));
    }

    /**
     * A convolution (out, in, k, k) at every {@code stride}-th pixel, with {@code before} zeros above and to the left of the
     * image, as the convolution (out, in * stride * stride, 2 r + 1, 2 r + 1) of the same name, to follow a pixel-unshuffle.
     */
    void strided(String conv, int stride, int before) {
        Shape shape = kernel(conv);
        int k = shape.dim(2);
        int reach = Math.max((before + stride - 1) / stride, (k - 1 - before) / stride);
        int side = 2 * reach + 1;
        float[] from = floats(conv + ".weight");
        float[] weight = new float[shape.dim(0) * shape.dim(1) * stride * stride * side * side];
        for (int i = 0; i < from.length; i++) {
            int row = i / k % k - before + reach * stride; // among those that the convolution reads afterwards
            int column = i % k - before + reach * stride;
            int plane = (i / (k * k) * stride + row % stride) * stride + column % stride;
            weight[(plane * side + row / stride) * side + column / stride] = from[i];
        }
        put(conv + ".weight", weight, Shape.of(shape.dim(0), shape.dim(1) * stride * stride, side, side));
    }

    /**
     * A normalisation whose values are multiplied by 1 + the first half of {@code change} and then added to the second, as
     * another one of the name {@code to}.
     */
    void modulated(String norm, double[] change, String to) {
        int channels = change.length / 2;
        float[] weight = expect(norm + ".weight", channels).clone();
        float[] bias = expect(norm + ".bias", channels).clone();
        for (int c = 0; c < channels; c++) {
            weight[c] = (float) (weight[c] * (1 + change[c]));
            bias[c] = (float) (bias[c] * (1 + change[c]) + change[channels + c]);
        }
        put(to + ".weight", weight, Shape.of(channels));
        put(to + ".bias", bias, Shape.of(channels));
    }

    /**
     * A linear layer, {@code layer.weight} and {@code layer.bias}, of one vector.
     *
     * @throws IllegalArgumentException if it takes vectors of another length
     */
    double[] linear(String layer, double[] x) {
        double[] y = new double[shape(layer + ".weight").dim(0)];
        float[] weight = expect(layer + ".weight", y.length, x.length);
        float[] bias = expect(layer + ".bias", y.length);
        for (int o = 0; o < y.length; o++) {
            y[o] = bias[o];
            for (int i = 0; i < x.length; i++) {
                y[o] += weight[o * x.length + i] * x[i];
            }
        }
        return y;
    }

    /** Leaves the layer out. */
    void drop(String layer) {
        dropped.add(layer + ".weight");
        dropped.add(layer + ".bias");
    }

    /**
     * A convolution of all channels as one that gives the part of each of {@code groups} groups of them, group by group; its
     * bias is the first one's.
     */
    void grouped(String conv, int groups) {
        Shape shape = kernel(conv);
        int out = shape.dim(0);
        int each = shape.dim(1) * shape.dim(2) * shape.dim(3);
        if (shape.dim(1) % groups != 0) {
            throw new IllegalArgumentException(
                    "tensor '" + conv + ".weight': expected inputs for " + groups + " groups, got shape " + shape);
        }
        int part = each / groups;
        float[] from = floats(conv + ".weight");
        float[] weight = new float[groups * out * each];
        for (int i = 0; i < groups * out; i++) {
            int first = i / out * part;
            System.arraycopy(from, i % out * each + first, weight, i * each + first, part);
        }
        float[] bias = Arrays.copyOf(biasOr0(conv, out), groups * out);
        put(conv + ".weight", weight, Shape.of(groups * out, shape.dim(1), shape.dim(2), shape.dim(3)));
        put(conv + ".bias", bias, Shape.of(bias.length));
    }

    /** A convolution whose outputs are {@code parts} times as many as wanted, as the mean of the parts. */
    void mean(String conv, int parts) {
        Shape shape = kernel(conv);
        int out = shape.dim(0) / parts;
        if (out * parts != shape.dim(0)) {
            throw new IllegalArgumentException(
                    "tensor '" + conv + ".weight': expected a multiple of " + parts + " outputs, got shape " + shape);
        }
        put(
                conv + ".weight",
                mean(floats(conv + ".weight"), parts),
                Shape.of(out, shape.dim(1), shape.dim(2), shape.dim(3)));
        put(conv + ".bias", mean(biasOr0(conv, shape.dim(0)), parts), Shape.of(out));
    }

    private static float[] mean(float[] values, int parts) {
        float[] means = new float[values.length / parts];
        for (int i = 0; i < means.length; i++) {
            double sum = 0;
            for (int part = 0; part < parts; part++) {
                sum += values[part * means.length + i];
            }
            means[i] = (float) (sum / parts);
        }
        return means;
    }

    /**
     * Three convolutions in a row, 1x1, 3x3 and 1x1, and a fourth, 1x1, beside them, as one 3x3 of the name {@code to}.
     * Exact but at the image's edge, where the three would see the first one's bias beyond it.
     */
    void branches(String first, String second, String third, String beside, String to) {
        int in = kernel(first).dim(1);
        int between = kernel(first).dim(0);
        int middle = kernel(second).dim(0);
        int out = kernel(third).dim(0);
        float[] a = expect(first + ".weight", between, in, 1, 1);
        float[] b = expect(second + ".weight", middle, between, 3, 3);
        float[] c = expect(third + ".weight", out, middle, 1, 1);
        float[] skip = expect(beside + ".weight", out, in, 1, 1);
        float[] biasA = biasOr0(first, between);
        float[] biasB = biasOr0(second, middle);
        float[] biasC = biasOr0(third, out);
        float[] biasSkip = biasOr0(beside, out);
        float[] weight = new float[out * in * 9];
        float[] bias = new float[out];
        double[] two = new double[between * 9]; // the third after the second, of one output
        for (int o = 0; o < out; o++) {
            Arrays.fill(two, 0);
            double sum = (double) biasC[o] + biasSkip[o];
            for (int m = 0; m < middle; m++) {
                sum += (double) c[o * middle + m] * biasB[m];
                for (int i = 0; i < two.length; i++) {
                    two[i] += (double) c[o * middle + m] * b[m * two.length + i];
                }
            }
            for (int i = 0; i < two.length; i++) {
                sum += two[i] * biasA[i / 9];
            }
            bias[o] = (float) sum;
            for (int i = 0; i < in; i++) {
                for (int place = 0; place < 9; place++) {
                    double product = place == 4 ? skip[o * in + i] : 0;
                    for (int n = 0; n < between; n++) {
                        product += two[n * 9 + place] * a[n * in + i];
                    }
                    weight[(o * in + i) * 9 + place] = (float) product;
                }
            }
        }
        put(to + ".weight", weight, Shape.of(out, in, 3, 3));
        put(to + ".bias", bias, Shape.of(out));
        for (String conv : new String[] {first, second, third, beside}) {
            dropped.add(conv + ".weight");
            dropped.add(conv + ".bias");
        }
    }

    private void put(String name, float[] floats, Shape shape) {
        values.put(name, floats);
        shapes.put(name, shape);
    }

    private boolean has(String name) {
        return values.containsKey(name) || weights.has(name);
    }

    private Shape shape(String name) {
        return shapes.containsKey(name) ? shapes.get(name) : weights.shape(name);
    }

    /** The shape of a convolution's weights, of square kernels. */
    private Shape kernel(String conv) {
        Shape shape = shape(conv + ".weight");
        if (shape.rank() != 4 || shape.elements() == 0 || shape.dim(2) != shape.dim(3)) {
            throw new IllegalArgumentException("tensor '" + conv
                    + ".weight': expected four dimensions of at least 1, the last two alike, got shape " + shape);
        }
        return shape;
    }

    private float[] floats(String name) {
        return values.containsKey(name) ? values.get(name) : weights.floats(name);
    }

    private float[] biasOr0(String conv, int out) {
        return has(conv + ".bias") ? expect(conv + ".bias", out).clone() : new float[out];
    }

    private float[] expect(String name, int... dims) {
        if (!shape(name).equals(Shape.of(dims))) {
            throw new IllegalArgumentException(
                    "tensor '" + name + "': expected shape " + Shape.of(dims) + ", got " + shape(name));
        }
        return floats(name);
    }
}
