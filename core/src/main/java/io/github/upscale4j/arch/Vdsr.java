package io.github.upscale4j.arch;

import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.weights.WeightShapes;
import java.util.ArrayList;
import java.util.List;

/**
 * VDSR: many convolutions, 20 in the paper, give what is added to the picture that bicubic interpolation has enlarged; one
 * network for all scales. Kim et al., "Accurate Image Super-Resolution Using Very Deep Convolutional Networks", CVPR 2016.
 * Layouts of twtygqyy/pytorch-vdsr (MIT) and Lornatang/VDSR-PyTorch.
 */
final class Vdsr implements Architecture {
    @Override
    public String name() {
        return "VDSR";
    }

    @Override
    public Match match(WeightShapes w) {
        Match.Checks checks = Match.of(w).chain(convs(w));
        if (checks.fine()) {
            List<String> convs = convs(w);
            checks.check(convs.size() > 2, "'" + convs.get(0) + "' has no convolutions after it");
            String first = convs.get(0) + ".weight";
            checks.check(
                    w.dim(first, 1) == w.dim(convs.get(convs.size() - 1) + ".weight", 0),
                    "'" + first + "' takes other channels than the last convolution gives");
        }
        return checks.end();
    }

    @Override
    public Convention convention(WeightShapes w) {
        return Convention.lumaIf(w.dim(convs(w).get(0) + ".weight", 1)).ofEnlarged();
    }

    @Override
    public Net build(WeightShapes w, Options options) {
        List<String> convs = convs(w);
        NetBuilder net = new NetBuilder(w);
        Node x = net.input(w.dim(convs.get(0) + ".weight", 1));
        Node y = x;
        for (String conv : convs.subList(0, convs.size() - 1)) {
            y = net.relu(net.conv(conv, y));
        }
        return net.output(net.add(net.conv(convs.get(convs.size() - 1), y), x));
    }

    private static List<String> convs(WeightShapes w) {
        boolean trunk = w.has("trunk.0.conv.weight");
        String blocks = trunk ? "trunk" : "residual_layer";
        List<String> convs = new ArrayList<>(List.of(trunk ? "conv1.0" : "input"));
        for (int i = 0; i < w.count(blocks); i++) {
            convs.add(blocks + "." + i + ".conv");
        }
        convs.add(trunk ? "conv2" : "output");
        return convs;
    }
}
