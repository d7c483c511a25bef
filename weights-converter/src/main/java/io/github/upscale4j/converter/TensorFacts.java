package io.github.upscale4j.converter;

import io.github.upscale4j.tensor.Shape;
import io.github.upscale4j.weights.MalformedWeightsException;
import io.github.upscale4j.weights.Weights;

/**
 * One tensor of a file.
 *
 * @param type by safetensors' names, as in {@code F16}
 * @param least the smallest finite element; NaN if there is none
 * @param most the largest finite element
 * @param notFinite how many elements are infinite or no number
 */
public record TensorFacts(String name, String type, Shape shape, float least, float most, int notFinite) {
    static TensorFacts of(Weights weights, String name) {
        float least = Float.NaN;
        float most = Float.NaN;
        int notFinite = 0;
        for (float value : weights.floats(name)) {
            if (!Float.isFinite(value)) {
                notFinite++;
                continue;
            }
            // so written that the first takes the place of NaN
            least = value >= least ? least : value;
            most = value <= most ? most : value;
        }
        return new TensorFacts(name, weights.type(name), weights.shape(name), least, most, notFinite);
    }

    boolean overflows(ElementType target) {
        return target.overflows(least) || target.overflows(most);
    }

    /** As in {@code body.0.weight F32 [64, 3, 3, 3], -0.71 to 0.66}. */
    @Override
    public String toString() {
        String range = Float.isNaN(least) ? "no finite element" : least + " to " + most;
        return printable(name) + " " + type + " " + shape + ", " + range
                + (notFinite == 0 ? "" : ", " + notFinite + " not finite");
    }

    /** Names come from strangers' files. */
    private static String printable(String name) {
        String quoted = MalformedWeightsException.quote(name);
        return quoted.substring(1, quoted.length() - 1);
    }
}
