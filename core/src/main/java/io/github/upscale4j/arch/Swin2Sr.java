package io.github.upscale4j.arch;

import io.github.upscale4j.net.Attention;
import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.weights.WeightShapes;
import java.util.List;
import java.util.Set;

/**
 * Swin2SR: SwinIR with the blocks of Swin V2, which attend by cosines and normalise after each half of a block. Classical,
 * lightweight, compressed-input ({@code aux}), high-frequency ({@code hf}) and real-world super-resolution, removal of
 * JPEG artefacts. Conde et al., "Swin2SR: SwinV2 Transformer for Compressed Image Super-Resolution and Restoration", ECCVW
 * 2022; reference code mv-lab/swin2sr {@code network_swin2sr.py} (Apache-2.0).
 *
 * <p>Of the images that {@code aux} and {@code hf} give beside it, only the finished one is computed. Everything is read
 * from the shapes but {@code img_range}, as for SwinIR.
 */
final class Swin2Sr implements Architecture {
    private static final String FIRST = "layers.0.residual_group.blocks.0.attn";

    @Override
    public String name() {
        return "Swin2SR";
    }

    @Override
    public Match match(WeightShapes w) {
        return Match.of(w)
                .rank("conv_first.weight", 4)
                .rank(FIRST + ".logit_scale", 3)
                .rank(FIRST + ".cpb_mlp.0.weight", 2)
                .rank(FIRST + ".qkv.weight", 2)
                .rank(FIRST + ".relative_coords_table", 4)
                .rank("layers.0.patch_embed.proj.weight", 4)
                .has("norm.weight")
                .check(
                        w.has("conv_after_body.weight") || w.has("conv_after_body.4.weight"),
                        "there is no 'conv_after_body.weight'")
                .end();
    }

    @Override
    public Set<String> options() {
        return Set.of("img_range");
    }

    @Override
    public Net build(WeightShapes w, Options options) {
        int window = (w.dim(FIRST + ".relative_coords_table", 1) + 1) / 2;
        float range = SwinLayers.range(window, options);
        NetBuilder net = new NetBuilder(w);
        Node image = SwinLayers.in(net, net.input(w.dim("conv_first.weight", 1)), range);
        Node x = net.conv("conv_first", image);
        Node y = net.add(SwinLayers.conv(net, w, "conv_after_body", trunk(net, w, "layers", window, x)), x);
        if (w.has("conv_bicubic.weight")) {
            y = compressed(net, w, window, image, y);
        } else if (w.has("conv_after_body_hf.weight")) {
            y = highFrequencies(net, w, window, y);
        } else {
            y = Reconstruction.of(w).build(net, w, image, y);
        }
        return net.output(SwinLayers.out(net, y, range), window);
    }

    /** The stages; {@code patch_embed} and {@code norm} serve all trunks of a network. */
    private static Node trunk(NetBuilder net, WeightShapes w, String layers, int window, Node x) {
        Node y = net.conv("patch_embed.proj", x);
        if (w.has("patch_embed.norm.weight")) {
            y = net.layerNorm("patch_embed.norm", y);
        }
        for (int i = 0; i < w.count(layers); i++) {
            String stage = layers + "." + i;
            Node blocks =
                    SwinLayers.blocks(w, stage, (name, number, value) -> block(net, w, name, number, window, value), y);
            Node conv = SwinLayers.conv(net, w, stage + ".conv", blocks);
            y = net.add(net.conv(stage + ".patch_embed.proj", conv), y);
        }
        return net.layerNorm("norm", y);
    }

    private static Node block(NetBuilder net, WeightShapes w, String name, int number, int window, Node x) {
        String attention = name + ".attn";
        List<String> bias = w.has(attention + ".q_bias")
                ? List.of(attention + ".q_bias", "", attention + ".v_bias") // keys have none
                : List.of();
        Node attended = net.windowAttention(
                attention,
                Attention.COSINE,
                net.linear(attention + ".qkv", bias, x),
                w.dim(attention + ".logit_scale", 0),
                window,
                SwinLayers.shift(w, name, number, window));
        Node y = net.add(net.layerNorm(name + ".norm1", net.linear(attention + ".proj", attended)), x);
        return net.add(net.layerNorm(name + ".norm2", SwinLayers.mlp(net, name + ".mlp", y)), y);
    }

    /** {@code pixelshuffle_aux}: through a small image as good as the input was, on top of the cubic enlargement. */
    private static Node compressed(NetBuilder net, WeightShapes w, int window, Node image, Node features) {
        Node small = net.conv("conv_aux", Reconstruction.before(net, "", features));
        Node y = Reconstruction.shuffled(net, w, "upsample", net.leakyRelu(0.01f, net.conv("conv_after_aux.0", small)));
        // the reference cuts what it enlarged before these convolutions, not after them
        Node base = net.conv("conv_bicubic", net.crop(net.bicubic(image, y.up(), window)));
        return net.conv("conv_last", net.crop(net.add(y, base)));
    }

    /** {@code pixelshuffle_hf}: a second trunk adds the high frequencies. */
    private static Node highFrequencies(NetBuilder net, WeightShapes w, int window, Node features) {
        Node before = Reconstruction.before(net, "", features);
        Node low = net.conv("conv_last", Reconstruction.shuffled(net, w, "upsample", before));
        Node x = net.leakyRelu(0.01f, net.conv("conv_first_hf.0", before));
        Node y = net.add(net.conv("conv_after_body_hf", trunk(net, w, "layers_hf", window, x)), x);
        y = Reconstruction.shuffled(net, w, "upsample_hf", Reconstruction.before(net, "_hf", y));
        return net.add(net.conv("conv_last_hf", y), low);
    }
}
