package io.github.upscale4j.net;

import io.github.upscale4j.tensor.Shape;
import io.github.upscale4j.weights.WeightShapes;
import io.github.upscale4j.weights.Weights;

/**
 * A learned number for each head and distance between a query and a key of a larger window around it, key less query. HAT
 * counts distances from {@code window - keys + 1} on, so that some are negative; as an index into the table these count
 * from its end, which is kept, since models were trained so.
 */
public record OverlapTable(String tensor) implements PositionBias {
    @Override
    public void check(Windows windows, int heads, WeightShapes weights) {
        Shape expected = Shape.of(side(windows.rows()) * side(windows.columns()), heads);
        if (!weights.shape(tensor).equals(expected)) {
            throw new IllegalArgumentException(
                    "tensor '" + tensor + "': expected shape " + expected + ", got " + weights.shape(tensor));
        }
    }

    @Override
    public float[] of(Windows windows, int heads, Weights weights) {
        int wide = side(windows.columns());
        int distances = side(windows.rows()) * wide;
        float[] table = weights.floats(tensor, distances, heads);
        float[] bias = new float[heads * windows.queries() * windows.keys()];
        int to = 0;
        for (int head = 0; head < heads; head++) {
            for (int query = 0; query < windows.queries(); query++) {
                int y = query / windows.columns().size() - first(windows.rows());
                int x = query % windows.columns().size() - first(windows.columns());
                for (int key = 0; key < windows.keys(); key++) {
                    int distance = (key / windows.keyColumns() - y) * wide + key % windows.keyColumns() - x;
                    bias[to++] = table[Math.floorMod(distance, distances) * heads + head];
                }
            }
        }
        return bias;
    }

    private static int first(Windows.Axis axis) {
        return axis.size() - axis.keys() + 1;
    }

    private static int side(Windows.Axis axis) {
        return axis.size() + axis.keys() - 1;
    }
}
