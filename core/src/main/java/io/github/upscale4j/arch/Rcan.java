package io.github.upscale4j.arch;

import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.weights.WeightShapes;
import java.util.Set;

/**
 * RCAN: groups of residual blocks, each of which weighs its channels by what it makes of their means over the whole
 * picture. Zhang et al., "Image Super-Resolution Using Very Deep Residual Channel Attention Networks", ECCV 2018. Layouts
 * of yulunzhang/RCAN (the means stored; also without them, and with a pixel-unshuffle before the first convolution, as
 * spandrel reads them) and BasicSR {@code rcan_arch.py} (Apache-2.0).
 *
 * <p>A file does not tell the range of values, {@code img_range} (255 where the means are subtracted, else 1), nor what
 * BasicSR multiplies residuals with, {@code res_scale} (1).
 */
final class Rcan implements Architecture {
    @Override
    public String name() {
        return "RCAN";
    }

    @Override
    public Match match(WeightShapes w) {
        if (w.has("conv_first.weight")) {
            return Match.of(w)
                    .rank("conv_first.weight", 4)
                    .rank("body.0.residual_group.0.rcab.0.weight", 4)
                    .rank("body.0.residual_group.0.rcab.2.weight", 4)
                    .rank("body.0.residual_group.0.rcab.3.attention.1.weight", 4)
                    .rank("body.0.residual_group.0.rcab.3.attention.3.weight", 4)
                    .rank("body.0.conv.weight", 4)
                    .rank("conv_after_body.weight", 4)
                    .rank("upsample.0.weight", 4)
                    .rank("conv_last.weight", 4)
                    .end();
        }
        return Match.of(w)
                .rank(head(w) + ".weight", 4)
                .rank("body.0.body.0.body.0.weight", 4)
                .rank("body.0.body.0.body.2.weight", 4)
                .rank("body.0.body.0.body.3.conv_du.0.weight", 4)
                .rank("body.0.body.0.body.3.conv_du.2.weight", 4)
                .rank("tail.1.weight", 4)
                .end();
    }

    @Override
    public Set<String> options() {
        return Set.of("res_scale", "img_range");
    }

    @Override
    public Net build(WeightShapes w, Options options) {
        NetBuilder net = new NetBuilder(w);
        if (w.has("conv_first.weight")) {
            float range = range(options, 255);
            Node x = SwinLayers.in(net, net.input(w.dim("conv_first.weight", 1)), range);
            return net.output(SwinLayers.out(net, basicSr(net, w, options.number("res_scale", 1), x), range));
        }
        boolean mean = w.has("sub_mean.weight");
        float range = range(options, mean ? 255 : 1);
        int colours = w.dim("tail.1.weight", 0);
        int unshuffle = Reconstruction.root(w.dim(head(w) + ".weight", 1), colours, head(w) + ".weight");
        Node x = net.scale(range, net.input(colours));
        Node y = original(net, w, net.pixelUnshuffle(mean ? net.conv("sub_mean", x) : x, unshuffle));
        return net.output(net.scale(1 / range, mean ? net.conv("add_mean", y) : y), unshuffle);
    }

    /** A pixel-unshuffle before the first convolution takes a number. */
    private static String head(WeightShapes w) {
        return w.has("head.1.weight") ? "head.1" : "head.0";
    }

    private static float range(Options options, float usual) {
        float range = options.number("img_range", usual);
        if (!(range > 0)) {
            throw new IllegalArgumentException("option img_range: expected more than 0, got " + range);
        }
        return range;
    }

    private static Node basicSr(NetBuilder net, WeightShapes w, float scale, Node image) {
        Node x = net.conv("conv_first", image);
        Node y = x;
        for (int i = 0; i < w.count("body"); i++) {
            String group = "body." + i;
            Node z = y;
            for (int j = 0; j < w.count(group + ".residual_group"); j++) {
                String block = group + ".residual_group." + j + ".rcab";
                z = block(net, block, block + ".3.attention.1", block + ".3.attention.3", scale, z);
            }
            y = net.add(net.conv(group + ".conv", z), y);
        }
        y = net.add(net.conv("conv_after_body", y), x);
        return net.conv("conv_last", Reconstruction.shuffled(net, w, "upsample", y));
    }

    private static Node original(NetBuilder net, WeightShapes w, Node image) {
        Node x = net.conv(head(w), image);
        Node y = x;
        int groups = w.count("body") - 1;
        for (int i = 0; i < groups; i++) {
            String group = "body." + i + ".body";
            Node z = y;
            int blocks = w.count(group) - 1;
            for (int j = 0; j < blocks; j++) {
                String block = group + "." + j + ".body";
                z = block(net, block, block + ".3.conv_du.0", block + ".3.conv_du.2", 1, z);
            }
            y = net.add(net.conv(group + "." + blocks, z), y);
        }
        y = net.add(net.conv("body." + groups, y), x);
        return net.conv("tail.1", Reconstruction.shuffled(net, w, "tail.0", y));
    }

    private static Node block(NetBuilder net, String block, String squeeze, String excite, float scale, Node x) {
        Node y = net.conv(block + ".2", net.relu(net.conv(block + ".0", x)));
        y = net.multiply(y, ChannelAttention.of(net, squeeze, excite, net.mean(y)));
        return net.add(scale == 1 ? y : net.scale(scale, y), x);
    }
}
