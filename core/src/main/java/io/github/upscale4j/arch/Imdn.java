package io.github.upscale4j.arch;

import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.weights.WeightShapes;

/**
 * IMDN, the information multi-distillation network: each block keeps a part of the channels after each of its convolutions,
 * goes on with the others, and weighs what it kept by the contrast of each channel, its standard deviation plus its mean
 * over the whole picture. Hui et al., "Lightweight Image Super-Resolution with Information Multi-distillation Network", ACM
 * MM 2019; Zheng222/IMDN. {@link ImdnRtc} is the smaller network of the same paper.
 */
final class Imdn implements Architecture {
    private static final float SLOPE = 0.05f;
    private static final String BLOCK = "IMDB";

    @Override
    public String name() {
        return "IMDN";
    }

    @Override
    public Match match(WeightShapes w) {
        Match.Checks checks = Match.of(w).rank("fea_conv.weight", 4);
        for (int conv = 1; conv <= 5; conv++) {
            checks.rank(BLOCK + "1.c" + conv + ".weight", 4);
        }
        return checks.rank(BLOCK + "1.cca.conv_du.0.weight", 4)
                .rank(BLOCK + "1.cca.conv_du.2.weight", 4)
                .rank("c.0.weight", 4)
                .rank("LR_conv.weight", 4)
                .rank("upsampler.0.weight", 4)
                .end();
    }

    @Override
    public Net build(WeightShapes w, Options options) {
        NetBuilder net = new NetBuilder(w);
        return net.output(Distillation.build(net, w, BLOCK, SLOPE, (name, x) -> block(net, w, name, x)));
    }

    private static Node block(NetBuilder net, WeightShapes w, String name, Node x) {
        Node y = Distillation.split(net, w, name, SLOPE, x);
        Node contrast = net.add(net.deviation(y), net.mean(y));
        y = net.multiply(y, ChannelAttention.of(net, name + ".cca.conv_du.0", name + ".cca.conv_du.2", contrast));
        return net.add(net.conv(name + ".c5", y), x);
    }
}
