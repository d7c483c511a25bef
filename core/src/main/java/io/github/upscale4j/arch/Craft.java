package io.github.upscale4j.arch;

import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.NetBuilder.Channels;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.weights.WeightShapes;
import java.util.Set;

/**
 * CRAFT: two blocks that attend within rectangles beside one of convolutions and the largest of neighbours, for high
 * frequencies, and channels of the one that attend to channels of the other. Li et al., "Feature Modulation Transformer:
 * Cross-Refinement of Global Representation via High-Frequency Prior for Image Super-Resolution", ICCV 2023; reference
 * code AVC2-UESTC/CRAFT-SR (Apache-2.0).
 *
 * <p>Not in the file: {@code window_size} (16), up to a multiple of which pictures are mirrored, always by a pixel at
 * least; {@code img_range}; and which side of the rectangles is the height, the smaller one.
 */
final class Craft implements Architecture {
    private static final String FIRST = "layers.0.residual_group";

    @Override
    public String name() {
        return "CRAFT";
    }

    @Override
    public Match match(WeightShapes w) {
        return Match.of(w)
                .rank("conv_first.weight", 4)
                .rank("relative_position_index_h", 2)
                .rank("biases_h", 2)
                .rank(FIRST + ".srwa_blocks.0.qkv.weight", 2)
                .rank(FIRST + ".hfer_blocks.0.fc.weight", 4)
                .rank(FIRST + ".hf_blocks.0.attn.temperature", 3)
                .has("norm.body.weight", "upsample.0.weight")
                .end();
    }

    @Override
    public Set<String> options() {
        return Set.of("window_size", "img_range");
    }

    @Override
    public Net build(WeightShapes w, Options options) {
        int window = options.whole("window_size", 16);
        Rectangles rectangles = Rectangles.of(w, "relative_position_index_h", "biases_h");
        if (window % rectangles.height() != 0 || window % rectangles.width() != 0) {
            throw new IllegalArgumentException("option window_size: expected a multiple of the sides of rectangles of "
                    + rectangles.height() + " x " + rectangles.width() + " pixels, got " + window);
        }
        NetBuilder net = new NetBuilder(w);
        Node image = net.mirror(true, net.input(w.dim("conv_first.weight", 1)));
        return SwinLayers.net(net, w, image, window, SwinLayers.range(options), x -> {
            Node y = x;
            for (int i = 0; i < w.count("layers"); i++) {
                String group = "layers." + i + ".residual_group";
                Node z = y;
                for (int j = 0; j < w.count(group + ".hf_blocks"); j++) {
                    z = block(net, w, group, j, rectangles, z);
                }
                y = net.add(net.conv("layers." + i + ".conv", z), y);
            }
            return net.layerNorm("norm.body", y);
        });
    }

    private static Node block(NetBuilder net, WeightShapes w, String group, int number, Rectangles rectangles, Node x) {
        String blocks = group + ".srwa_blocks.";
        Node low = attending(net, w, blocks + 2 * number, rectangles, false, x);
        low = attending(net, w, blocks + (2 * number + 1), rectangles, true, low);
        Node high = highFrequencies(net, group + ".hfer_blocks." + number, x);
        String fusion = group + ".hf_blocks." + number;
        Node y = net.add(fused(net, w, fusion + ".attn", net.layerNorm(fusion + ".norm1.body", low), high), low);
        Node normal = net.layerNorm(fusion + ".norm2.body", y);
        return net.add(gated(net, fusion + ".ffn", normal), y);
    }

    private static Node attending(
            NetBuilder net, WeightShapes w, String name, Rectangles rectangles, boolean shifted, Node x) {
        Node attended = rectangles.attendAndMix(net, w, name, shifted, net.layerNorm(name + ".norm1", x));
        Node y = net.add(net.linear(name + ".proj", attended), x);
        return net.add(SwinLayers.mlp(net, name + ".mlp", net.layerNorm(name + ".norm2", y)), y);
    }

    private static Node highFrequencies(NetBuilder net, String name, Node x) {
        int half = x.channels() / 2;
        Node near = net.gelu(net.conv(name + ".conv", net.slice(x, 0, half)));
        Node most = net.localMax(net.slice(x, half, x.channels()), 3);
        return net.add(net.conv(name + ".last_fc", net.concat(near, net.gelu(net.conv(name + ".fc", most)))), x);
    }

    private static Node fused(NetBuilder net, WeightShapes w, String name, Node low, Node high) {
        int channels = low.channels();
        Node keys = net.depthwiseConv(name + ".kv_dwconv", net.conv(name + ".kv", low));
        Node attended = net.channelAttention(
                name,
                channels,
                w.dim(name + ".temperature", 0),
                new Channels(net.depthwiseConv(name + ".q_dwconv", net.conv(name + ".q", high)), 0),
                new Channels(keys, 0),
                new Channels(keys, channels));
        return net.conv(name + ".project_out", attended);
    }

    /** One half of what a convolution gives weighs the other. */
    static Node gated(NetBuilder net, String name, Node x) {
        Node y = net.depthwiseConv(name + ".dwconv", net.conv(name + ".project_in", x));
        int half = y.channels() / 2;
        Node product = net.multiply(net.gelu(net.slice(y, 0, half)), net.slice(y, half, y.channels()));
        return net.conv(name + ".project_out", product);
    }
}
