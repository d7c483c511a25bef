package io.github.upscale4j.net;

import io.github.upscale4j.tensor.Shape;
import io.github.upscale4j.weights.WeightShapes;
import io.github.upscale4j.weights.Weights;

/**
 * A learned number for each head and distance: the tensor has one column a head, and one row for each distance of rows
 * and of columns, query less key, from the least to the largest. Where several pixels make a key ({@link Windows#fold}),
 * the query's place is that of its cell.
 */
public record RelativeTable(String tensor) implements PositionBias {
    @Override
    public void check(Windows windows, int heads, WeightShapes weights) {
        Shape expected = Shape.of(side(windows.keyRows()) * side(windows.keyColumns()), heads);
        if (!weights.shape(tensor).equals(expected)) {
            throw new IllegalArgumentException(
                    "tensor '" + tensor + "': expected shape " + expected + ", got " + weights.shape(tensor));
        }
    }

    @Override
    public float[] of(Windows windows, int heads, Weights weights) {
        int wide = side(windows.keyColumns());
        float[] table = weights.floats(tensor, side(windows.keyRows()) * wide, heads);
        float[] bias = new float[heads * windows.queries() * windows.keys()];
        int to = 0;
        for (int head = 0; head < heads; head++) {
            for (int query = 0; query < windows.queries(); query++) {
                int y = query / windows.columns().size() / windows.fold() + windows.keyRows() - 1;
                int x = query % windows.columns().size() / windows.fold() + windows.keyColumns() - 1;
                for (int key = 0; key < windows.keys(); key++) {
                    int distance = (y - key / windows.keyColumns()) * wide + x - key % windows.keyColumns();
                    bias[to++] = table[distance * heads + head];
                }
            }
        }
        return bias;
    }

    /** Distances that so many places can have from one another. */
    private static int side(int places) {
        return 2 * places - 1;
    }
}
