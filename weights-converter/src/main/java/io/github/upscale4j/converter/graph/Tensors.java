package io.github.upscale4j.converter.graph;

import io.github.upscale4j.tensor.Shape;
import io.github.upscale4j.weights.MalformedWeightsException;
import io.github.upscale4j.weights.WeightShapes;
import io.github.upscale4j.weights.WeightsBuilder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The tensors of the network that is being written: those of the file that it uses, and those made of them. */
final class Tensors {
    private final WeightsBuilder weights = new WeightsBuilder();
    private final Map<String, Shape> shapes = new LinkedHashMap<>();
    private final Map<List<Object>, String> names = new HashMap<>();
    private final Set<String> taken = new HashSet<>();
    private final Map<String, Integer> counts = new HashMap<>(); // of names that several modules want
    private final WeightShapes view = WeightShapes.viewOf(shapes);
    private long room;

    /** @param room elements that tensors may have together which are not the file's */
    Tensors(long room) {
        this.room = room;
    }

    /** What there is so far; grows. */
    WeightShapes shapes() {
        return view;
    }

    WeightsBuilder weights() {
        return weights;
    }

    /**
     * The module that holds such tensors, as in {@code body.0} for {@code body.0.weight}: one name for one set of
     * constants, called after the weight where the file gives it a name of that kind.
     *
     * @param node what uses them, for names and messages
     * @param parts the constants and numbers that make the module what it is; null for what is left out
     */
    Module module(GraphNode node, Object... parts) {
        List<Object> key = new ArrayList<>();
        key.add(node.op());
        key.addAll(Arrays.asList(parts)); // constants by identity
        String known = names.get(key);
        if (known != null) {
            return new Module(known, false, node);
        }
        String wanted = node.name();
        for (Object part : parts) {
            if (part instanceof Constant constant && constant.name().matches(".+\\.(weight|bias)")) {
                wanted = constant.name().substring(0, constant.name().lastIndexOf('.'));
                break;
            }
        }
        String name = wanted;
        while (!taken.add(name)) {
            name = wanted + "." + counts.merge(wanted, 1, Integer::sum);
        }
        names.put(key, name);
        return new Module(name, true, node);
    }

    /** A place for tensors. */
    final class Module {
        final String name;
        /** Whether the tensors are still to be added. */
        final boolean fresh;

        private final GraphNode node;

        private Module(String name, boolean fresh, GraphNode node) {
            this.name = name;
            this.fresh = fresh;
            this.node = node;
        }

        /** The constant as {@code name.what}, in a shape of as many elements. */
        Module add(String what, Constant constant, int... shape) throws MalformedWeightsException {
            if (fresh && constant != null) {
                constant.addTo(weights, name + "." + what, put(what, constant.elements(), shape));
            }
            return this;
        }

        /** Computed values as {@code name.what}. */
        Module add(String what, float[] values, int... shape) throws MalformedWeightsException {
            if (fresh) {
                room -= values.length;
                if (room < 0) {
                    throw node.refuse("the network needs too many tensors that are not in the file");
                }
                weights.tensor(name + "." + what, "F32", bytes(values), put(what, values.length, shape));
            }
            return this;
        }

        private Shape put(String what, int elements, int... dims) throws MalformedWeightsException {
            Shape shape = Shape.of(dims);
            if (shape.elements() != elements) {
                throw node.refuse(what + " has " + elements + " elements instead of shape " + shape);
            }
            shapes.put(name + "." + what, shape);
            return shape;
        }
    }

    static ByteBuffer bytes(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes;
    }
}
