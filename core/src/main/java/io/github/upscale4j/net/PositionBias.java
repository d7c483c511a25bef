package io.github.upscale4j.net;

import io.github.upscale4j.weights.WeightShapes;
import io.github.upscale4j.weights.Weights;

/** What {@link Op.CrossAttention} adds to the likeness of a query and a key for where in a window they lie. */
public interface PositionBias {
    /** @throws IllegalArgumentException naming the tensor that is missing or has another shape */
    void check(Windows windows, int heads, WeightShapes weights);

    /**
     * One number for every pair, (heads, {@link Windows#queries}, {@link Windows#keys}); or twice as many, of which the second
     * half is for windows that the image's upper or lower edge cuts.
     */
    float[] of(Windows windows, int heads, Weights weights);
}
