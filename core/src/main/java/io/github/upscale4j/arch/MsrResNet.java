package io.github.upscale4j.arch;

import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.weights.WeightShapes;

/**
 * MSRResNet, the SRResNet of BasicSR without normalisation: residual blocks, pixel shuffles, and the picture added,
 * enlarged by linear interpolation. BasicSR {@code srresnet_arch.py} (Apache-2.0); after Ledig et al., CVPR 2017.
 */
final class MsrResNet implements Architecture {
    @Override
    public String name() {
        return "MSRResNet";
    }

    @Override
    public Match match(WeightShapes w) {
        Match.Checks checks = Match.of(w)
                .rank("conv_first.weight", 4)
                .rank("body.0.conv1.weight", 4)
                .rank("body.0.conv2.weight", 4)
                .rank("conv_hr.weight", 4)
                .rank("conv_last.weight", 4)
                .lacks("conv_body.weight", "conv_after_body.weight");
        if (checks.fine()) {
            checks.check(
                    w.dim("conv_first.weight", 1) == w.dim("conv_last.weight", 0),
                    "'conv_first.weight' takes other channels than 'conv_last.weight' gives");
        }
        return checks.end();
    }

    @Override
    public Net build(WeightShapes w, Options options) {
        NetBuilder net = new NetBuilder(w);
        Node image = net.input(w.dim("conv_first.weight", 1));
        Node y = net.leakyRelu(0.1f, net.conv("conv_first", image));
        for (int i = 0; i < w.count("body"); i++) {
            y = net.add(net.conv("body." + i + ".conv2", net.relu(net.conv("body." + i + ".conv1", y))), y);
        }
        int scale = 1;
        for (int i = 1; w.has("upconv" + i + ".weight"); i++) {
            String conv = "upconv" + i;
            int factor = Reconstruction.root(w.dim(conv + ".weight", 0), y.channels(), conv + ".weight");
            y = net.leakyRelu(0.1f, net.pixelShuffle(net.conv(conv, y), factor));
            scale *= factor;
        }
        y = net.conv("conv_last", net.leakyRelu(0.1f, net.conv("conv_hr", y)));
        return net.output(net.add(y, net.bilinear(image, scale)));
    }
}
