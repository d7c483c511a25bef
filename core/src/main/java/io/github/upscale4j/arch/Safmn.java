package io.github.upscale4j.arch;

import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.weights.WeightShapes;

/**
 * SAFMN: blocks weigh their input by what depthwise convolutions see in maps of it that were pooled to a half, a quarter and
 * an eighth of its size. Sun et al., "Spatially-Adaptive Feature Modulation for Efficient Image Super-Resolution", ICCV
 * 2023; sunny2109/SAFMN (Apache-2.0). The maps have {@code floor(h / 8)} rows, so a picture goes through whole, and one of
 * fewer than 8 rows or columns is extended.
 */
final class Safmn implements Architecture {
    private static final float EPSILON = 1e-6f;

    @Override
    public String name() {
        return "SAFMN";
    }

    @Override
    public Match match(WeightShapes w) {
        return Match.of(w)
                .rank("to_feat.weight", 4)
                .rank("feats.0.norm1.weight", 1)
                .rank("feats.0.norm2.weight", 1)
                .rank("feats.0.safm.mfr.0.weight", 4)
                .rank("feats.0.safm.aggr.weight", 4)
                .rank("feats.0.ccm.ccm.0.weight", 4)
                .rank("feats.0.ccm.ccm.2.weight", 4)
                .rank("to_img.0.weight", 4)
                .end();
    }

    @Override
    public Net build(WeightShapes w, Options options) {
        NetBuilder net = new NetBuilder(w);
        int colours = w.dim("to_feat.weight", 1);
        Node x = net.conv("to_feat", net.input(colours));
        Node y = x;
        for (int i = 0; i < w.count("feats"); i++) {
            String block = "feats." + i;
            y = net.add(modulation(net, w, block + ".safm", net.layerNorm(block + ".norm1", EPSILON, y)), y);
            Node normal = net.layerNorm(block + ".norm2", EPSILON, y);
            y = net.add(net.conv(block + ".ccm.ccm.2", net.gelu(net.conv(block + ".ccm.ccm.0", normal))), y);
        }
        int scale = Reconstruction.root(w.dim("to_img.0.weight", 0), colours, "to_img.0.weight");
        return net.output(net.pixelShuffle(net.conv("to_img.0", net.add(y, x)), scale));
    }

    private static Node modulation(NetBuilder net, WeightShapes w, String name, Node x) {
        Node[] levels = new Node[w.count(name + ".mfr")];
        int each = x.channels() / levels.length;
        for (int i = 0; i < levels.length; i++) {
            Node part = net.slice(x, i * each, (i + 1) * each);
            String conv = name + ".mfr." + i;
            levels[i] = i == 0
                    ? net.depthwiseConv(conv, part)
                    : net.nearest(net.depthwiseConv(conv, net.adaptiveMaxPool(part, 1 << i)), x);
        }
        return net.multiply(net.gelu(net.conv(name + ".aggr", net.concat(levels))), x);
    }
}
