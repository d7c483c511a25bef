package io.github.upscale4j.arch;

import io.github.upscale4j.net.Attention;
import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.NetBuilder.Channels;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.net.RelativeTable;
import io.github.upscale4j.net.Windows;
import io.github.upscale4j.weights.WeightShapes;

/**
 * OmniSR: pixels attend within windows, then within grids over the whole image; after each, channels attend to one another,
 * first within windows, then over every so many pixels of the image. Wang et al., "Omni Aggregation Networks for
 * Lightweight Image Super-Resolution", CVPR 2023; reference code Francis0625/Omni-SR (Apache-2.0).
 *
 * <p>Everything is read from the shapes. Pictures are extended to a multiple of the window by zeros.
 */
final class OmniSr implements Architecture {
    private static final String FIRST = "residual_layer.0.residual_layer.0.layer";

    private static final float EPSILON = 1e-6f;

    @Override
    public String name() {
        return "OmniSR";
    }

    @Override
    public Match match(WeightShapes w) {
        return Match.of(w)
                .rank("input.weight", 4)
                .rank(FIRST + ".0.fn.0.weight", 4)
                .rank(FIRST + ".2.fn.to_qkv.weight", 2)
                .rank(FIRST + ".2.fn.rel_pos_bias.weight", 2)
                .rank(FIRST + ".5.fn.temperature", 3)
                .rank(FIRST + ".11.fn.temperature", 3)
                .rank("residual_layer.0.esa.conv1.weight", 4)
                .rank("output.weight", 4)
                .rank("up.0.weight", 4)
                .end();
    }

    @Override
    public Net build(WeightShapes w, Options options) {
        int window = SwinLayers.window(w, FIRST + ".2.fn.rel_pos_bias.weight");
        NetBuilder net = new NetBuilder(w);
        int colours = w.dim("input.weight", 1);
        Node x = net.conv("input", net.crop(net.input(colours)));
        Node y = x;
        for (int i = 0; i < w.count("residual_layer"); i++) {
            y = group(net, w, "residual_layer." + i, window, y);
        }
        y = net.conv("up.0", net.add(net.conv("output", y), x));
        int scale = Reconstruction.root(y.channels(), colours, "up.0.weight");
        return net.output(net.pixelShuffle(y, scale), window);
    }

    private static Node group(NetBuilder net, WeightShapes w, String name, int window, Node x) {
        String layers = name + ".residual_layer";
        int blocks = w.count(layers) - 1;
        Node y = x;
        for (int i = 0; i < blocks; i++) {
            y = block(net, w, layers + "." + i + ".layer", window, y);
        }
        return weighed(net, name + ".esa", net.add(net.conv(layers + "." + blocks, y), x));
    }

    private static Node block(NetBuilder net, WeightShapes w, String name, int window, Node x) {
        Node y = net.add(convolved(net, name + ".0.fn", x), x);
        y = net.add(pixels(net, w, name + ".2", window, y), y);
        y = gated(net, name + ".4", y);
        y = net.add(channels(net, w, name + ".5", window, false, y), y);
        y = gated(net, name + ".6", y);
        Node grid = net.grid(y, window, false);
        y = net.grid(net.add(pixels(net, w, name + ".8", window, grid), grid), window, true);
        y = gated(net, name + ".10", y);
        y = net.add(channels(net, w, name + ".11", window, true, y), y);
        return gated(net, name + ".12", y);
    }

    private static Node convolved(NetBuilder net, String name, Node x) {
        Node y = net.gelu(net.depthwiseConv(name + ".2", net.gelu(net.conv(name + ".0", x))));
        Node few = net.silu(net.linear(name + ".4.gate.1", net.mean(y)));
        Node weights = net.sigmoid(net.linear(name + ".4.gate.3", few));
        return net.conv(name + ".5", net.multiply(y, weights));
    }

    private static Node pixels(NetBuilder net, WeightShapes w, String name, int window, Node x) {
        String attention = name + ".fn";
        String table = attention + ".rel_pos_bias.weight";
        int channels = x.channels();
        Node qkv = net.linear(attention + ".to_qkv", net.layerNorm(name + ".norm", x));
        Node attended = net.crossAttention(
                attention,
                Attention.SCALED_PRODUCT,
                new RelativeTable(table),
                Windows.squares(window, 0),
                channels,
                w.dim(table, 1),
                new Channels(qkv, 0),
                new Channels(qkv, channels),
                new Channels(qkv, 2 * channels));
        return net.linear(attention + ".to_out.0", attended);
    }

    private static Node channels(NetBuilder net, WeightShapes w, String name, int window, boolean apart, Node x) {
        String attention = name + ".fn";
        Node qkv = net.conv(attention + ".qkv", net.layerNorm(name + ".norm", EPSILON, x));
        qkv = net.depthwiseConv(attention + ".qkv_dwconv", qkv);
        int channels = x.channels();
        Node attended = apart
                ? net.channelAttention(
                        attention,
                        channels,
                        w.dim(attention + ".temperature", 0),
                        window,
                        new Channels(qkv, 0),
                        new Channels(qkv, channels),
                        new Channels(qkv, 2 * channels))
                : net.windowChannels(attention, qkv, window);
        return net.conv(attention + ".project_out", attended);
    }

    private static Node gated(NetBuilder net, String name, Node x) {
        return net.add(Craft.gated(net, name + ".fn", net.layerNorm(name + ".norm", EPSILON, x)), x);
    }

    /** Enhanced spatial attention without what RFDN has between pooling and the last but one convolution. */
    private static Node weighed(NetBuilder net, String name, Node x) {
        Node few = net.conv(name + ".conv1", x);
        Node small = net.conv(name + ".conv3", net.maxPool(net.validConv(name + ".conv2", 2, few), 7, 3));
        Node both = net.add(net.bilinear(small, x), net.conv(name + ".conv_f", few));
        return net.multiply(x, net.sigmoid(net.conv(name + ".conv4", both)));
    }
}
