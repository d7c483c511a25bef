package io.github.upscale4j.converter.onnx;

import io.github.upscale4j.net.Activation;
import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.weights.Weights;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Every {@link Op} in ONNX's operators. */
final class Operations {
    private final Net net;
    private final Weights weights;
    private final GraphWriter graph;
    private final Convolutions convolutions;
    private final Activations activations;
    private final Resizing resizing;
    private final WindowAttention windowAttention;
    private final CrossAttention crossAttention;
    private final GlobalAttention globalAttention;
    private final ChannelAttention channelAttention;
    private final TokenAttention tokenAttention;
    private final CategoryAttention categoryAttention;
    private final WholeImages wholeImages;
    private final Extension extension; // null where images come extended
    private final Set<Node> tokens = new HashSet<>(); // values laid out as (batch, height, width, channels)

    Operations(Net net, Weights weights, GraphWriter graph) {
        this.net = net;
        this.weights = weights;
        this.graph = graph;
        convolutions = new Convolutions(graph, weights);
        activations = new Activations(graph, weights);
        resizing = new Resizing(graph, weights);
        windowAttention = new WindowAttention(graph, weights);
        crossAttention = new CrossAttention(graph, weights);
        globalAttention = new GlobalAttention(graph, weights);
        channelAttention = new ChannelAttention(graph, weights);
        tokenAttention = new TokenAttention(graph, weights);
        categoryAttention = new CategoryAttention(graph, weights);
        wholeImages = new WholeImages(graph, weights);
        extension = Extension.within(net) ? new Extension(net, graph, weights) : null;
    }

    void write() {
        graph.input(OnnxExport.INPUT, net.inputChannels(), "height", "width");
        graph.output(OnnxExport.OUTPUT, net.outputChannels(), side("height"), side("width"));
        net.nodes().forEach(this::write);
        if (extension != null) {
            extension.crop(name(net.output()), OnnxExport.OUTPUT);
        }
    }

    /** What both sides of images must be multiples of. */
    int multiple() {
        return extension == null ? net.multiple() : 1;
    }

    /** The smallest side that images may have. */
    int smallest() {
        return extension == null ? net.smallest() : 1;
    }

    private String side(String input) {
        return net.scale() == 1 ? input : "output_" + input;
    }

    /** Names of weights end in {@code .weight} or {@code .bias}, so these are none. */
    private String name(Node node) {
        if (node == net.output()) {
            return extension == null ? OnnxExport.OUTPUT : OnnxExport.OUTPUT + "_extended";
        }
        return node.op() instanceof Op.Input
                ? OnnxExport.INPUT
                : node.op().getClass().getSimpleName() + "_" + node.index();
    }

    /**
     * Transformers' operations want the channels of a pixel side by side, convolutions those of a plane; what does not
     * care takes what its inputs have. A value that both want is transposed once.
     */
    private boolean asTokens(Node node) {
        Op op = node.op();
        if (op instanceof Op.LayerNorm
                || op instanceof Op.WindowAttention
                || op instanceof Op.CrossAttention
                || op instanceof Op.GlobalAttention
                || op instanceof Op.TokenSimilarity
                || op instanceof Op.TokenMix
                || op instanceof Op.TokenUpdate
                || op instanceof Op.CategoryOrder
                || op instanceof Op.CategoryAttention
                || linear(op)) {
            return true;
        }
        boolean any = op instanceof Op.Scale
                || op instanceof Op.Affine
                || op instanceof Op.Add
                || op instanceof Op.Multiply
                || op instanceof Op.Slice
                || op instanceof Op.Concat
                || op instanceof Op.Copy
                || op instanceof Op.Crop
                || op instanceof Op.Mean
                || op instanceof Op.Grid
                || (op instanceof Op.Activate activate && !(activate.activation() instanceof Activation.Prelu));
        return any && node != net.output() && node.inputs().stream().anyMatch(tokens::contains);
    }

    private boolean linear(Op op) {
        return op instanceof Op.Conv conv
                && weights.shape(conv.name() + ".weight").rank() == 2;
    }

    /** Whether the value is an image, or a pixel, in one of both layouts; others are as those that they are for want them. */
    private static boolean image(Op op) {
        return !(op instanceof Op.ChannelSimilarity || op instanceof Op.CategoryOrder || TokenAttention.dictionary(op));
    }

    /** The value's name in the layout that is asked for. */
    private String laidOut(Node node, boolean asTokens) {
        if (tokens.contains(node) == asTokens || !image(node.op())) {
            return name(node);
        }
        String other = name(node) + (asTokens ? "_tokens" : "_planes");
        long[] order = asTokens ? new long[] {0, 2, 3, 1} : new long[] {0, 3, 1, 2};
        return graph.has(other) ? other : graph.node("Transpose", other, name(node), Attributes.ints("perm", order));
    }

    private void write(Node node) {
        boolean asTokens = asTokens(node);
        if (asTokens && node == net.output()) {
            throw new UnsupportedOperationException("no ONNX file ends with " + node);
        }
        List<String> in =
                node.inputs().stream().map(input -> laidOut(input, asTokens)).toList();
        if (asTokens) {
            tokens.add(node);
        }
        write(node, asTokens, in, name(node));
    }

    private void write(Node node, boolean tokens, List<String> in, String out) {
        Op op = node.op();
        if (op instanceof Op.Input) {
            if (node == net.output()) {
                graph.node("Identity", out, OnnxExport.INPUT);
            }
        } else if (op instanceof Op.Conv conv && tokens) {
            convolutions.linear(conv, in.get(0), out);
        } else if (op instanceof Op.Conv conv) {
            convolutions.conv(conv, in.get(0), out);
        } else if (op instanceof Op.DepthwiseConv conv) {
            convolutions.depthwise(conv, in.get(0), out);
        } else if (op instanceof Op.LayerNorm norm) {
            layerNorm(norm, in.get(0), out);
        } else if (op instanceof Op.WindowAttention windows) {
            windowAttention.write(windows, "x" + node.up() + "_" + node.down(), in.get(0), out);
        } else if (op instanceof Op.CrossAttention windows) {
            List<String> sizes = node.inputs().stream().map(this::size).toList();
            crossAttention.write(windows, sizes, multiple(node), in, out);
        } else if (op instanceof Op.GlobalAttention attention) {
            globalAttention.write(attention, in, out);
        } else if (op instanceof Op.ChannelSimilarity similarity) {
            requireMultiple(node, similarity.step());
            channelAttention.similarity(similarity, in.get(0), in.get(1), out);
        } else if (op instanceof Op.ChannelMix mix) {
            channelAttention.mix(mix, in.get(0), in.get(1), out);
        } else if (op instanceof Op.WindowChannels windows) {
            requireMultiple(node, windows.window());
            channelAttention.windows(windows, in.get(0), out);
        } else if (op instanceof Op.Tokens dictionary) {
            tokenAttention.tokens(dictionary, out);
        } else if (op instanceof Op.TokenLinear linear) {
            tokenAttention.linear(linear, in.get(0), out);
        } else if (op instanceof Op.TokenSimilarity similarity) {
            tokenAttention.similarity(similarity, in.get(0), in.get(1), out);
        } else if (op instanceof Op.TokenMix) {
            tokenAttention.mix(in.get(0), in.get(1), out);
        } else if (op instanceof Op.TokenUpdate update) {
            tokenAttention.update(update, in.get(0), in.get(1), in.get(2), out);
        } else if (op instanceof Op.CategoryOrder) {
            categoryAttention.order(in.get(0), out);
        } else if (op instanceof Op.CategoryAttention attention) {
            categoryAttention.write(attention, in.get(0), in.get(1), out);
        } else if (op instanceof Op.Grid grid) {
            new Grid(graph, weights).write(grid, size(node), tokens ? 1 : 2, in.get(0), out);
        } else if (op instanceof Op.LocalMax max) {
            int pad = max.kernel() / 2;
            graph.node(
                    "MaxPool",
                    out,
                    in,
                    Attributes.ints("kernel_shape", max.kernel(), max.kernel()),
                    Attributes.ints("pads", pad, pad, pad, pad));
        } else if (op instanceof Op.DepthwiseReduction reduction) {
            convolutions.reduction(reduction, in.get(0), out);
        } else if (extension != null && op instanceof Op.Mirror) {
            extension.mirror(out);
        } else if (extension != null
                && op instanceof Op.Crop
                && node.inputs().get(0).op() instanceof Op.Input) {
            extension.zeros(out);
        } else if (op instanceof Op.Affine affine) {
            affine(affine, tokens, in.get(0), out);
        } else if (op instanceof Op.Bilinear bilinear) {
            resizing.bilinear(bilinear.factor(), in.get(0), out);
        } else if (op instanceof Op.Bicubic bicubic) {
            resizing.bicubic(bicubic.factor(), in.get(0), out);
        } else if (op instanceof Op.Activate activate) {
            activations.write(activate.activation(), in.get(0), out);
        } else if (op instanceof Op.Scale scale) {
            String factor = graph.floats(out + "_factor", new float[] {scale.factor()}, 1);
            graph.node("Mul", out, List.of(in.get(0), factor));
        } else if (op instanceof Op.Add) {
            graph.node("Add", out, in);
        } else if (op instanceof Op.Slice slice) {
            slice(slice.first(), slice.first() + node.channels(), tokens ? 3 : 1, in.get(0), out);
        } else if (op instanceof Op.Multiply) {
            graph.node("Mul", out, in);
        } else if (op instanceof Op.Concat) {
            graph.node("Concat", out, in, Attributes.of("axis", tokens ? 3 : 1));
        } else if (op instanceof Op.Mean) {
            int rows = tokens ? 1 : 2;
            graph.node("ReduceMean", out, in, Attributes.ints("axes", rows, rows + 1));
        } else if (op instanceof Op.Copy || op instanceof Op.Crop) {
            graph.node("Identity", out, in);
        } else if (op instanceof Op.PixelShuffle shuffle) {
            graph.node(
                    "DepthToSpace",
                    out,
                    in,
                    Attributes.of("blocksize", shuffle.factor()),
                    Attributes.of("mode", "CRD")); // channels from c, i, j as in PyTorch; the default is i, j, c
        } else if (op instanceof Op.PixelUnshuffle unshuffle) {
            resizing.pixelUnshuffle(unshuffle.factor(), node.inputs().get(0).channels(), in.get(0), out);
        } else if (op instanceof Op.Nearest nearest) {
            resizing.nearest(nearest.factor(), in.get(0), out);
        } else if (op instanceof Op.AdaptiveMaxPool pool) {
            new Cells(graph, weights).write(pool, size(node.inputs().get(0)), in.get(0), out);
        } else if (op instanceof Op.Sample sample) {
            new Sampling(graph, weights).write(sample, node.channels(), in.get(0), in.get(1), out);
        } else if (op.global()) {
            String like = op instanceof Op.Resize ? laidOut(alike(node), false) : "";
            wholeImages.write(op, in.get(0), like, out);
        } else {
            throw new UnsupportedOperationException("no ONNX operator for " + op + " at " + node);
        }
    }

    /** What both sides of the value are multiples of. */
    private int multiple(Node node) {
        return node.extent().regular() ? Math.max(1, net.multiple() * node.up() / node.down()) : 1;
    }

    private void requireMultiple(Node node, int multiple) {
        Node image = node.inputs().get(0);
        if (multiple(image) % multiple != 0) {
            throw new UnsupportedOperationException("no ONNX operator for " + node.op() + " at " + node
                    + ": it needs sides that are multiples of " + multiple + ", and those of " + image
                    + " are multiples of " + multiple(image));
        }
    }

    /** A name for all values of the size that the node's has. */
    private String size(Node node) {
        return "like_" + alike(node).index();
    }

    /** The first value of the size that the node's has. */
    private Node alike(Node node) {
        return net.nodes().stream()
                .filter(other -> other.extent().equals(node.extent()))
                .filter(other -> extension == null || !(other.op() instanceof Op.Input)) // which is smaller
                .findFirst()
                .orElseThrow();
    }

    private void layerNorm(Op.LayerNorm norm, String in, String out) {
        String weight = norm.name() + ".weight";
        String bias = norm.name() + ".bias";
        graph.node(
                "LayerNormalization",
                out,
                List.of(
                        in,
                        graph.floats(weight, weights.floats(weight, norm.channels()), norm.channels()),
                        graph.floats(bias, weights.floats(bias, norm.channels()), norm.channels())),
                Attributes.of("axis", -1),
                Attributes.of("epsilon", norm.epsilon()));
    }

    private void affine(Op.Affine affine, boolean tokens, String in, String out) {
        String product =
                graph.node("Mul", out + "_product", List.of(in, channels(out + "_factors", affine.factors(), tokens)));
        graph.node("Add", out, List.of(product, channels(out + "_offsets", affine.offsets(), tokens)));
    }

    private String channels(String name, List<Float> values, boolean tokens) {
        float[] array = new float[values.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = values.get(i);
        }
        return tokens ? graph.floats(name, array, array.length) : graph.floats(name, array, array.length, 1, 1);
    }

    private void slice(long first, long end, long axis, String in, String out) {
        graph.node(
                "Slice",
                out,
                List.of(
                        in,
                        graph.longs(out + "_first", new long[] {first}),
                        graph.longs(out + "_end", new long[] {end}),
                        graph.longs(out + "_axis", new long[] {axis})));
    }
}
