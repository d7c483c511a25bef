package io.github.upscale4j.converter.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.github.upscale4j.net.Activation;
import io.github.upscale4j.net.Extent;
import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.weights.Weights;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Every {@link Op} in ONNX's operators. */
final class Operations {
    private static final AttributeProto TOKENS = Attributes.ints("perm", 0, 2, 3, 1);
    private static final AttributeProto PLANES = Attributes.ints("perm", 0, 3, 1, 2);

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
    private final Extension extension; // null where no image needs it
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
        extension = Extension.needed(net) ? new Extension(net, graph, weights) : null;
    }

    void write() {
        graph.input(OnnxExport.INPUT, net.inputChannels(), "height", "width");
        graph.output(OnnxExport.OUTPUT, net.outputChannels(), side("height"), side("width"));
        net.nodes().forEach(this::write);
        if (!isOwn(net.output())) {
            extension.own(net.output(), name(net.output()), OnnxExport.OUTPUT);
        }
    }

    private String side(String input) {
        return net.scale() == 1 ? input : "output_" + input;
    }

    /** Names of weights end in {@code .weight} or {@code .bias}, so these are none. */
    private String name(Node node) {
        if (node == net.output()) {
            return isOwn(node) ? OnnxExport.OUTPUT : OnnxExport.OUTPUT + "_extended";
        }
        if (node.op() instanceof Op.Input) {
            return image();
        }
        return node.op().getClass().getSimpleName() + "_" + node.index();
    }

    /** The image as the network takes it; not extended unless something asks for it so. */
    private String image() {
        return extension == null ? OnnxExport.INPUT : extension.image();
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
                || op instanceof Op.NearestCode
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
                || op instanceof Op.Mean
                || op instanceof Op.Grid
                || (op instanceof Op.Activate activate && !(activate.activation() instanceof Activation.Prelu));
        boolean planes = node == net.output() || extension != null && extension.isOwn(node);
        return any && !planes && node.inputs().stream().anyMatch(tokens::contains);
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
        return graph.has(other) ? other : graph.node("Transpose", other, name(node), asTokens ? TOKENS : PLANES);
    }

    private void write(Node node) {
        boolean asTokens = asTokens(node);
        Op op = node.op();
        if (op instanceof Op.Input) {
            if (node == net.output()) {
                graph.node("Identity", name(node), image());
            }
            return;
        }
        if (extension != null && (op instanceof Op.Crop || op instanceof Op.Mirror || op instanceof Op.Reflect)) {
            extension.restored(op, own(node.inputs().get(0), name(node) + "_own"), node, name(node));
            return;
        }
        boolean own = extension != null && extension.isOwn(node) && !(op instanceof Op.Bicubic);
        List<Node> inputs = op instanceof Op.Tokens ? List.of() : node.inputs(); // whose input says nothing but where
        List<String> in = inputs.stream()
                .map(input -> own ? own(input, name(node) + "_of_" + input.index()) : laidOut(input, asTokens))
                .toList();
        if (asTokens && node == net.output()) {
            write(node, true, in, name(node) + "_tokens");
            graph.node("Transpose", name(node), name(node) + "_tokens", PLANES);
            return;
        }
        if (asTokens) {
            tokens.add(node);
        }
        write(node, asTokens, in, name(node));
    }

    /** The value in planes, without what came of the extension. */
    private String own(Node node, String out) {
        if (node.op() instanceof Op.Input) {
            return OnnxExport.INPUT;
        }
        String planes = laidOut(node, false);
        return isOwn(node) || node.extent().equals(Extent.PIXEL) ? planes : extension.own(node, planes, out);
    }

    /** Whether the value has the size that belongs to the image itself. */
    private boolean isOwn(Node node) {
        return extension == null || extension.isOwn(node);
    }

    private void write(Node node, boolean tokens, List<String> in, String out) {
        Op op = node.op();
        if (op instanceof Op.Conv conv && tokens) {
            convolutions.linear(conv, in.get(0), out);
        } else if (op instanceof Op.Conv conv) {
            convolutions.conv(conv, in.get(0), out);
        } else if (op instanceof Op.DepthwiseConv conv) {
            convolutions.depthwise(conv, in.get(0), out);
        } else if (op instanceof Op.LayerNorm norm) {
            layerNorm(norm, in.get(0), out);
        } else if (op instanceof Op.WindowAttention windows) {
            requireMultiple(node, windows.window());
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
        } else if (op instanceof Op.NearestCode nearest) {
            tokenAttention.nearest(nearest, in.get(0), out);
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
        } else if (op instanceof Op.Affine affine) {
            affine(affine, tokens, in.get(0), out);
        } else if (op instanceof Op.Bilinear bilinear) {
            resizing.bilinear(bilinear.factor(), in.get(0), out);
        } else if (op instanceof Op.Bicubic bicubic && extension != null && bicubic.multiple() > 1) {
            extension.bicubic(bicubic, node, in.get(0), out);
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
        } else if (op instanceof Op.Copy || op instanceof Op.Crop || op instanceof Op.Mirror) {
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
            throw new IllegalArgumentException("no ONNX operator for " + op + " at " + node);
        }
    }

    /** What both sides of the value are multiples of. */
    private int multiple(Node node) {
        return node.extent().regular() ? Math.max(1, net.multiple() * node.up() / node.down()) : 1;
    }

    private void requireMultiple(Node node, int multiple) {
        Node image = node.inputs().get(0);
        if (multiple(image) % multiple != 0) {
            throw new IllegalArgumentException("no ONNX operator for " + node.op() + " at " + node
                    + ": it needs sides that are multiples of " + multiple + ", and those of " + image
                    + " are multiples of " + multiple(image));
        }
    }

    /** A name for all values of the size that the node's has. */
    private String size(Node node) {
        return "like_" + alike(node).index();
    }

    /** The first value of the size that the node's has; the input only if there is no other, since it may want extending. */
    private Node alike(Node node) {
        return net.nodes().stream()
                .filter(other -> other.extent().equals(node.extent()))
                .filter(other -> !(other.op() instanceof Op.Input))
                .findFirst()
                .orElse(net.nodes().get(0));
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
