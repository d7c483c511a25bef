package io.github.upscale4j.arch;

import io.github.upscale4j.net.Net;
import io.github.upscale4j.weights.WeightShapes;
import io.github.upscale4j.weights.Weights;
import java.util.Set;

/** A family of networks: recognised in a file's names and shapes, and written as a graph. */
public interface Architecture {
    /** As papers and model pages call it. */
    String name();

    /**
     * Whether the weights are this architecture's.
     *
     * @return empty if they are; else the first thing that rules it out, as in {@code there is no 'conv_first.weight'},
     *     with how far the check came
     */
    Match match(WeightShapes weights);

    /** The options that {@link #build} understands, named as the reference constructor names them. */
    default Set<String> options() {
        return Set.of();
    }

    /**
     * The weights as {@link #build} names them: what only served training is worked into the tensors that stay, as a
     * batch normalisation into the convolution before it. {@link #match} sees the weights before.
     *
     * @throws IllegalArgumentException as {@link #build}
     */
    default Weights fold(Weights weights, Options options) {
        return weights;
    }

    /** How pictures go into the network and come out. */
    default Convention convention(WeightShapes weights) {
        return Convention.PICTURE;
    }

    /**
     * Writes the network down.
     *
     * @param weights after {@link #fold}
     * @throws IllegalArgumentException naming the tensor and its shape if the weights do not fit together after all, or
     *     the option and its value
     */
    Net build(WeightShapes weights, Options options);
}
