package io.github.upscale4j.net;

import io.github.upscale4j.tensor.Shape;
import io.github.upscale4j.weights.WeightShapes;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a {@link Net} like a forward pass. Names of weights, their shapes and the numbers of channels are checked at
 * every call; sizes are taken from the weights.
 */
public final class NetBuilder {
    private final WeightShapes weights;
    private final List<Node> nodes = new ArrayList<>();

    public NetBuilder(WeightShapes weights) {
        this.weights = weights;
    }

    /** The image; call it once, first. */
    public Node input(int channels) {
        if (!nodes.isEmpty()) {
            throw new IllegalStateException("the input is the first node of a network, and the only input");
        }
        return node(new Op.Input(channels), List.of(), channels, 1, 1);
    }

    /** A convolution that keeps the size, with {@code name.weight} and, where the file has it, {@code name.bias}. */
    public Node conv(String name, Node x) {
        Shape shape = weights.shape(name + ".weight");
        if (shape.rank() != 4 || shape.dim(2) != shape.dim(3) || shape.dim(2) % 2 == 0) {
            throw new IllegalArgumentException(
                    "tensor '" + name + ".weight': expected shape [out, in, k, k] with an odd k," + " got " + shape);
        }
        if (shape.dim(1) != x.channels()) {
            throw new IllegalArgumentException("tensor '" + name + ".weight': expected shape [" + shape.dim(0) + ", "
                    + x.channels() + ", " + shape.dim(2) + ", " + shape.dim(3) + "], got " + shape);
        }
        int out = shape.dim(0);
        boolean bias = weights.has(name + ".bias");
        if (bias) {
            expect(name + ".bias", out);
        }
        return node(new Op.Conv(name, shape.dim(1), out, shape.dim(2), bias), List.of(x), out, x.up(), x.down());
    }

    /** PReLU with the slopes {@code name.weight}, one a channel or one for all. */
    public Node prelu(String name, Node x) {
        Shape shape = weights.shape(name + ".weight");
        if (!shape.equals(Shape.of(1))) {
            expect(name + ".weight", x.channels());
        }
        return pointwise(new Op.Activate(new Activation.Prelu(name)), x);
    }

    public Node leakyRelu(float slope, Node x) {
        return pointwise(new Op.Activate(new Activation.LeakyRelu(slope)), x);
    }

    public Node relu(Node x) {
        return leakyRelu(0, x);
    }

    public Node scale(float factor, Node x) {
        return pointwise(new Op.Scale(factor), x);
    }

    public Node add(Node a, Node b) {
        if (a.channels() != b.channels() || a.up() != b.up() || a.down() != b.down()) {
            throw new IllegalArgumentException("cannot add values of different shapes: " + a + " and " + b);
        }
        return node(new Op.Add(), List.of(a, b), a.channels(), a.up(), a.down());
    }

    public Node concat(Node... parts) {
        int channels = 0;
        for (Node part : parts) {
            if (part.up() != parts[0].up() || part.down() != parts[0].down()) {
                throw new IllegalArgumentException(
                        "cannot join values of different sizes: " + parts[0] + " and " + part);
            }
            channels += part.channels();
        }
        return node(new Op.Concat(), List.of(parts), channels, parts[0].up(), parts[0].down());
    }

    public Node pixelShuffle(Node x, int factor) {
        if (factor == 1) {
            return x;
        }
        int square = factor * factor;
        if (x.channels() % square != 0) {
            throw new IllegalArgumentException(
                    "pixel shuffle by " + factor + " needs a multiple of " + square + " channels, got " + x.channels());
        }
        return enlarged(new Op.PixelShuffle(factor), x, x.channels() / square, factor);
    }

    public Node nearest(Node x, int factor) {
        return factor == 1 ? x : enlarged(new Op.Nearest(factor), x, x.channels(), factor);
    }

    /** Needs both sides of {@code x} to be multiples of {@code factor}: see {@link #output(Node, int)}. */
    public Node pixelUnshuffle(Node x, int factor) {
        if (factor == 1) {
            return x;
        }
        int divisor = gcd(x.up(), x.down() * factor);
        return node(
                new Op.PixelUnshuffle(factor),
                List.of(x),
                x.channels() * factor * factor,
                x.up() / divisor,
                x.down() * factor / divisor);
    }

    public Net output(Node y) {
        return output(y, 1);
    }

    /** Ends the network; {@code multiple} is what both sides of the input must be a multiple of. */
    public Net output(Node y, int multiple) {
        for (Node node : nodes) {
            if (multiple % node.down() != 0) {
                throw new IllegalArgumentException(
                        "sizes that are multiples of " + multiple + " do not divide by " + node.down() + " at " + node);
            }
        }
        return new Net(nodes, y, multiple);
    }

    private Node pointwise(Op op, Node x) {
        return node(op, List.of(x), x.channels(), x.up(), x.down());
    }

    private Node enlarged(Op op, Node x, int channels, int factor) {
        int divisor = gcd(x.up() * factor, x.down());
        return node(op, List.of(x), channels, x.up() * factor / divisor, x.down() / divisor);
    }

    private Node node(Op op, List<Node> inputs, int channels, int up, int down) {
        Node node = new Node(nodes.size(), op, inputs, channels, up, down);
        nodes.add(node);
        return node;
    }

    private void expect(String name, int length) {
        Shape shape = weights.shape(name);
        if (!shape.equals(Shape.of(length))) {
            throw new IllegalArgumentException("tensor '" + name + "': expected shape [" + length + "], got " + shape);
        }
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
