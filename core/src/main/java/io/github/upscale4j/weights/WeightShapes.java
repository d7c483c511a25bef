package io.github.upscale4j.weights;

import io.github.upscale4j.tensor.Shape;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Names and shapes of a checkpoint's tensors: all that architectures are recognised by. */
public final class WeightShapes {
    private final Map<String, Shape> shapes;

    private WeightShapes(Map<String, Shape> shapes) {
        this.shapes = Collections.unmodifiableMap(shapes);
    }

    /** Immutable. */
    public static WeightShapes of(Map<String, Shape> shapes) {
        return new WeightShapes(new LinkedHashMap<>(shapes));
    }

    /** A view of the map, for those who find out what tensors there are while they write a network. */
    public static WeightShapes viewOf(Map<String, Shape> shapes) {
        return new WeightShapes(shapes);
    }

    /** Immutable. */
    public static WeightShapes of(Weights weights) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        weights.names().forEach(name -> shapes.put(name, weights.shape(name)));
        return new WeightShapes(shapes);
    }

    public Set<String> names() {
        return shapes.keySet();
    }

    public boolean has(String name) {
        return shapes.containsKey(name);
    }

    public boolean hasAll(String... names) {
        for (String name : names) {
            if (!has(name)) {
                return false;
            }
        }
        return true;
    }

    /** @throws IllegalArgumentException if there is no such tensor */
    public Shape shape(String name) {
        Shape shape = shapes.get(name);
        if (shape == null) {
            throw new IllegalArgumentException("there is no tensor '" + name + "'");
        }
        return shape;
    }

    /** The number of dimensions, or -1 if there is no such tensor. */
    public int rank(String name) {
        Shape shape = shapes.get(name);
        return shape == null ? -1 : shape.rank();
    }

    /** @throws IllegalArgumentException if there is no such tensor or no such dimension */
    public int dim(String name, int axis) {
        Shape shape = shape(name);
        if (axis >= shape.rank()) {
            throw new IllegalArgumentException("tensor '" + name + "' of shape " + shape + " has no dimension " + axis);
        }
        return shape.dim(axis);
    }

    /**
     * One more than the largest number {@code n} for which a name starts with {@code prefix.n.}; 0 if there is none:
     * the length of a PyTorch {@code ModuleList} or {@code Sequential}, even where parameterless entries leave gaps.
     */
    public int count(String prefix) {
        int count = 0;
        String start = prefix + ".";
        for (String name : shapes.keySet()) {
            int end = name.indexOf('.', start.length());
            if (name.startsWith(start) && end > 0) {
                count = Math.max(count, 1 + number(name.substring(start.length(), end)));
            }
        }
        return count;
    }

    private static int number(String digits) {
        if (digits.isEmpty() || digits.length() > 6) {
            return -1;
        }
        for (int i = 0; i < digits.length(); i++) {
            if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
                return -1;
            }
        }
        return Integer.parseInt(digits);
    }
}
