package io.github.upscale4j.converter.onnx;

import io.github.upscale4j.net.Activation;
import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.weights.Weights;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Every {@link Op} in ONNX's operators. */
final class Operations {
    private final Net net;
    private final Weights weights;
    private final GraphWriter graph;
    private final WindowAttention attention;
    private final WholeImages wholeImages;
    private final Set<Node> tokens = new HashSet<>(); // values laid out as (batch, height, width, channels)

    Operations(Net net, Weights weights, GraphWriter graph) {
        this.net = net;
        this.weights = weights;
        this.graph = graph;
        attention = new WindowAttention(graph, weights);
        wholeImages = new WholeImages(graph, weights);
    }

    void write() {
        graph.input(OnnxExport.INPUT, net.inputChannels(), "height", "width");
        graph.output(OnnxExport.OUTPUT, net.outputChannels(), side("height"), side("width"));
        net.nodes().forEach(this::write);
    }

    private String side(String input) {
        return net.scale() == 1 ? input : "output_" + input;
    }

    /** Names of weights end in {@code .weight} or {@code .bias}, so these are none. */
    private String name(Node node) {
        if (node == net.output()) {
            return OnnxExport.OUTPUT;
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
                || (op instanceof Op.Activate activate && !(activate.activation() instanceof Activation.Prelu));
        return any && node != net.output() && node.inputs().stream().anyMatch(tokens::contains);
    }

    private boolean linear(Op op) {
        return op instanceof Op.Conv conv
                && weights.shape(conv.name() + ".weight").rank() == 2;
    }

    /** The value's name in the layout that is asked for. */
    private String laidOut(Node node, boolean asTokens) {
        if (tokens.contains(node) == asTokens) {
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
            linear(conv, in.get(0), out);
        } else if (op instanceof Op.Conv conv) {
            conv(conv, in.get(0), out);
        } else if (op instanceof Op.DepthwiseConv conv) {
            depthwise(conv, in.get(0), out);
        } else if (op instanceof Op.LayerNorm norm) {
            layerNorm(norm, in.get(0), out);
        } else if (op instanceof Op.WindowAttention windows) {
            attention.write(windows, "x" + node.up() + "_" + node.down(), in.get(0), out);
        } else if (op instanceof Op.CrossAttention windows) {
            List<String> sizes = node.inputs().stream().map(this::size).toList();
            new CrossAttention(graph, weights).write(windows, sizes, multiple(node), in, out);
        } else if (op instanceof Op.Affine affine) {
            affine(affine, tokens, in.get(0), out);
        } else if (op instanceof Op.Bilinear bilinear) {
            bilinear(bilinear.factor(), in.get(0), out);
        } else if (op instanceof Op.Bicubic bicubic) {
            bicubic(bicubic.factor(), in.get(0), out);
        } else if (op instanceof Op.Activate activate) {
            activate(activate.activation(), in.get(0), out);
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
            pixelUnshuffle(unshuffle.factor(), node.inputs().get(0).channels(), in.get(0), out);
        } else if (op instanceof Op.Nearest nearest) {
            nearest(nearest.factor(), in.get(0), out);
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

    /** A name for all values of the size that the node's has. */
    private String size(Node node) {
        return "like_" + alike(node).index();
    }

    /** The first value of the size that the node's has. */
    private Node alike(Node node) {
        return net.nodes().stream()
                .filter(other -> other.extent().equals(node.extent()))
                .findFirst()
                .orElseThrow();
    }

    private void conv(Op.Conv conv, String in, String out) {
        int k = conv.kernel();
        String weight = conv.name() + ".weight";
        List<String> inputs = new ArrayList<>(List.of(in));
        inputs.add(graph.floats(weight, conv.weight(weights), conv.out(), conv.in(), k, k));
        if (!conv.bias().isEmpty()) {
            inputs.add(bias(conv));
        }
        int pad = k / 2;
        graph.node(
                "Conv",
                out,
                inputs,
                Attributes.ints("kernel_shape", k, k),
                Attributes.ints("pads", pad, pad, pad, pad));
    }

    private void depthwise(Op.DepthwiseConv conv, String in, String out) {
        int k = conv.kernel();
        List<String> inputs = new ArrayList<>(List.of(in));
        inputs.add(graph.floats(conv.name() + ".weight", conv.weight(weights), conv.channels(), 1, k, k));
        if (conv.bias()) {
            inputs.add(graph.floats(conv.name() + ".bias", conv.bias(weights), conv.channels()));
        }
        int pad = k / 2;
        graph.node(
                "Conv",
                out,
                inputs,
                Attributes.of("group", conv.channels()),
                Attributes.ints("kernel_shape", k, k),
                Attributes.ints("pads", pad, pad, pad, pad));
    }

    private String bias(Op.Conv conv) {
        String name = conv.bias().size() == 1 ? conv.bias().get(0) : conv.name() + ".bias";
        return graph.floats(name, conv.bias(weights), conv.out());
    }

    private void linear(Op.Conv conv, String in, String out) {
        float[] weight = conv.weight(weights);
        float[] turned = new float[weight.length]; // (in, out)
        for (int o = 0; o < conv.out(); o++) {
            for (int i = 0; i < conv.in(); i++) {
                turned[i * conv.out() + o] = weight[o * conv.in() + i];
            }
        }
        String matrix = graph.floats(conv.name() + ".weight_turned", turned, conv.in(), conv.out());
        if (conv.bias().isEmpty()) {
            graph.node("MatMul", out, List.of(in, matrix));
        } else {
            graph.node("Add", out, List.of(graph.node("MatMul", out + "_sums", List.of(in, matrix)), bias(conv)));
        }
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

    /** In the form that runtimes know again. */
    private void gelu(String in, String out) {
        String part = graph.node("Div", out + "_part", List.of(in, graph.floats("sqrt_2", new float[] {1.4142135f})));
        String erf = graph.node("Erf", out + "_erf", part);
        String sum = graph.node("Add", out + "_sum", List.of(erf, graph.floats("one", new float[] {1})));
        String twice = graph.node("Mul", out + "_twice", List.of(in, sum));
        graph.node("Mul", out, List.of(twice, graph.floats("half", new float[] {0.5f})));
    }

    /** Of an image that was not extended: there ONNX would need the sizes before and after. */
    private void bicubic(int factor, String in, String out) {
        String scales = graph.floats("scales_" + factor, new float[] {1, 1, factor, factor}, 4);
        graph.node(
                "Resize",
                out,
                List.of(in, "", scales),
                Attributes.of("mode", "cubic"),
                Attributes.of("cubic_coeff_a", -0.75f),
                Attributes.of("coordinate_transformation_mode", "half_pixel"));
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

    private void bilinear(int factor, String in, String out) {
        String scales = graph.floats("scales_" + factor, new float[] {1, 1, factor, factor}, 4);
        graph.node(
                "Resize",
                out,
                List.of(in, "", scales),
                Attributes.of("mode", "linear"),
                Attributes.of("coordinate_transformation_mode", "half_pixel"));
    }

    private void activate(Activation activation, String in, String out) {
        if (activation instanceof Activation.Gelu) {
            gelu(in, out);
            return;
        }
        if (activation instanceof Activation.Sigmoid) {
            graph.node("Sigmoid", out, in);
            return;
        }
        if (activation instanceof Activation.Silu) {
            graph.node("Mul", out, List.of(in, graph.node("Sigmoid", out + "_gate", in)));
            return;
        }
        if (activation instanceof Activation.Mish) {
            String soft = graph.node("Softplus", out + "_soft", in);
            graph.node("Mul", out, List.of(in, graph.node("Tanh", out + "_gate", soft)));
            return;
        }
        if (activation instanceof Activation.Tanh) {
            graph.node("Tanh", out, in);
            return;
        }
        if (activation instanceof Activation.Clamp clamp) {
            String low = graph.floats(out + "_low", new float[] {clamp.low()});
            String high = graph.floats(out + "_high", new float[] {clamp.high()});
            graph.node("Clip", out, List.of(in, low, high));
            return;
        }
        if (activation instanceof Activation.Prelu prelu) {
            String name = prelu.name() + ".weight";
            float[] slopes = weights.floats(name);
            // broadcast against (batch, channels, height, width), from the right
            graph.node("PRelu", out, List.of(in, graph.floats(name, slopes, slopes.length, 1, 1)));
            return;
        }
        float slope = ((Activation.LeakyRelu) activation).slope();
        if (slope == 0) {
            graph.node("Relu", out, in);
        } else {
            graph.node("LeakyRelu", out, in, Attributes.of("alpha", slope));
        }
    }

    /** SpaceToDepth puts channel c of offset (i, j) at (i r + j) C + c; PyTorch's place for it is c r^2 + i r + j. */
    private void pixelUnshuffle(int r, int channels, String in, String out) {
        String mixed = channels == 1 ? out : out + "_mixed";
        graph.node("SpaceToDepth", mixed, in, Attributes.of("blocksize", r));
        if (channels > 1) {
            long[] from = new long[channels * r * r];
            for (int i = 0; i < from.length; i++) {
                from[i] = (long) i % (r * r) * channels + i / (r * r);
            }
            graph.node("Gather", out, List.of(mixed, graph.longs(out + "_order", from)), Attributes.of("axis", 1));
        }
    }

    private void nearest(int factor, String in, String out) {
        String scales = graph.floats("scales_" + factor, new float[] {1, 1, factor, factor}, 4);
        graph.node(
                "Resize",
                out,
                List.of(in, "", scales), // the second input, a region of interest, is for other modes
                Attributes.of("mode", "nearest"),
                Attributes.of("coordinate_transformation_mode", "asymmetric"),
                Attributes.of("nearest_mode", "floor"));
    }
}
