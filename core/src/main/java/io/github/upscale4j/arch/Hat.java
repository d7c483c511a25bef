package io.github.upscale4j.arch;

import io.github.upscale4j.net.Attention;
import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.NetBuilder.Channels;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.net.OverlapTable;
import io.github.upscale4j.net.Windows;
import io.github.upscale4j.weights.WeightShapes;
import java.util.Set;

/**
 * HAT: Swin blocks with convolutions beside the attention, which are weighed by the means of their channels, and at the end of
 * each stage attention to windows that overlap. Chen et al., "Activating More Pixels in Image Super-Resolution
 * Transformer", CVPR 2023; reference code XPixelGroup/HAT (Apache-2.0).
 *
 * <p>Everything is read from the shapes but {@code conv_scale}, what the convolutions are multiplied with (0.01), and
 * {@code img_range}.
 */
final class Hat implements Architecture {
    private static final String FIRST = "layers.0.residual_group.blocks.0";
    private static final String OVERLAP = "layers.0.residual_group.overlap_attn";
    private static final String TABLE = ".relative_position_bias_table";

    @Override
    public String name() {
        return "HAT";
    }

    @Override
    public Match match(WeightShapes w) {
        return Match.of(w)
                .rank("conv_first.weight", 4)
                .rank(FIRST + ".attn" + TABLE, 2)
                .rank(FIRST + ".conv_block.cab.0.weight", 4)
                .rank(FIRST + ".conv_block.cab.3.attention.1.weight", 4)
                .rank(OVERLAP + TABLE, 2)
                .rank(OVERLAP + ".qkv.weight", 2)
                .has("norm.weight", "conv_last.weight")
                .lacks("absolute_pos_embed")
                .end();
    }

    @Override
    public Set<String> options() {
        return Set.of("conv_scale", "img_range");
    }

    @Override
    public Net build(WeightShapes w, Options options) {
        int window = SwinLayers.window(w, FIRST + ".attn" + TABLE);
        int keys = 2 * SwinLayers.window(w, OVERLAP + TABLE) - window;
        float scale = options.number("conv_scale", 0.01f);
        NetBuilder net = new NetBuilder(w);
        return SwinLayers.net(net, w, window, SwinLayers.range(options), x -> {
            Node y = SwinLayers.embedded(net, w, x);
            for (int i = 0; i < w.count("layers"); i++) {
                String stage = "layers." + i;
                Node blocks = SwinLayers.blocks(
                        w, stage, (name, number, value) -> block(net, w, name, number, window, scale, value), y);
                Node all = overlapping(net, w, stage + ".residual_group.overlap_attn", window, keys, blocks);
                y = net.add(SwinLayers.conv(net, w, stage + ".conv", all), y);
            }
            return net.layerNorm("norm", y);
        });
    }

    private static Node block(
            NetBuilder net, WeightShapes w, String name, int number, int window, float scale, Node x) {
        String attention = name + ".attn";
        Node normal = net.layerNorm(name + ".norm1", x);
        Node attended = net.windowAttention(
                attention,
                Attention.SCALED_PRODUCT,
                net.linear(attention + ".qkv", normal),
                w.dim(attention + TABLE, 1),
                window,
                number % 2 == 1 ? window / 2 : 0);
        Node y = net.add(net.linear(attention + ".proj", attended), x);
        y = net.add(net.scale(scale, convolved(net, name + ".conv_block.cab", normal)), y);
        return net.add(SwinLayers.mlp(net, name + ".mlp", net.layerNorm(name + ".norm2", y)), y);
    }

    /** Two convolutions whose channels are weighed by their means. */
    static Node convolved(NetBuilder net, String name, Node x) {
        Node y = net.conv(name + ".2", net.gelu(net.conv(name + ".0", x)));
        String attention = name + ".3.attention";
        return net.multiply(y, ChannelAttention.of(net, attention + ".1", attention + ".3", net.mean(y)));
    }

    private static Node overlapping(NetBuilder net, WeightShapes w, String name, int window, int keys, Node x) {
        int channels = x.channels();
        Node qkv = net.linear(name + ".qkv", net.layerNorm(name + ".norm1", x));
        Node attended = net.crossAttention(
                name,
                Attention.SCALED_PRODUCT,
                new OverlapTable(name + TABLE),
                Windows.overlapping(window, keys),
                channels,
                w.dim(name + TABLE, 1),
                new Channels(qkv, 0),
                new Channels(qkv, channels),
                new Channels(qkv, 2 * channels));
        Node y = net.add(net.linear(name + ".proj", attended), x);
        return net.add(SwinLayers.mlp(net, name + ".mlp", net.layerNorm(name + ".norm2", y)), y);
    }
}
