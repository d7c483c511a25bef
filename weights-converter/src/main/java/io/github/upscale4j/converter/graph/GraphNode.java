package io.github.upscale4j.converter.graph;

import static io.github.upscale4j.weights.MalformedWeightsException.quote;

import io.github.upscale4j.weights.MalformedWeightsException;
import java.util.List;
import java.util.Map;

/**
 * An operation of a graph.
 *
 * @param op by ONNX's name
 * @param name for messages
 * @param inputs names of values; an empty name stands for an input that is left out
 * @param outputs likewise
 * @param attributes values of type Long, Double, String, {@code long[]}, {@code double[]} or {@link Constant}
 */
public record GraphNode(
        String op, String name, List<String> inputs, List<String> outputs, Map<String, Object> attributes) {
    public GraphNode {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        attributes = Map.copyOf(attributes);
    }

    GraphNode named(String other) {
        return new GraphNode(op, other, inputs, outputs, attributes);
    }

    boolean has(String attribute) {
        return attributes.containsKey(attribute);
    }

    long integer(String attribute, long otherwise) throws MalformedWeightsException {
        return attribute(attribute, Long.class, otherwise);
    }

    double number(String attribute, double otherwise) throws MalformedWeightsException {
        return attribute(attribute, Double.class, otherwise);
    }

    String text(String attribute, String otherwise) throws MalformedWeightsException {
        return attribute(attribute, String.class, otherwise);
    }

    long[] integers(String attribute, long... otherwise) throws MalformedWeightsException {
        return attribute(attribute, long[].class, otherwise);
    }

    /** As many integers as {@code otherwise} has. */
    long[] exactly(String attribute, long... otherwise) throws MalformedWeightsException {
        long[] given = integers(attribute, otherwise);
        if (given.length != otherwise.length) {
            throw refuse(attribute + " are " + given.length + " numbers instead of " + otherwise.length);
        }
        return given;
    }

    private <T> T attribute(String attribute, Class<T> type, T otherwise) throws MalformedWeightsException {
        Object value = attributes.get(attribute);
        if (value == null) {
            return otherwise;
        }
        if (!type.isInstance(value)) {
            throw refuse("attribute " + quote(attribute) + " is no " + type.getSimpleName() + "; the file is damaged");
        }
        return type.cast(value);
    }

    /** Refuses any value but {@code expected}, which is also what a missing attribute means. */
    void require(String attribute, long expected) throws MalformedWeightsException {
        long value = integer(attribute, expected);
        if (value != expected) {
            throw refuse(attribute + " is " + value + ", only " + expected + " is read");
        }
    }

    /** The only output, of an operation that has one. */
    String output() throws MalformedWeightsException {
        if (outputs.isEmpty()) {
            throw refuse("makes no value; the file is damaged");
        }
        return outputs.get(0);
    }

    /** What says that this node cannot be used, and why. */
    public MalformedWeightsException refuse(String reason) {
        return new MalformedWeightsException("node " + quote(name) + " (" + quote(op) + "): " + reason);
    }
}
