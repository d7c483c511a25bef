package io.github.upscale4j.net;

import io.github.upscale4j.tensor.Shape;
import io.github.upscale4j.weights.WeightShapes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes a {@link Net} like a forward pass. Names of weights, their shapes and the numbers of channels are checked at
 * every call; sizes are taken from the weights.
 */
public final class NetBuilder extends AttentionNodes {
    /** The channels of a value from {@code first} on: see {@link #crossAttention}. */
    public record Channels(Node node, int first) {}

    public NetBuilder(WeightShapes weights) {
        super(weights);
    }

    /** The image; call it once, first. */
    public Node input(int channels) {
        if (!nodes.isEmpty()) {
            throw new IllegalStateException("the input is the first node of a network, and the only input");
        }
        return node(new Op.Input(channels), List.of(), channels, Extent.of(1, 1));
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
        return conv(name, shape.dim(2), biasOf(name), x);
    }

    /** A convolution of each channel on its own, with {@code name.weight} and, where the file has it, {@code name.bias}. */
    public Node depthwiseConv(String name, Node x) {
        Shape shape = weights.shape(name + ".weight");
        int channels = x.channels();
        boolean square = shape.rank() == 4 && shape.dim(2) == shape.dim(3) && shape.dim(2) % 2 == 1;
        if (!square || shape.dim(0) != channels || shape.dim(1) != 1) {
            throw new IllegalArgumentException("tensor '" + name + ".weight': expected shape [" + channels
                    + ", 1, k, k] with an odd k, got " + shape);
        }
        boolean bias = weights.has(name + ".bias");
        if (bias) {
            expect(name + ".bias", channels);
        }
        return pointwise(new Op.DepthwiseConv(name, channels, shape.dim(2), bias), x);
    }

    /** A convolution of each channel on its own whose kernels lie side by side; see {@link Op.DepthwiseReduction}. */
    public Node depthwiseReduction(String name, Node x) {
        Shape shape = weights.shape(name + ".weight");
        int kernel = weights.dim(name + ".weight", 3);
        expect(name + ".weight", Shape.of(x.channels(), 1, kernel, kernel));
        expect(name + ".bias", x.channels());
        Extent extent = x.extent().over(kernel);
        return node(new Op.DepthwiseReduction(name, x.channels(), kernel), List.of(x), shape.dim(0), extent);
    }

    /** A convolution of single pixels: {@code name.weight} of shape (out, in) and, if there, {@code name.bias}. */
    public Node linear(String name, Node x) {
        return linear(name, biasOf(name), x);
    }

    /** As {@link #linear(String, Node)} with a bias put together from other tensors; see {@link Op.Conv}. */
    public Node linear(String name, List<String> bias, Node x) {
        Shape shape = weights.shape(name + ".weight");
        if (shape.rank() != 2 || shape.dim(1) != x.channels()) {
            throw new IllegalArgumentException(
                    "tensor '" + name + ".weight': expected shape [out, " + x.channels() + "], got " + shape);
        }
        return conv(name, 1, bias, x);
    }

    private List<String> biasOf(String name) {
        return weights.has(name + ".bias") ? List.of(name + ".bias") : List.of();
    }

    private Node conv(String name, int kernel, List<String> bias, Node x) {
        int out = weights.dim(name + ".weight", 0);
        if (bias.size() == 1) {
            expect(bias.get(0), out);
        }
        long stored = 0;
        for (String tensor : bias) {
            stored += tensor.isEmpty() ? 0 : weights.shape(tensor).elements();
        }
        if (stored > out) {
            throw new IllegalArgumentException("tensors " + bias + " have " + stored + " values for the " + out
                    + " outputs of '" + name + ".weight'");
        }
        return node(new Op.Conv(name, x.channels(), out, kernel, bias), List.of(x), out, x.extent());
    }

    /** Normalisation of each pixel over its channels with {@code name.weight} and {@code name.bias}; epsilon 1e-5. */
    public Node layerNorm(String name, Node x) {
        return layerNorm(name, 1e-5f, x);
    }

    /** As {@link #layerNorm(String, Node)} with another epsilon. */
    public Node layerNorm(String name, float epsilon, Node x) {
        expect(name + ".weight", x.channels());
        expect(name + ".bias", x.channels());
        return pointwise(new Op.LayerNorm(name, x.channels(), epsilon), x);
    }

    /** See {@link Op.Grid}. */
    public Node grid(Node x, int window, boolean back) {
        return pointwise(new Op.Grid(window, back), x);
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

    /** Every value times its channel's factor plus its channel's offset. */
    public Node affine(float[] factors, float[] offsets, Node x) {
        if (factors.length != x.channels() || offsets.length != x.channels()) {
            throw new IllegalArgumentException(factors.length + " factors and " + offsets.length + " offsets for the "
                    + x.channels() + " channels of " + x);
        }
        return pointwise(new Op.Affine(list(factors), list(offsets)), x);
    }

    /** As {@link #affine(float[], float[], Node)} with the same numbers for all channels. */
    public Node affine(float factor, float offset, Node x) {
        float[] factors = new float[x.channels()];
        float[] offsets = new float[x.channels()];
        Arrays.fill(factors, factor);
        Arrays.fill(offsets, offset);
        return affine(factors, offsets, x);
    }

    private static List<Float> list(float[] values) {
        List<Float> list = new ArrayList<>();
        for (float value : values) {
            list.add(value);
        }
        return list;
    }

    public Node gelu(Node x) {
        return pointwise(new Op.Activate(new Activation.Gelu()), x);
    }

    public Node sigmoid(Node x) {
        return pointwise(new Op.Activate(new Activation.Sigmoid()), x);
    }

    public Node silu(Node x) {
        return pointwise(new Op.Activate(new Activation.Silu()), x);
    }

    public Node mish(Node x) {
        return pointwise(new Op.Activate(new Activation.Mish()), x);
    }

    public Node tanh(Node x) {
        return pointwise(new Op.Activate(new Activation.Tanh()), x);
    }

    public Node clamp(float low, float high, Node x) {
        return pointwise(new Op.Activate(new Activation.Clamp(low, high)), x);
    }

    /** The mean of each channel over the whole image; see {@link Op.Mean}. */
    public Node mean(Node x) {
        return node(new Op.Mean(), List.of(x), x.channels(), Extent.PIXEL);
    }

    /** The standard deviation of each channel over the whole image; see {@link Op.Deviation}. */
    public Node deviation(Node x) {
        return node(new Op.Deviation(), List.of(x), x.channels(), Extent.PIXEL);
    }

    /** Normalisation over the whole image with {@code name.weight} and {@code name.bias}; epsilon 1e-5. */
    public Node groupNorm(String name, int groups, Node x) {
        return groupNorm(name, groups, 1e-5f, x);
    }

    /** As {@link #groupNorm(String, int, Node)} with another epsilon. */
    public Node groupNorm(String name, int groups, float epsilon, Node x) {
        int channels = x.channels();
        expect(name + ".weight", channels);
        expect(name + ".bias", channels);
        if (groups < 1 || channels % groups != 0) {
            throw new IllegalArgumentException(
                    "normalisation '" + name + "': " + channels + " channels do not make " + groups + " groups");
        }
        Node line = node(new Op.Normaliser(name, channels, groups, epsilon), List.of(x), 2 * channels, Extent.PIXEL);
        return add(multiply(x, slice(line, 0, channels)), slice(line, channels, 2 * channels));
    }

    /** The largest values of cells of {@code kernel} x {@code kernel} pixels; see {@link Op.MaxPool}. */
    public Node maxPool(Node x, int kernel, int stride) {
        Extent extent = x.extent().plus(stride - kernel).over(stride);
        return node(new Op.MaxPool(kernel, stride), List.of(x), x.channels(), extent);
    }

    /** The largest value around each; see {@link Op.LocalMax}. */
    public Node localMax(Node x, int kernel) {
        if (kernel < 1 || kernel % 2 == 0) {
            throw new IllegalArgumentException(
                    "the largest of " + kernel + " x " + kernel + " values has no middle: expected an odd number");
        }
        return pointwise(new Op.LocalMax(kernel), x);
    }

    /** The largest values of {@code floor(size / factor)} cells; see {@link Op.AdaptiveMaxPool}. */
    public Node adaptiveMaxPool(Node x, int factor) {
        return node(
                new Op.AdaptiveMaxPool(factor),
                List.of(x),
                x.channels(),
                x.extent().over(factor));
    }

    /** As {@link #conv(String, Node)} without padding, at every {@code stride}-th pixel. */
    public Node validConv(String name, int stride, Node x) {
        int half = weights.dim(name + ".weight", 2) / 2;
        return trim(conv(name, x), half, half, stride);
    }

    /** Without the first and last rows and columns; see {@link Op.Trim}. */
    public Node trim(Node x, int before, int after, int step) {
        Extent extent = x.extent().plus(step - 1 - before - after).over(step);
        return node(new Op.Trim(before, after, step), List.of(x), x.channels(), extent);
    }

    /** With so many more pixels on every side; see {@link Op.Reflect}. */
    public Node reflect(Node x, int pixels) {
        if (!x.extent().equals(Extent.of(1, 1))) {
            throw new IllegalArgumentException("only what has the input's size is reflected: " + x);
        }
        return node(new Op.Reflect(pixels), List.of(x), x.channels(), x.extent().plus(2 * pixels));
    }

    /**
     * Pixels read at places of the network's choice, {@code factor} times as many in both directions; see {@link Op.Sample}.
     *
     * @param offsets {@code 2 * groups * factor^2} channels
     */
    public Node sample(Node x, Node offsets, int groups, int factor) {
        if (offsets.channels() != 2 * groups * factor * factor || x.channels() % groups != 0) {
            throw new IllegalArgumentException("values of " + groups + " groups are not read " + factor
                    + " times as dense from " + x + " at " + offsets);
        }
        return node(
                new Op.Sample(groups, factor),
                List.of(x, offsets),
                x.channels() / groups,
                x.extent().times(factor));
    }

    /** Linear interpolation to the size of {@code like}; see {@link Op.Resize}. */
    public Node bilinear(Node x, Node like) {
        return node(new Op.Resize(true), List.of(x), x.channels(), like.extent());
    }

    /** The nearest pixels, as many as {@code like} has; see {@link Op.Resize}. */
    public Node nearest(Node x, Node like) {
        return node(new Op.Resize(false), List.of(x), x.channels(), like.extent());
    }

    /** Of two values of one shape, or of which one is a single pixel. */
    public Node add(Node a, Node b) {
        return pair(new Op.Add(), a, b, "add");
    }

    /** Of two values of one shape, or of which one is a single pixel. */
    public Node multiply(Node a, Node b) {
        return pair(new Op.Multiply(), a, b, "multiply");
    }

    private Node pair(Op op, Node a, Node b, String verb) {
        boolean pixel = a.extent().equals(Extent.PIXEL) || b.extent().equals(Extent.PIXEL);
        if (a.channels() != b.channels() || !pixel && !a.extent().equals(b.extent())) {
            throw new IllegalArgumentException("cannot " + verb + " values of different shapes: " + a + " and " + b);
        }
        Node larger = a.extent().equals(Extent.PIXEL) ? b : a;
        return node(op, List.of(a, b), a.channels(), larger.extent());
    }

    public Node concat(Node... parts) {
        int channels = 0;
        for (Node part : parts) {
            if (!part.extent().equals(parts[0].extent())) {
                throw new IllegalArgumentException(
                        "cannot join values of different sizes: " + parts[0] + " and " + part);
            }
            channels += part.channels();
        }
        return node(new Op.Concat(), List.of(parts), channels, parts[0].extent());
    }

    /** Channels {@code first} to {@code end - 1} of {@code x}. */
    public Node slice(Node x, int first, int end) {
        if (first < 0 || first >= end || end > x.channels()) {
            throw new IllegalArgumentException("there are no channels " + first + " to " + end + " of " + x);
        }
        return node(new Op.Slice(first), List.of(x), end - first, x.extent());
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

    /** Linear interpolation; see {@link Op.Bilinear}. */
    public Node bilinear(Node x, int factor) {
        return factor == 1 ? x : enlarged(new Op.Bilinear(factor), x, x.channels(), factor);
    }

    /**
     * Cubic interpolation; see {@link Op.Bicubic}.
     *
     * @param multiple what the network ends with in {@link #output(Node, int)}
     */
    public Node bicubic(Node x, int factor, int multiple) {
        if (!x.extent().equals(Extent.of(1, 1))) {
            throw new IllegalArgumentException("only what has the input's size is interpolated: " + x);
        }
        return enlarged(new Op.Bicubic(factor, multiple), x, x.channels(), factor);
    }

    /** Zeros where the image was extended; see {@link Op.Crop}. */
    public Node crop(Node x) {
        return pointwise(new Op.Crop(), x);
    }

    /** Mirrored where the image was extended; see {@link Op.Mirror}. */
    public Node mirror(boolean beyond, Node x) {
        return pointwise(new Op.Mirror(beyond), x);
    }

    /** Needs both sides of {@code x} to be multiples of {@code factor}: see {@link #output(Node, int)}. */
    public Node pixelUnshuffle(Node x, int factor) {
        if (factor == 1) {
            return x;
        }
        return node(
                new Op.PixelUnshuffle(factor),
                List.of(x),
                x.channels() * factor * factor,
                x.extent().by(factor));
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

    private Node enlarged(Op op, Node x, int channels, int factor) {
        return node(op, List.of(x), channels, x.extent().times(factor));
    }
}
