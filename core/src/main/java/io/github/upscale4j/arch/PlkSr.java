package io.github.upscale4j.arch;

import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.weights.WeightShapes;

/**
 * PLKSR: blocks that mix channels, convolve the first few of them with one large kernel (17x17), and weigh the result by
 * what a convolution makes of it; the picture is added, repeated to the output's size. Lee et al., "Partial Large Kernel
 * CNNs for Efficient Super-Resolution", 2024; dslisleedh/PLKSR (MIT). The three ways of mixing (CCM, ICCM, DCCM) and blocks
 * without attention are told by shapes and names; {@code channe_mixer} is spelt so.
 */
final class PlkSr implements Architecture {
    @Override
    public String name() {
        return "PLKSR";
    }

    @Override
    public Match match(WeightShapes w) {
        Match.Checks checks = Match.of(w)
                .rank("feats.0.weight", 4)
                .rank("feats.1.channe_mixer.0.weight", 4)
                .rank("feats.1.channe_mixer.2.weight", 4)
                .rank("feats.1.lk.conv.weight", 4)
                .rank("feats.1.refine.weight", 4)
                .lacks("feats.1.norm.weight")
                .rank(last(w) + ".weight", 4);
        if (checks.fine()) {
            int kernels = w.dim("feats.1.lk.conv.weight", 1);
            checks.check(
                    kernels < w.dim("feats.0.weight", 0),
                    "'feats.1.lk.conv.weight' takes " + kernels + " channels, all there are");
        }
        return checks.end();
    }

    @Override
    public Net build(WeightShapes w, Options options) {
        NetBuilder net = new NetBuilder(w);
        int colours = w.dim("feats.0.weight", 1);
        Node image = net.input(colours);
        Node y = net.conv("feats.0", image);
        for (int i = 1; i < w.count("feats") - 1; i++) {
            if (w.has("feats." + i + ".refine.weight")) { // a dropout before the last convolution has no weights
                y = net.add(block(net, w, "feats." + i, y), y);
            }
        }
        int scale = Reconstruction.root(w.dim(last(w) + ".weight", 0), colours, last(w) + ".weight");
        return net.output(net.add(net.pixelShuffle(net.conv(last(w), y), scale), net.nearest(image, scale)));
    }

    private static Node block(NetBuilder net, WeightShapes w, String name, Node x) {
        return largeKernel(
                net, w, name, net.conv(name + ".channe_mixer.2", net.gelu(net.conv(name + ".channe_mixer.0", x))));
    }

    /** The block {@code name} behind the mixing of channels, in place of the first of which the large kernel's come. */
    static Node largeKernel(NetBuilder net, WeightShapes w, String name, Node x) {
        Node y = x;
        int large = w.dim(name + ".lk.conv.weight", 1);
        y = net.concat(net.conv(name + ".lk.conv", net.slice(y, 0, large)), net.slice(y, large, y.channels()));
        if (w.has(name + ".attn.f.0.weight")) {
            y = net.multiply(y, net.sigmoid(net.conv(name + ".attn.f.0", y)));
        }
        return net.conv(name + ".refine", y);
    }

    static String last(WeightShapes w) {
        return "feats." + (w.count("feats") - 1);
    }
}
