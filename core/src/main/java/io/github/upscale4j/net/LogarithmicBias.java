package io.github.upscale4j.net;

import io.github.upscale4j.weights.WeightShapes;
import io.github.upscale4j.weights.Weights;

/**
 * A number for each head and distance, from a small network of the distance's logarithm, as in Swin V2:
 * {@code name.cpb_mlp}. One of queries and keys may be fewer than the other, as they are pixels of a smaller image; GRL then
 * counts the distances of both from the first one. Li et al., "Efficient and Explicit Modelling of Image Hierarchies for
 * Image Restoration", CVPR 2023.
 */
public record LogarithmicBias(String name) implements PositionBias {
    @Override
    public void check(Windows windows, int heads, WeightShapes weights) {
        Attention.COSINE.check(name, heads, windows.rows().size(), weights);
    }

    @Override
    public float[] of(Windows windows, int heads, Weights weights) {
        int high = windows.rows().size() + windows.keyRows() - 1; // distances of rows
        int wide = windows.columns().size() + windows.keyColumns() - 1;
        float[] coordinates = new float[2 * high * wide];
        for (int place = 0; place < high * wide; place++) {
            coordinates[2 * place] = coordinate(place / wide, windows.rows().size(), windows.keyRows());
            coordinates[2 * place + 1] =
                    coordinate(place % wide, windows.columns().size(), windows.keyColumns());
        }
        float[] distances = ContinuousBias.of(name, heads, coordinates, weights);
        float[] bias = new float[heads * windows.queries() * windows.keys()];
        int to = 0;
        for (int head = 0; head < heads; head++) {
            for (int query = 0; query < windows.queries(); query++) {
                int y = query / windows.columns().size() + windows.keyRows() - 1;
                int x = query % windows.columns().size() + windows.keyColumns() - 1;
                for (int key = 0; key < windows.keys(); key++) {
                    int place = (y - key / windows.keyColumns()) * wide + x - key % windows.keyColumns();
                    bias[to++] = distances[head * high * wide + place];
                }
            }
        }
        return bias;
    }

    private static float coordinate(int place, int queries, int keys) {
        int more = Math.max(queries, keys);
        int fewer = Math.min(queries, keys);
        int middle = (more - fewer) / 2;
        return ContinuousBias.logarithm((double) (place - (fewer - 1) - middle) / (more - 1 - middle));
    }
}
