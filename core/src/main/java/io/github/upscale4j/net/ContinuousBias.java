package io.github.upscale4j.net;

import io.github.upscale4j.weights.Weights;

/** The bias of {@link Attention#COSINE}, which its small network gives for each distance once for all. */
final class ContinuousBias {
    /** The network sees distances of a whole window as 8, and their logarithms to the base 8. */
    private static final double SCALE = 8;

    private ContinuousBias() {}

    /** (heads, 2 window - 1, 2 window - 1), as {@link Attention#bias}. */
    static float[] of(Op.WindowAttention op, Weights weights) {
        return of(op.name(), op.heads(), coordinates(op, weights), weights);
    }

    /** One number for each head and pair of coordinates, (heads, pairs). */
    static float[] of(String name, int heads, float[] coordinates, Weights weights) {
        float[] first = weights.floats(name + ".cpb_mlp.0.weight"); // (hidden, 2)
        float[] offset = weights.floats(name + ".cpb_mlp.0.bias");
        int hidden = offset.length;
        float[] second = weights.floats(name + ".cpb_mlp.2.weight", heads, hidden);
        int places = coordinates.length / 2;
        float[] bias = new float[heads * places];
        for (int place = 0; place < places; place++) {
            double[] sums = new double[heads];
            for (int i = 0; i < hidden; i++) {
                double value = offset[i]
                        + (double) first[2 * i] * coordinates[2 * place]
                        + (double) first[2 * i + 1] * coordinates[2 * place + 1];
                for (int h = 0; h < heads && value > 0; h++) {
                    sums[h] += value * second[h * hidden + i];
                }
            }
            for (int h = 0; h < heads; h++) {
                bias[h * places + place] = (float) (16 / (1 + Math.exp(-sums[h])));
            }
        }
        return bias;
    }

    /** What the file holds, since it may have been trained on windows of another size; else what its class computes. */
    private static float[] coordinates(Op.WindowAttention op, Weights weights) {
        int side = 2 * op.window() - 1;
        String stored = op.name() + ".relative_coords_table";
        if (weights.has(stored)) {
            return weights.floats(stored, 1, side, side, 2);
        }
        float[] coordinates = new float[side * side * 2];
        for (int place = 0; place < side * side; place++) {
            coordinates[2 * place] = logarithm(place / side, op.window());
            coordinates[2 * place + 1] = logarithm(place % side, op.window());
        }
        return coordinates;
    }

    private static float logarithm(int place, int window) {
        return logarithm((double) (place - (window - 1)) / Math.max(1, window - 1));
    }

    /** Of a distance in windows. */
    static float logarithm(double share) {
        double distance = SCALE * share;
        return (float) (Math.signum(distance) * Math.log(Math.abs(distance) + 1) / Math.log(SCALE));
    }
}
