package io.github.upscale4j.net;

import io.github.upscale4j.tensor.Shape;
import io.github.upscale4j.weights.WeightShapes;
import io.github.upscale4j.weights.Weights;

/**
 * A number for each head and distance from a small network of the distance: {@code name.pos_proj}, then three times a
 * normalisation, ReLU and a linear layer, {@code name.pos1} to {@code name.pos3}. Wang et al., "CrossFormer", ICLR 2022,
 * section 3.3. It is evaluated when a plan is compiled, in double precision.
 */
public record DynamicBias(String name) implements PositionBias {
    private static final int LAYERS = 3;

    private static final double EPSILON = 1e-5;

    @Override
    public void check(Windows windows, int heads, WeightShapes weights) {
        int hidden = weights.dim(name + ".pos_proj.weight", 0);
        expect(weights, name + ".pos_proj.weight", hidden, 2);
        expect(weights, name + ".pos_proj.bias", hidden);
        for (int i = 1; i <= LAYERS; i++) {
            int out = i == LAYERS ? heads : hidden;
            expect(weights, name + ".pos" + i + ".0.weight", hidden);
            expect(weights, name + ".pos" + i + ".0.bias", hidden);
            expect(weights, name + ".pos" + i + ".2.weight", out, hidden);
            expect(weights, name + ".pos" + i + ".2.bias", out);
        }
    }

    private static void expect(WeightShapes weights, String tensor, int... dims) {
        if (!weights.shape(tensor).equals(Shape.of(dims))) {
            throw new IllegalArgumentException(
                    "tensor '" + tensor + "': expected shape " + Shape.of(dims) + ", got " + weights.shape(tensor));
        }
    }

    @Override
    public float[] of(Windows windows, int heads, Weights weights) {
        int high = windows.keyRows();
        int wide = windows.keyColumns();
        double[][] distances = new double[(2 * high - 1) * (2 * wide - 1)][];
        for (int i = 0; i < distances.length; i++) {
            distances[i] = evaluated(i / (2 * wide - 1) - high + 1, i % (2 * wide - 1) - wide + 1, weights);
        }
        float[] bias = new float[heads * windows.queries() * windows.keys()];
        int to = 0;
        for (int head = 0; head < heads; head++) {
            for (int query = 0; query < windows.queries(); query++) {
                for (int key = 0; key < windows.keys(); key++) {
                    int row = query / wide - key / wide + high - 1;
                    int column = query % wide - key % wide + wide - 1;
                    bias[to++] = (float) distances[row * (2 * wide - 1) + column][head];
                }
            }
        }
        return bias;
    }

    /** One number a head. */
    private double[] evaluated(int row, int column, Weights weights) {
        double[] value = linear(new double[] {row, column}, name + ".pos_proj", weights);
        for (int i = 1; i <= LAYERS; i++) {
            String layer = name + ".pos" + i;
            value = linear(normalised(value, layer + ".0", weights), layer + ".2", weights);
        }
        return value;
    }

    private static double[] linear(double[] in, String layer, Weights weights) {
        float[] weight = weights.floats(layer + ".weight");
        float[] bias = weights.floats(layer + ".bias");
        double[] out = new double[bias.length];
        for (int o = 0; o < out.length; o++) {
            out[o] = bias[o];
            for (int i = 0; i < in.length; i++) {
                out[o] += in[i] * weight[o * in.length + i];
            }
        }
        return out;
    }

    /** With ReLU. */
    private static double[] normalised(double[] in, String layer, Weights weights) {
        float[] weight = weights.floats(layer + ".weight");
        float[] bias = weights.floats(layer + ".bias");
        double mean = 0;
        for (double value : in) {
            mean += value / in.length;
        }
        double variance = 0;
        for (double value : in) {
            variance += (value - mean) * (value - mean) / in.length;
        }
        double[] out = new double[in.length];
        for (int i = 0; i < in.length; i++) {
            out[i] = Math.max(0, (in[i] - mean) / Math.sqrt(variance + EPSILON) * weight[i] + bias[i]);
        }
        return out;
    }
}
