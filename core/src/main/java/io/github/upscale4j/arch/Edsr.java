package io.github.upscale4j.arch;

import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.weights.WeightShapes;
import java.util.Set;

/**
 * EDSR: residual blocks without normalisation, pixel shuffles; the winner of NTIRE 2017. Lim et al., "Enhanced Deep Residual
 * Networks for Single Image Super-Resolution", CVPRW 2017. Layouts of thstkdgus35/EDSR-PyTorch (MIT; {@code head},
 * {@code tail}, the means stored) and BasicSR {@code edsr_arch.py} (Apache-2.0).
 *
 * <p>A file does not tell what residuals are multiplied with: the option {@code res_scale}, 0.1 where there are 256 features
 * or more, as published, else 1. {@code img_range} is 255.
 */
final class Edsr implements Architecture {
    /** The published network of so many features has residuals of a tenth. */
    private static final int WIDE = 256;

    @Override
    public String name() {
        return "EDSR";
    }

    @Override
    public Match match(WeightShapes w) {
        if (w.has("conv_first.weight")) {
            return Match.of(w)
                    .rank("conv_first.weight", 4)
                    .rank("body.0.conv1.weight", 4)
                    .rank("body.0.conv2.weight", 4)
                    .rank("conv_after_body.weight", 4)
                    .rank("upsample.0.weight", 4)
                    .rank("conv_last.weight", 4)
                    .end();
        }
        return Match.of(w)
                .rank("head.0.weight", 4)
                .rank("body.0.body.0.weight", 4)
                .rank("body.0.body.2.weight", 4)
                .rank("tail.0.0.weight", 4)
                .rank("tail.1.weight", 4)
                .lacks("body.0.body.3.conv_du.0.weight")
                .end();
    }

    @Override
    public Set<String> options() {
        return Set.of("res_scale", "img_range");
    }

    @Override
    public Net build(WeightShapes w, Options options) {
        float range = options.number("img_range", 255);
        if (!(range > 0)) {
            throw new IllegalArgumentException("option img_range: expected more than 0, got " + range);
        }
        NetBuilder net = new NetBuilder(w);
        if (w.has("conv_first.weight")) {
            Node x = SwinLayers.in(net, net.input(w.dim("conv_first.weight", 1)), range);
            return net.output(SwinLayers.out(net, basicSr(net, w, options, x), range));
        }
        Node x = net.scale(range, net.input(w.dim("head.0.weight", 1)));
        boolean mean = w.has("sub_mean.weight");
        Node y = original(net, w, options, mean ? net.conv("sub_mean", x) : x);
        return net.output(net.scale(1 / range, mean ? net.conv("add_mean", y) : y));
    }

    private static Node basicSr(NetBuilder net, WeightShapes w, Options options, Node image) {
        Node x = net.conv("conv_first", image);
        Node y = x;
        for (int i = 0; i < w.count("body"); i++) {
            y = block(net, "body." + i + ".conv1", "body." + i + ".conv2", scale(options, x), y);
        }
        y = net.add(net.conv("conv_after_body", y), x);
        return net.conv("conv_last", Reconstruction.shuffled(net, w, "upsample", y));
    }

    private static Node original(NetBuilder net, WeightShapes w, Options options, Node image) {
        Node x = net.conv("head.0", image);
        Node y = x;
        int blocks = w.count("body") - 1;
        for (int i = 0; i < blocks; i++) {
            y = block(net, "body." + i + ".body.0", "body." + i + ".body.2", scale(options, x), y);
        }
        y = net.add(net.conv("body." + blocks, y), x);
        return net.conv("tail.1", Reconstruction.shuffled(net, w, "tail.0", y));
    }

    private static Node block(NetBuilder net, String first, String second, float scale, Node x) {
        Node y = net.conv(second, net.relu(net.conv(first, x)));
        return net.add(scale == 1 ? y : net.scale(scale, y), x);
    }

    private static float scale(Options options, Node features) {
        return options.number("res_scale", features.channels() >= WIDE ? 0.1f : 1);
    }
}
