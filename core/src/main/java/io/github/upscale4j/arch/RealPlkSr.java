package io.github.upscale4j.arch;

import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.weights.WeightShapes;
import io.github.upscale4j.weights.Weights;
import java.util.Set;

/**
 * RealPLKSR, {@link PlkSr} for real pictures: blocks end with group normalisation, over the whole picture, or begin with layer
 * normalisation; the picture, repeated, is added before the pixels are laid out, by pixel shuffle or {@link DySample}.
 * neosr-project/neosr {@code realplksr_arch.py} (Apache-2.0), and spandrel's reading of it.
 *
 * <p>A file does not tell the groups of a normalisation: the option {@code norm_groups}, 4 as published.
 */
final class RealPlkSr implements Architecture {
    private static final String SAMPLER = "to_img";

    @Override
    public String name() {
        return "RealPLKSR";
    }

    @Override
    public Match match(WeightShapes w) {
        Match.Checks checks = Match.of(w)
                .rank("feats.0.weight", 4)
                .rank("feats.1.channel_mixer.0.weight", 4)
                .rank("feats.1.channel_mixer.2.weight", 4)
                .rank("feats.1.lk.conv.weight", 4)
                .rank("feats.1.refine.weight", 4)
                .rank(PlkSr.last(w) + ".weight", 4);
        checks.check(
                w.has("feats.1.norm.weight") || w.has("feats.1.layer_norm.weight"),
                "there is no 'feats.1.norm.weight' and no 'feats.1.layer_norm.weight'");
        if (w.has(SAMPLER + ".offset.weight")) {
            checks.rank(SAMPLER + ".end_conv.weight", 4).rank(SAMPLER + ".scope.weight", 4);
            checks.rank(SAMPLER + ".init_pos", 4);
        }
        return checks.end();
    }

    @Override
    public Set<String> options() {
        return Set.of("norm_groups");
    }

    @Override
    public Weights fold(Weights weights, Options options) {
        WeightShapes w = WeightShapes.of(weights);
        if (!w.has(SAMPLER + ".offset.weight")) {
            return weights;
        }
        Folding folding = new Folding(weights);
        DySample.fold(folding, weights, SAMPLER, DySample.groups(w, SAMPLER, scale(w)), scale(w));
        return folding.folded();
    }

    @Override
    public Net build(WeightShapes w, Options options) {
        int groups = options.count("norm_groups", 4);
        NetBuilder net = new NetBuilder(w);
        int colours = w.dim("feats.0.weight", 1);
        Node image = net.input(colours);
        Node y = net.conv("feats.0", image);
        for (int i = 1; i < w.count("feats") - 1; i++) {
            if (w.has("feats." + i + ".refine.weight")) { // a dropout before the last convolution has no weights
                y = net.add(block(net, w, "feats." + i, groups, y), y);
            }
        }
        int scale = scale(w);
        y = net.conv(PlkSr.last(w), y);
        if (!w.has(SAMPLER + ".offset.weight")) {
            return net.output(net.add(net.pixelShuffle(y, scale), net.nearest(image, scale)));
        }
        y = net.add(y, net.pixelUnshuffle(net.nearest(image, scale), scale));
        return net.output(DySample.build(net, SAMPLER, DySample.groups(w, SAMPLER, scale), scale, y));
    }

    private static int scale(WeightShapes w) {
        String last = PlkSr.last(w) + ".weight";
        return Reconstruction.root(w.dim(last, 0), w.dim("feats.0.weight", 1), last);
    }

    private static Node block(NetBuilder net, WeightShapes w, String name, int groups, Node x) {
        Node y = w.has(name + ".layer_norm.weight") ? net.layerNorm(name + ".layer_norm", 1e-6f, x) : x;
        y = net.conv(name + ".channel_mixer.2", net.mish(net.conv(name + ".channel_mixer.0", y)));
        y = PlkSr.largeKernel(net, w, name, y);
        return w.has(name + ".norm.weight") ? net.groupNorm(name + ".norm", groups, y) : y;
    }
}
