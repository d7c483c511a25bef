package io.github.upscale4j.arch;

import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.weights.WeightShapes;

/**
 * RFDN, the residual feature distillation network, winner of AIM 2020: blocks that keep half of the channels of each of
 * their values, and weigh pixels by what a much smaller map says. Liu, Tang and Wu, "Residual Feature Distillation Network
 * for Lightweight Image Super-Resolution", ECCVW 2020; njulj/RFDN. The map has {@code ((h - 3) / 2 + 1 - 7) / 3 + 1} rows,
 * so a picture goes through whole, and one of fewer than 15 rows or columns is extended.
 */
final class Rfdn implements Architecture {
    private static final float SLOPE = 0.05f;
    private static final String BLOCK = "B";

    @Override
    public String name() {
        return "RFDN";
    }

    @Override
    public Match match(WeightShapes w) {
        Match.Checks checks = Match.of(w).rank("fea_conv.weight", 4);
        for (int conv = 1; conv <= 3; conv++) {
            checks.rank(BLOCK + "1.c" + conv + "_d.weight", 4).rank(BLOCK + "1.c" + conv + "_r.weight", 4);
        }
        for (String conv : new String[] {"c4", "c5", "esa.conv1", "esa.conv2", "esa.conv_max", "esa.conv3_"}) {
            checks.rank(BLOCK + "1." + conv + ".weight", 4);
        }
        return checks.rank("c.0.weight", 4)
                .rank("LR_conv.weight", 4)
                .rank("upsampler.0.weight", 4)
                .end();
    }

    @Override
    public Net build(WeightShapes w, Options options) {
        NetBuilder net = new NetBuilder(w);
        return net.output(Distillation.build(net, w, BLOCK, SLOPE, (name, x) -> block(net, name, x)));
    }

    private static Node block(NetBuilder net, String name, Node x) {
        Node[] distilled = new Node[4];
        Node rest = x;
        for (int i = 0; i < 3; i++) {
            String conv = name + ".c" + (i + 1);
            distilled[i] = net.leakyRelu(SLOPE, net.conv(conv + "_d", rest));
            rest = net.leakyRelu(SLOPE, net.add(net.conv(conv + "_r", rest), rest));
        }
        distilled[3] = net.leakyRelu(SLOPE, net.conv(name + ".c4", rest));
        return attention(net, name + ".esa", net.conv(name + ".c5", net.concat(distilled)));
    }

    /** Enhanced spatial attention: Liu et al., "Residual Feature Aggregation Network", CVPR 2020, section 3.3. */
    private static Node attention(NetBuilder net, String name, Node x) {
        Node few = net.conv(name + ".conv1", x);
        Node small = net.maxPool(net.validConv(name + ".conv2", 2, few), 7, 3);
        small = net.relu(net.conv(name + ".conv_max", small));
        small = net.conv(name + ".conv3_", net.relu(net.conv(name + ".conv3", small)));
        Node both = net.add(net.bilinear(small, x), net.conv(name + ".conv_f", few));
        return net.multiply(x, net.sigmoid(net.conv(name + ".conv4", both)));
    }
}
