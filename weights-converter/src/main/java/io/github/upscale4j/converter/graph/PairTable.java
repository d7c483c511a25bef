package io.github.upscale4j.converter.graph;

import io.github.upscale4j.net.PositionBias;
import io.github.upscale4j.net.Windows;
import io.github.upscale4j.tensor.Shape;
import io.github.upscale4j.weights.WeightShapes;
import io.github.upscale4j.weights.Weights;

/** A number for every head, query and key, as the tensor has them. */
record PairTable(String tensor) implements PositionBias {
    @Override
    public void check(Windows windows, int heads, WeightShapes weights) {
        check(tensor, Shape.of(heads, windows.queries(), windows.keys()), weights);
    }

    static void check(String tensor, Shape expected, WeightShapes weights) {
        if (!weights.shape(tensor).equals(expected)) {
            throw new IllegalArgumentException(
                    "tensor '" + tensor + "': expected shape " + expected + ", got " + weights.shape(tensor));
        }
    }

    @Override
    public float[] of(Windows windows, int heads, Weights weights) {
        return weights.floats(tensor, heads, windows.queries(), windows.keys());
    }
}
