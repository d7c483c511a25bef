package io.github.upscale4j.arch;

import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.weights.WeightShapes;

/**
 * IMDN-RTC, the information multi-distillation network for real time: each block keeps a quarter of the channels after each
 * of its convolutions and goes on with the others. Hui et al., "Lightweight Image Super-Resolution with Information
 * Multi-distillation Network", ACM MM 2019; Zheng222/IMDN. The larger IMDN weighs channels by their contrast over the whole
 * picture, which this one does not.
 */
final class ImdnRtc implements Architecture {
    private static final float SLOPE = 0.05f;
    private static final String BLOCKS = "model.1.sub";

    @Override
    public String name() {
        return "IMDN-RTC";
    }

    @Override
    public Match match(WeightShapes w) {
        Match.Checks checks = Match.of(w).rank("model.0.weight", 4);
        for (int conv = 1; conv <= 5; conv++) {
            checks.rank(BLOCKS + ".0.c" + conv + ".weight", 4);
        }
        return checks.rank(BLOCKS + "." + (w.count(BLOCKS) - 1) + ".weight", 4)
                .rank("model.2.weight", 4)
                .end();
    }

    @Override
    public Net build(WeightShapes w, Options options) {
        NetBuilder net = new NetBuilder(w);
        int colours = w.dim("model.0.weight", 1);
        Node x = net.conv("model.0", net.input(colours));
        Node y = x;
        int blocks = w.count(BLOCKS) - 1;
        for (int i = 0; i < blocks; i++) {
            y = net.add(block(net, w, BLOCKS + "." + i, y), y);
        }
        y = net.add(net.conv(BLOCKS + "." + blocks, y), x);
        int scale = Reconstruction.root(w.dim("model.2.weight", 0), colours, "model.2.weight");
        return net.output(net.pixelShuffle(net.conv("model.2", y), scale));
    }

    private static Node block(NetBuilder net, WeightShapes w, String name, Node x) {
        return net.conv(name + ".c5", Distillation.split(net, w, name, SLOPE, x));
    }
}
