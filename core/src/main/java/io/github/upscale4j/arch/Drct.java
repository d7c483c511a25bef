package io.github.upscale4j.arch;

import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.weights.WeightShapes;
import java.util.Set;

/**
 * DRCT: groups of five Swin blocks that are connected as a dense block's convolutions are. Hsu, Lee and Chou, "DRCT: Saving
 * Image Super-Resolution away from Information Bottleneck", CVPRW 2024; reference code ming053l/DRCT (MIT).
 *
 * <p>Everything is read from the shapes but {@code img_range}.
 */
final class Drct implements Architecture {
    private static final String TABLE = "layers.0.swin1.attn.relative_position_bias_table";
    private static final int BLOCKS = 5;

    @Override
    public String name() {
        return "DRCT";
    }

    @Override
    public Match match(WeightShapes w) {
        return Match.of(w)
                .rank("conv_first.weight", 4)
                .rank(TABLE, 2)
                .rank("layers.0.swin1.attn.qkv.weight", 2)
                .rank("layers.0.swin5.mlp.fc2.weight", 2)
                .rank("layers.0.adjust5.weight", 4)
                .has("norm.weight", "conv_last.weight")
                .lacks("absolute_pos_embed")
                .end();
    }

    @Override
    public Set<String> options() {
        return Set.of("img_range");
    }

    @Override
    public Net build(WeightShapes w, Options options) {
        int window = SwinLayers.window(w, TABLE);
        NetBuilder net = new NetBuilder(w);
        return SwinLayers.net(net, w, window, SwinLayers.range(options), x -> {
            Node y = SwinLayers.embedded(net, w, x);
            for (int i = 0; i < w.count("layers"); i++) {
                y = group(net, w, "layers." + i, window, y);
            }
            return net.layerNorm("norm", y);
        });
    }

    private static Node group(NetBuilder net, WeightShapes w, String name, int window, Node x) {
        Node all = x;
        for (int i = 1; i < BLOCKS; i++) {
            all = net.concat(all, net.leakyRelu(0.2f, step(net, w, name, i, window, all)));
        }
        return net.add(net.scale(0.2f, step(net, w, name, BLOCKS, window, all)), x);
    }

    private static Node step(NetBuilder net, WeightShapes w, String group, int number, int window, Node x) {
        String name = group + ".swin" + number;
        Node y = SwinLayers.swin(net, w, name, window, SwinLayers.shift(w, name, number - 1, window), x);
        return net.conv(group + ".adjust" + number, y);
    }
}
