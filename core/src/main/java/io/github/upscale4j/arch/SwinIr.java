package io.github.upscale4j.arch;

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
        return SwinLayers.net(net, w, window, range, x -> {
            Node y = SwinLayers.embedded(net, w, x);
            y = SwinLayers.stages(net, w, (name, number, value) -> block(net, w, name, number, window, value), y);
            return net.layerNorm("norm", y);
        });
    }

    private static Node block(NetBuilder net, WeightShapes w, String name, int number, int window, Node x) {
        return SwinLayers.swin(net, w, name, window, SwinLayers.shift(w, name, number, window), x);
    }
}
