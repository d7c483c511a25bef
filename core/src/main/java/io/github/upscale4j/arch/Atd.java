package io.github.upscale4j.arch;

import io.github.upscale4j.net.Attention;
import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.weights.WeightShapes;
import java.util.Set;

/**
 * ATD: beside attention within windows, pixels attend to a dictionary of tokens, and to pixels that are most like the same
 * token; each block refines the tokens by the picture. Zhang et al., "Transcending the Limit of Local Window: Advanced
 * Super-Resolution Transformer with Adaptive Token Dictionary", CVPR 2024; reference code
 * LabShuHangGU/Adaptive-Token-Dictionary (Apache-2.0).
 *
 * <p>Not in the file: {@code category_size} (128), pixels that attend to one another; {@code img_range}. Pixels of one
 * category keep their order, which the reference leaves open.
 */
final class Atd implements Architecture {
    private static final String FIRST = "layers.0.residual_group.layers.0";
    private static final String TABLE = ".attn_win.relative_position_bias_table";

    @Override
    public String name() {
        return "ATD";
    }

    @Override
    public Match match(WeightShapes w) {
        return Match.of(w)
                .rank("conv_first.weight", 4)
                .rank("layers.0.residual_group.td", 2)
                .rank(FIRST + ".wqkv.weight", 2)
                .rank(FIRST + TABLE, 2)
                .rank(FIRST + ".attn_atd.wq.weight", 2)
                .rank(FIRST + ".attn_aca.logit_scale", 2)
                .rank(FIRST + ".convffn.dwconv.depthwise_conv.0.weight", 4)
                .has("norm.weight")
                .lacks("absolute_pos_embed", "no_norm")
                .check(SwinLayers.hasConv(w, "conv_after_body"), "there is no 'conv_after_body.weight'")
                .end();
    }

    @Override
    public Set<String> options() {
        return Set.of("category_size", "img_range");
    }

    @Override
    public Net build(WeightShapes w, Options options) {
        int window = SwinLayers.window(w, FIRST + TABLE);
        int group = options.whole("category_size", 128);
        NetBuilder net = new NetBuilder(w);
        Node image = net.mirror(false, net.input(w.dim("conv_first.weight", 1)));
        return SwinLayers.net(net, w, image, window, SwinLayers.range(options), x -> {
            Node y = SwinLayers.embedded(net, w, x);
            for (int i = 0; i < w.count("layers"); i++) {
                Node blocks = stage(net, w, "layers." + i + ".residual_group", window, group, y);
                y = net.add(SwinLayers.conv(net, w, "layers." + i + ".conv", blocks), y);
            }
            return net.layerNorm("norm", y);
        });
    }

    private static Node stage(NetBuilder net, WeightShapes w, String name, int window, int group, Node x) {
        int tokens = w.dim(name + ".td", 0);
        Node dictionary = net.tokens(name + ".td", x);
        Node y = x;
        for (int i = 0; i < w.count(name + ".layers"); i++) {
            String layer = name + ".layers." + i;
            Node normal = net.layerNorm(layer + ".norm1", y);
            Node keys = net.tokenLinear(layer + ".attn_atd.wk", tokens, dictionary);
            Node similarity =
                    net.tokenSimilarity(layer + ".attn_atd", net.linear(layer + ".attn_atd.wq", normal), keys);
            Node mixed = net.tokenMix(similarity, net.tokenLinear(layer + ".attn_atd.wv", tokens, dictionary));
            y = net.add(net.add(pixels(net, w, layer, i, window, group, normal, similarity), mixed), y);
            Node near = SrFormer.perceptron(net, layer + ".convffn", net.layerNorm(layer + ".norm2", y));
            y = net.add(near, y);
            if (w.has(layer + ".sigma")) {
                dictionary = net.tokenUpdate(layer, dictionary, similarity, y);
            }
        }
        return y;
    }

    private static Node pixels(
            NetBuilder net,
            WeightShapes w,
            String layer,
            int number,
            int window,
            int group,
            Node normal,
            Node similarity) {
        int heads = w.dim(layer + TABLE, 1);
        int shift = number % 2 == 1 ? window / 2 : 0;
        Node qkv = net.linear(layer + ".wqkv", normal);
        Node near = net.windowAttention(layer + ".attn_win", Attention.SCALED_PRODUCT, qkv, heads, window, shift);
        Node alike = net.categoryAttention(layer + ".attn_aca", qkv, similarity, heads, group);
        return net.add(net.linear(layer + ".attn_aca.proj", alike), net.linear(layer + ".attn_win.proj", near));
    }
}
