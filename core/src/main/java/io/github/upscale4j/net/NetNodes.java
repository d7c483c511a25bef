package io.github.upscale4j.net;

import io.github.upscale4j.tensor.Shape;
import io.github.upscale4j.weights.WeightShapes;
import java.util.ArrayList;
import java.util.List;

/** The nodes of a network that is being written, and the weights that they ask for. */
abstract class NetNodes {
    final WeightShapes weights;
    final List<Node> nodes = new ArrayList<>();

    NetNodes(WeightShapes weights) {
        this.weights = weights;
    }

    final Node pointwise(Op op, Node x) {
        return node(op, List.of(x), x.channels(), x.extent());
    }

    final Node node(Op op, List<Node> inputs, int channels, Extent extent) {
        if (extent.up() == 0 && extent.size(1) < 1) {
            throw new IllegalArgumentException("nothing is left of " + inputs + " by " + op);
        }
        Node node = new Node(nodes.size(), op, inputs, channels, extent);
        nodes.add(node);
        return node;
    }

    final void expect(String name, int length) {
        expect(name, Shape.of(length));
    }

    final void expect(String name, Shape expected) {
        Shape shape = weights.shape(name);
        if (!shape.equals(expected)) {
            throw new IllegalArgumentException("tensor '" + name + "': expected shape " + expected + ", got " + shape);
        }
    }
}
