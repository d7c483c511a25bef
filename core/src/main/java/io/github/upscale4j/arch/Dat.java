package io.github.upscale4j.arch;

import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.NetBuilder.Channels;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.weights.WeightShapes;
import io.github.upscale4j.weights.Weights;
import java.util.Set;

/**
 * DAT: blocks that attend among the pixels of rectangles, in turn with blocks that attend among channels over the whole
 * image; each beside a depthwise convolution, and each of the two weighs the other. Chen et al., "Dual Aggregation
 * Transformer for Image Super-Resolution", ICCV 2023; reference code zhengchen1999/DAT (Apache-2.0).
 *
 * <p>Everything is read from the shapes but {@code img_range}, and which side of the rectangles is the height: the smaller one, as in
 * the published models.
 */
final class Dat implements Architecture {
    private static final String FIRST = "layers.0.blocks.0";

    private static final double EPSILON = 1e-5;

    @Override
    public String name() {
        return "DAT";
    }

    @Override
    public Match match(WeightShapes w) {
        return Match.of(w)
                .rank("conv_first.weight", 4)
                .rank("before_RG.1.weight", 1)
                .rank(FIRST + ".attn.qkv.weight", 2)
                .rank(FIRST + ".attn.attns.0.pos.pos_proj.weight", 2)
                .rank(FIRST + ".attn.attns.0.rpe_biases", 2)
                .rank(FIRST + ".attn.attns.0.relative_position_index", 2)
                .rank(FIRST + ".attn.spatial_interaction.3.weight", 4)
                .rank(FIRST + ".ffn.sg.conv.weight", 4)
                .check(SwinLayers.hasConv(w, "conv_after_body"), "there is no 'conv_after_body.weight'")
                .end();
    }

    @Override
    public Set<String> options() {
        return Set.of("img_range");
    }

    /** Normalisations into the convolutions before them; a weight for each pixel into one for each of its channels. */
    @Override
    public Weights fold(Weights weights, Options options) {
        WeightShapes w = WeightShapes.of(weights);
        Folding folding = new Folding(weights);
        for (int i = 0; i < w.count("layers"); i++) {
            String blocks = "layers." + i + ".blocks";
            for (int j = 0; j < w.count(blocks); j++) {
                String attention = blocks + "." + j + ".attn";
                folding.batchNorm(attention + ".dwconv.0", attention + ".dwconv.1", EPSILON);
                folding.batchNorm(attention + ".channel_interaction.1", attention + ".channel_interaction.2", EPSILON);
                folding.batchNorm(attention + ".spatial_interaction.0", attention + ".spatial_interaction.1", EPSILON);
                folding.repeated(attention + ".spatial_interaction.3", w.dim("conv_first.weight", 0));
            }
        }
        return folding.folded();
    }

    @Override
    public Net build(WeightShapes w, Options options) {
        Rectangles rectangles = Rectangles.of(w, FIRST + ".attn.attns.0");
        NetBuilder net = new NetBuilder(w);
        return SwinLayers.net(net, w, 1, SwinLayers.range(options), x -> {
            Node y = net.layerNorm("before_RG.1", x);
            for (int i = 0; i < w.count("layers"); i++) {
                String group = "layers." + i;
                Node z = y;
                for (int j = 0; j < w.count(group + ".blocks"); j++) {
                    z = block(net, w, group + ".blocks." + j, j, rectangles, Rectangles.shifted(i, j), z);
                }
                y = net.add(SwinLayers.conv(net, w, group + ".conv", z), y);
            }
            return net.layerNorm("norm", y);
        });
    }

    private static Node block(
            NetBuilder net, WeightShapes w, String name, int number, Rectangles rectangles, boolean shifted, Node x) {
        Node qkv = net.linear(name + ".attn.qkv", net.layerNorm(name + ".norm1", x));
        Node attended = number % 2 == 0
                ? spatial(net, w, name + ".attn", rectangles, shifted, qkv)
                : channels(net, w, name + ".attn", qkv);
        Node y = net.add(net.linear(name + ".attn.proj", attended), x);
        return net.add(gated(net, name + ".ffn", net.layerNorm(name + ".norm2", y)), y);
    }

    private static Node spatial(
            NetBuilder net, WeightShapes w, String name, Rectangles rectangles, boolean shifted, Node qkv) {
        Node attended = rectangles.attend(net, w, name, shifted, qkv);
        Node near = near(net, name, qkv);
        return net.add(
                net.multiply(attended, channelWeights(net, name, near)),
                net.multiply(near, pixelWeights(net, name, attended)));
    }

    private static Node channels(NetBuilder net, WeightShapes w, String name, Node qkv) {
        int channels = qkv.channels() / 3;
        Node attended = net.channelAttention(
                name,
                channels,
                w.dim(name + ".temperature", 0),
                new Channels(qkv, 0),
                new Channels(qkv, channels),
                new Channels(qkv, 2 * channels));
        Node near = near(net, name, qkv);
        return net.add(
                net.multiply(attended, pixelWeights(net, name, near)),
                net.multiply(near, channelWeights(net, name, attended)));
    }

    /** What a convolution makes of the values. */
    private static Node near(NetBuilder net, String name, Node qkv) {
        Node values = net.slice(qkv, qkv.channels() / 3 * 2, qkv.channels());
        return net.gelu(net.depthwiseConv(name + ".dwconv.0", values));
    }

    private static Node channelWeights(NetBuilder net, String name, Node x) {
        String layers = name + ".channel_interaction";
        return net.sigmoid(net.conv(layers + ".4", net.gelu(net.conv(layers + ".1", net.mean(x)))));
    }

    private static Node pixelWeights(NetBuilder net, String name, Node x) {
        String layers = name + ".spatial_interaction";
        return net.sigmoid(net.conv(layers + ".3", net.gelu(net.conv(layers + ".0", x))));
    }

    /** A perceptron one half of which weighs the other. */
    static Node gated(NetBuilder net, String name, Node x) {
        Node y = net.gelu(net.linear(name + ".fc1", x));
        int half = y.channels() / 2;
        Node gate = net.layerNorm(name + ".sg.norm", net.slice(y, half, y.channels()));
        Node product = net.multiply(net.depthwiseConv(name + ".sg.conv", gate), net.slice(y, 0, half));
        return net.linear(name + ".fc2", product);
    }
}
