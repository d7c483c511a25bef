package io.github.upscale4j.converter.graph;

import io.github.upscale4j.weights.MalformedWeightsException;

/** Shapes do not fit together: whoever runs the graph has no result for a picture of this size. */
final class UnfitException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnfitException(String message) {
        super(message, null, false, false);
    }

    /** What says so of a node. */
    MalformedWeightsException in(GraphNode node) {
        return node.refuse(getMessage());
    }
}
