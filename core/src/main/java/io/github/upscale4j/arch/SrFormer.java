package io.github.upscale4j.arch;

import io.github.upscale4j.net.Attention;
import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.NetBuilder.Channels;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.net.RelativeTable;
import io.github.upscale4j.net.Windows;
import io.github.upscale4j.weights.WeightShapes;
import java.util.Set;

/**
 * SRFormer: SwinIR with large windows, made cheap by keys and values of a quarter of the channels, of which four pixels
 * make one; a depthwise convolution in the perceptron. Zhou et al., "SRFormer: Permuted Self-Attention for Single Image
 * Super-Resolution", ICCV 2023; reference code HVision-NKU/SRFormer (Apache-2.0 with parts under CC BY-NC 4.0).
 *
 * <p>Everything is read from the shapes but {@code img_range}. With windows that are no multiple of 4 pixels (the classical
 * models' 22) the image goes through whole: shifted by an odd number of pixels, four that make a key come from opposite
 * edges of the image.
 */
final class SrFormer implements Architecture {
    private static final String FIRST = "layers.0.residual_group.blocks.0";
    private static final String TABLE = ".attn.relative_position_bias_table";

    @Override
    public String name() {
        return "SRFormer";
    }

    @Override
    public Match match(WeightShapes w) {
        return Match.of(w)
                .rank("conv_first.weight", 4)
                .rank(FIRST + TABLE, 2)
                .rank(FIRST + ".attn.kv.weight", 2)
                .rank(FIRST + ".attn.q.weight", 2)
                .rank(FIRST + ".mlp.dwconv.depthwise_conv.0.weight", 4)
                .has("norm.weight")
                .lacks("absolute_pos_embed")
                .check(SwinLayers.hasConv(w, "conv_after_body"), "there is no 'conv_after_body.weight'")
                .end();
    }

    @Override
    public Set<String> options() {
        return Set.of("img_range");
    }

    @Override
    public Net build(WeightShapes w, Options options) {
        int window = SwinLayers.window(w, FIRST + TABLE) * 2;
        NetBuilder net = new NetBuilder(w);
        return SwinLayers.net(net, w, window, SwinLayers.range(options), x -> {
            Node y = SwinLayers.embedded(net, w, x);
            y = SwinLayers.stages(net, w, (name, number, value) -> block(net, w, name, number, window, value), y);
            return net.layerNorm("norm", y);
        });
    }

    private static Node block(NetBuilder net, WeightShapes w, String name, int number, int window, Node x) {
        String attention = name + ".attn";
        Node normal = net.layerNorm(name + ".norm1", x);
        Node keys = net.linear(attention + ".kv", normal);
        Node attended = net.crossAttention(
                attention,
                Attention.SCALED_PRODUCT,
                new RelativeTable(name + TABLE),
                Windows.folded(
                        window, SwinLayers.shift(w, name, ".attn.aligned_relative_position_index", number, window), 2),
                x.channels(),
                w.dim(name + TABLE, 1),
                new Channels(net.linear(attention + ".q", normal), 0),
                new Channels(keys, 0),
                new Channels(keys, keys.channels() / 2));
        Node y = net.add(net.linear(attention + ".proj", attended), x);
        return net.add(perceptron(net, name + ".mlp", net.layerNorm(name + ".norm2", y)), y);
    }

    /** A perceptron that adds what a convolution makes of its middle. */
    static Node perceptron(NetBuilder net, String name, Node x) {
        Node y = net.gelu(net.linear(name + ".fc1", x));
        Node near = net.gelu(net.depthwiseConv(name + ".dwconv.depthwise_conv.0", y));
        return net.linear(name + ".fc2", net.add(near, y));
    }
}
