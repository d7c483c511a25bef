package io.github.upscale4j.opencl;

import io.github.upscale4j.net.Attention;
import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.net.SidesTable;
import io.github.upscale4j.net.Windows;
import io.github.upscale4j.tensor.Shape;
import io.github.upscale4j.weights.Weights;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;

/** A network for each kernel, as small as it may be: what {@link SelfCheck} runs. */
enum CheckedNet {
    CONV_3("convolutions of 3 x 3", (net, x) -> net.prelu("slopes", net.conv("wide", x))),
    CONV_1("convolutions of 1 x 1", (net, x) -> net.conv("point", net.conv("wide", x))),
    CONV_5("convolutions of 5 x 5", (net, x) -> net.conv("five", x)),
    DEPTHWISE("convolutions of each channel", (net, x) -> net.depthwiseConv("each", x)),
    SUMS("sums and products", (net, x) -> net.multiply(net.scale(0.5f, net.add(x, net.conv("five", x))), x)),
    FUNCTIONS(
            "pointwise functions",
            (net, x) -> net.concat(
                    net.gelu(net.affine(new float[] {3, 2, 1}, new float[] {-2, 0, 1}, x)),
                    net.sigmoid(x),
                    net.silu(x),
                    net.tanh(x),
                    net.clamp(0.2f, 0.7f, x),
                    net.leakyRelu(0.1f, net.affine(new float[] {1, 1, 1}, new float[] {-0.5f, -0.3f, -0.1f}, x)))),
    SHUFFLES(
            "pixel shuffles",
            (net, x) -> net.pixelShuffle(net.slice(net.pixelUnshuffle(net.concat(x, x), 2), 4, 16), 2)),
    NEAREST("nearest-neighbour enlargement", (net, x) -> net.nearest(x, 2)),
    LINEAR("linear interpolation", (net, x) -> net.bilinear(x, 2)),
    CUBIC("cubic interpolation", (net, x) -> net.crop(net.bicubic(x, 2, 1))),
    RESIZED(
            "maps of other sizes",
            (net, x) -> net.add(
                    net.bilinear(net.maxPool(net.reflect(x, 1), 3, 2), x),
                    net.nearest(net.trim(net.adaptiveMaxPool(x, 2), 1, 1, 2), x))),
    MEAN("means", (net, x) -> net.multiply(x, net.sigmoid(net.add(net.mean(x), net.deviation(net.conv("five", x)))))),
    GROUP_NORM("group normalisation", (net, x) -> net.groupNorm("norm", 6, net.conv("wide", x))),
    LAYER_NORM("layer normalisation", (net, x) -> net.layerNorm("norm", net.conv("wide", x))),
    ATTENTION(
            "window attention",
            (net, x) -> net.windowAttention("attn", Attention.SCALED_PRODUCT, net.conv("qkv", x), 2, 4, 2)),
    COSINE_ATTENTION(
            "cosine attention", (net, x) -> net.windowAttention("attn", Attention.COSINE, net.conv("qkv", x), 2, 4, 0)),
    ROUND_ATTENTION("attention of windows that go round", CheckedNet::round),
    GLOBAL_ATTENTION(
            "attention to whole images",
            (net, x) -> net.globalAttention(
                    1, 0.7f, x, net.depthwiseReduction("pairs", x), net.depthwiseReduction("pairs", x))),
    WIDE_ATTENTION("attention of many channels to whole images", (net, x) -> {
        Node wide = net.conv("wide", x);
        Node all = net.concat(wide, net.scale(0.5f, wide));
        return net.slice(net.globalAttention(1, 0.1f, all, all, all), 1, 4);
    }),
    SAMPLED("sampling at chosen places", (net, x) -> net.sample(x, net.conv("places", x), 3, 1)),
    MOVED(
            "grids and mirrors",
            (net, x) -> net.mirror(false, net.grid(net.localMax(net.grid(x, 2, false), 3), 2, true))),
    WINDOW_CHANNELS(
            "attention among channels of windows", (net, x) -> net.windowChannels("attn", net.conv("qkv", x), 2)),
    CHANNELS("attention among channels", CheckedNet::channels),
    TOKENS("attention to tokens", (net, x) -> net.tokenMix(similarity(net, x), net.tokens("tokens", x))),
    CODES("nearest codes", (net, x) -> net.add(net.nearestCode("codes", x), x)),
    NEW_TOKENS("new tokens from old ones", (net, x) -> {
        Node similarity = similarity(net, x);
        return net.tokenMix(similarity, net.tokenUpdate("tokens", net.tokens("tokens", x), similarity, x));
    }),
    /** The image's own channels are the categories: what is computed may differ in the last bit, and fall into others. */
    CATEGORIES("attention within categories", (net, x) -> net.categoryAttention("alike", net.conv("qkv", x), x, 2, 40));

    private static final int COLOURS = 3;
    private static final int WIDE = 36; // more than one block of lanes, and a rest
    private static final int SIZE = 10; // channels of attention
    private static final int HEADS = 2;
    private static final int DISTANCES = 49; // of windows of 4 x 4
    private static final int DICTIONARY = 70; // tokens, more than a group of work items

    private final String kernel;
    private final BiFunction<NetBuilder, Node, Node> body;
    private final Weights weights = random();

    CheckedNet(String kernel, BiFunction<NetBuilder, Node, Node> body) {
        this.kernel = kernel;
        this.body = body;
    }

    private static Node channels(NetBuilder net, Node x) {
        Node qkv = net.conv("qkv", x);
        return net.channelAttention(
                "attn",
                SIZE,
                HEADS,
                new NetBuilder.Channels(qkv, 0),
                new NetBuilder.Channels(qkv, SIZE),
                new NetBuilder.Channels(qkv, 2 * SIZE));
    }

    private static Node round(NetBuilder net, Node x) {
        Node qkv = net.conv("qkv", x);
        return net.crossAttention(
                "attn",
                Attention.SCALED_PRODUCT,
                new SidesTable("sides", 2),
                Windows.round(2, 6, 1, 3),
                SIZE,
                HEADS,
                new NetBuilder.Channels(qkv, 0),
                new NetBuilder.Channels(qkv, SIZE),
                new NetBuilder.Channels(qkv, 2 * SIZE));
    }

    private static Node similarity(NetBuilder net, Node x) {
        return net.tokenSimilarity("tokens", x, net.tokenLinear("token", DICTIONARY, net.tokens("tokens", x)));
    }

    /** What is checked, for messages. */
    String kernel() {
        return kernel;
    }

    Net build(NetBuilder net) {
        return net.output(body.apply(net, net.input(COLOURS)), 2);
    }

    Weights weights() {
        return weights;
    }

    /** All that any of them asks for. */
    private static Weights random() {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        shapes.put("wide.weight", Shape.of(WIDE, COLOURS, 3, 3));
        shapes.put("wide.bias", Shape.of(WIDE));
        shapes.put("slopes.weight", Shape.of(WIDE));
        shapes.put("point.weight", Shape.of(COLOURS, WIDE, 1, 1));
        shapes.put("five.weight", Shape.of(COLOURS, COLOURS, 5, 5));
        shapes.put("each.weight", Shape.of(COLOURS, 1, 7, 7));
        shapes.put("pairs.weight", Shape.of(COLOURS, 1, 2, 2));
        shapes.put("pairs.bias", Shape.of(COLOURS));
        shapes.put("places.weight", Shape.of(2 * COLOURS, COLOURS, 3, 3));
        shapes.put("norm.weight", Shape.of(WIDE));
        shapes.put("norm.bias", Shape.of(WIDE));
        shapes.put("qkv.weight", Shape.of(3 * SIZE, COLOURS, 1, 1));
        shapes.put("attn.relative_position_bias_table", Shape.of(DISTANCES, HEADS));
        shapes.put("sides", Shape.of(33, HEADS));
        shapes.put("codes", Shape.of(5, COLOURS));
        shapes.put("attn.cpb_mlp.0.weight", Shape.of(8, 2));
        shapes.put("attn.cpb_mlp.0.bias", Shape.of(8));
        shapes.put("attn.cpb_mlp.2.weight", Shape.of(HEADS, 8));
        shapes.put("attn.logit_scale", Shape.of(HEADS, 1, 1));
        shapes.put("attn.temperature", Shape.of(HEADS, 1, 1));
        shapes.put("alike.logit_scale", Shape.of(1, 1));
        shapes.put("tokens", Shape.of(DICTIONARY, COLOURS));
        shapes.put("tokens.scale", Shape.of(DICTIONARY));
        shapes.put("tokens.norm3.weight", Shape.of(DICTIONARY));
        shapes.put("tokens.sigma", Shape.of(DICTIONARY, 1));
        shapes.put("token.weight", Shape.of(COLOURS, COLOURS));
        shapes.put("token.bias", Shape.of(COLOURS));
        Random random = new Random(6);
        Map<String, float[]> values = new LinkedHashMap<>();
        shapes.forEach((name, shape) -> {
            float[] data = new float[(int) shape.elements()];
            double deviation = shape.rank() == 4 ? Math.sqrt(1.0 / (shape.elements() / shape.dim(0))) : 0.5;
            for (int i = 0; i < data.length; i++) {
                data[i] = (float) (random.nextGaussian() * deviation);
            }
            values.put(name, data);
        });
        return Weights.of(values, shapes);
    }
}
