package io.github.upscale4j.converter.graph;

import io.github.upscale4j.net.PositionBias;
import io.github.upscale4j.net.Windows;
import io.github.upscale4j.tensor.Shape;
import io.github.upscale4j.weights.WeightShapes;
import io.github.upscale4j.weights.Weights;

/** A number for every head and distance, (heads, distances) as {@link Distances} counts them. */
record DistanceTable(String tensor) implements PositionBias {
    @Override
    public void check(Windows windows, int heads, WeightShapes weights) {
        PairTable.check(tensor, Shape.of(heads, new Distances(windows).count()), weights);
    }

    @Override
    public float[] of(Windows windows, int heads, Weights weights) {
        Distances distances = new Distances(windows);
        return distances.pairs(weights.floats(tensor, heads, distances.count()), heads);
    }
}
