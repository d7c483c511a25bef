package io.github.upscale4j.converter.graph;

import java.util.List;
import java.util.Map;

/**
 * A file's graph, as it stands there.
 *
 * @param input the picture
 * @param output the name of the result
 * @param nodes in an order in which they can run
 * @param constants by the names of the values
 * @param metadata what the file says of itself
 */
public record ParsedGraph(
        Picture input,
        String output,
        List<GraphNode> nodes,
        Map<String, Constant> constants,
        Map<String, String> metadata) {
    /** Of a side that is free. */
    public static final int FREE = 0;

    /**
     * The input, of shape (1, channels, height, width).
     *
     * @param channels {@link #FREE} where the file does not say
     * @param height pixels, or {@link #FREE}
     * @param width likewise
     */
    public record Picture(String name, int channels, int height, int width) {}

    /** The same for pictures of one size. */
    ParsedGraph of(int height, int width) {
        Picture fixed = new Picture(input.name(), input.channels(), height, width);
        return new ParsedGraph(fixed, output, nodes, constants, metadata);
    }

    public ParsedGraph {
        nodes = List.copyOf(nodes);
        constants = Map.copyOf(constants);
        metadata = Map.copyOf(metadata);
    }
}
