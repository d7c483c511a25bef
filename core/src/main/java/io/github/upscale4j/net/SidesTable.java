package io.github.upscale4j.net;

import io.github.upscale4j.weights.WeightShapes;
import io.github.upscale4j.weights.Weights;
import java.util.Arrays;

/**
 * As {@link RelativeTable}, but in windows that the image's upper or lower edge cuts, pixels in the columns before {@code side}
 * attend to one another only, and so do the others. So ResShift masks its windows that {@linkplain Windows.Edge#ROUND go
 * round}: its mask has rows and columns exchanged, which is kept, since models were trained so.
 */
public record SidesTable(String tensor, int side) implements PositionBias {
    /** Leaves nothing of a weight. */
    private static final float HIDDEN = -100;

    @Override
    public void check(Windows windows, int heads, WeightShapes weights) {
        new RelativeTable(tensor).check(windows, heads, weights);
    }

    @Override
    public float[] of(Windows windows, int heads, Weights weights) {
        float[] inside = new RelativeTable(tensor).of(windows, heads, weights);
        float[] both = Arrays.copyOf(inside, 2 * inside.length);
        for (int i = 0; i < inside.length; i++) {
            int key = i % windows.keys() % windows.keyColumns();
            int query =
                    i / windows.keys() % windows.queries() % windows.columns().size();
            both[inside.length + i] = inside[i] + (key < side == query < side ? 0 : HIDDEN);
        }
        return both;
    }
}
