package io.github.upscale4j.arch;

import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.weights.WeightShapes;

/**
 * SRResNet with instance normalisation, x4: each channel is normalised by its mean and deviation over the whole picture. After
 * Ledig et al., "Photo-Realistic Single Image Super-Resolution Using a Generative Adversarial Network", CVPR 2017;
 * twtygqyy/pytorch-SRResNet. Those with batch normalisation are {@link SrGan}'s.
 */
final class SrResNet implements Architecture {
    @Override
    public String name() {
        return "SRResNet";
    }

    @Override
    public Match match(WeightShapes w) {
        return Match.of(w)
                .rank("conv_input.weight", 4)
                .rank("residual.0.conv1.weight", 4)
                .rank("residual.0.in1.weight", 1)
                .rank("residual.0.conv2.weight", 4)
                .rank("residual.0.in2.weight", 1)
                .rank("conv_mid.weight", 4)
                .rank("bn_mid.weight", 1)
                .rank("upscale4x.0.weight", 4)
                .rank("upscale4x.3.weight", 4)
                .rank("conv_output.weight", 4)
                .lacks("residual.0.in1.running_mean")
                .end();
    }

    @Override
    public Net build(WeightShapes w, Options options) {
        NetBuilder net = new NetBuilder(w);
        Node x = lrelu(net, net.conv("conv_input", net.input(w.dim("conv_input.weight", 1))));
        Node y = x;
        for (int i = 0; i < w.count("residual"); i++) {
            String block = "residual." + i;
            Node z = lrelu(net, norm(net, block + ".in1", net.conv(block + ".conv1", y)));
            y = net.add(norm(net, block + ".in2", net.conv(block + ".conv2", z)), y);
        }
        y = net.add(norm(net, "bn_mid", net.conv("conv_mid", y)), x);
        for (String conv : new String[] {"upscale4x.0", "upscale4x.3"}) {
            y = lrelu(net, net.pixelShuffle(net.conv(conv, y), 2));
        }
        return net.output(net.conv("conv_output", y));
    }

    private static Node lrelu(NetBuilder net, Node x) {
        return net.leakyRelu(0.2f, x);
    }

    private static Node norm(NetBuilder net, String name, Node x) {
        return net.groupNorm(name, x.channels(), x);
    }
}
