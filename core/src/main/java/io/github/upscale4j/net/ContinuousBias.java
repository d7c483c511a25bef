package io.github.upscale4j.net;

import io.github.upscale4j.weights.Weights;

/** The bias of {@link Attention#COSINE}, which its small network gives for each distance once for all. */
final class ContinuousBias {
    /** The network sees distances of a whole window as 8, and their logarithms to the base 8. */
    private static final double SCALE = 8;

    private ContinuousBias() {}

    /** (heads, 2 window - 1, 2 window - 1), as {@link Attention#bias}. */
    static float[] of(Op.WindowAttention op, Weights weights) {
        float[] first = weights.floats(op.name() + ".cpb_mlp.0.weight"); // (hidden, 2)
        float[] offset = weights.floats(op.name() + ".cpb_mlp.0.bias");
        int hidden = offset.length;
        float[] second = weights.floats(op.name() + ".cpb_mlp.2.weight", op.heads(), hidden);
        int side = 2 * op.window() - 1;
        float[] coordinates = coordinates(op, weights);
        float[] bias = new float[op.heads() * side * side];
        for (int place = 0; place < side * side; place++) {
            double[] sums = new double[op.heads()];
            for (int i = 0; i < hidden; i++) {
                double value = offset[i]
                        + (double) first[2 * i] * coordinates[2 * place]
                        + (double) first[2 * i + 1] * coordinates[2 * place + 1];
                for (int h = 0; h < op.heads() && value > 0; h++) {
                    sums[h] += value * second[h * hidden + i];
                }
            }
            for (int h = 0; h < op.heads(); h++) {
                bias[h * side * side + place] = (float) (16 / (1 + Math.exp(-sums[h])));
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
        double distance = SCALE * (place - (window - 1)) / Math.max(1, window - 1);
        return (float) (Math.signum(distance) * Math.log(Math.abs(distance) + 1) / Math.log(SCALE));
    }
}
