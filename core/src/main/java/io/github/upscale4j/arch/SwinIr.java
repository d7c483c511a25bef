package io.github.upscale4j.arch;

import io.github.upscale4j.net.Attention;
import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.weights.WeightShapes;
import java.util.Set;

/**
 * SwinIR: stages of transformer blocks that attend within windows, each stage with a convolution and a skip. Classical,
 * lightweight and real-world super-resolution, denoising, removal of JPEG artefacts. Liang et al., "SwinIR: Image
 * Restoration Using Swin Transformer", ICCVW 2021; reference code JingyunLiang/SwinIR {@code network_swinir.py}
 * (Apache-2.0).
 *
 * <p>Everything is read from the shapes but {@code img_range}, which is 255 where windows are 7 pixels wide (JPEG) and 1
 * elsewhere.
 */
final class SwinIr implements Architecture {
    private static final String FIRST = "layers.0.residual_group.blocks.0";
    private static final String TABLE = ".attn.relative_position_bias_table";

    @Override
    public String name() {
        return "SwinIR";
    }

    @Override
    public Match match(WeightShapes w) {
        Match.Checks checks = Match.of(w)
                .rank("conv_first.weight", 4)
                .rank(FIRST + TABLE, 2)
                .rank(FIRST + ".attn.qkv.weight", 2)
                .rank(FIRST + ".mlp.fc2.weight", 2)
                .has(FIRST + ".norm1.weight", "norm.weight")
                .lacks(FIRST + ".conv_block.cab.0.weight", "absolute_pos_embed")
                .check(
                        w.has("conv_after_body.weight") || w.has("conv_after_body.4.weight"),
                        "there is no 'conv_after_body.weight'");
        if (checks.fine()) {
            int side = (int) Math.sqrt(w.dim(FIRST + TABLE, 0));
            checks.check(
                    side * side == w.dim(FIRST + TABLE, 0) && side % 2 == 1,
                    "'" + FIRST + TABLE + "' has " + w.dim(FIRST + TABLE, 0)
                            + " rows, which are no (2 window - 1) squared");
        }
        return checks.end();
    }

    @Override
    public Set<String> options() {
        return Set.of("img_range");
    }

    @Override
    public Net build(WeightShapes w, Options options) {
        int window = ((int) Math.sqrt(w.dim(FIRST + TABLE, 0)) + 1) / 2;
        float range = SwinLayers.range(window, options);
        NetBuilder net = new NetBuilder(w);
        Node image = SwinLayers.in(net, net.input(w.dim("conv_first.weight", 1)), range);
        Node x = net.conv("conv_first", image);
        Node y = w.has("patch_embed.norm.weight") ? net.layerNorm("patch_embed.norm", x) : x;
        for (int i = 0; i < w.count("layers"); i++) {
            String stage = "layers." + i;
            Node blocks =
                    SwinLayers.blocks(w, stage, (name, number, value) -> block(net, w, name, number, window, value), y);
            y = net.add(SwinLayers.conv(net, w, stage + ".conv", blocks), y);
        }
        y = net.add(SwinLayers.conv(net, w, "conv_after_body", net.layerNorm("norm", y)), x);
        y = Reconstruction.of(w).build(net, w, image, y);
        return net.output(SwinLayers.out(net, y, range), window);
    }

    private static Node block(NetBuilder net, WeightShapes w, String name, int number, int window, Node x) {
        String attention = name + ".attn";
        Node qkv = net.linear(attention + ".qkv", net.layerNorm(name + ".norm1", x));
        Node attended = net.windowAttention(
                attention,
                Attention.SCALED_PRODUCT,
                qkv,
                w.dim(name + TABLE, 1),
                window,
                SwinLayers.shift(w, name, number, window));
        Node y = net.add(net.linear(attention + ".proj", attended), x);
        return net.add(SwinLayers.mlp(net, name + ".mlp", net.layerNorm(name + ".norm2", y)), y);
    }
}
