package io.github.upscale4j.arch;

import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.weights.WeightShapes;
import io.github.upscale4j.weights.Weights;
import java.util.Arrays;

/**
 * MoSR: gated convolutional blocks after MambaOut (Yu and Wang, "MambaOut: Do We Really Need Mamba for Vision?", CVPR 2025).
 * umzi2/MoSR. Three ends: a pixel shuffle, the mean of eight of them ({@code gps}), of which the convolution's mean is
 * taken when a file is loaded, and {@link DySample}, which alone sees the whole picture.
 */
final class MoSr implements Architecture {
    private static final String SAMPLER = "upsampler";
    private static final String MEAN_OF = SAMPLER + ".in_to_k";

    /** Convolutions whose mean {@code gps} takes. */
    private static final int PARTS = 8;

    /** What {@code dys} is trained with; a file does not tell it from the scale. */
    private static final int GROUPS = 4;

    @Override
    public String name() {
        return "MoSR";
    }

    @Override
    public Match match(WeightShapes w) {
        Match.Checks checks = Match.of(w)
                .rank("gblocks.0.weight", 4)
                .rank("gblocks.1.norm.weight", 1)
                .rank("gblocks.1.fc1.weight", 4)
                .rank("gblocks.1.conv.weight", 4)
                .rank("gblocks.1.fc2.weight", 4)
                .rank("shortcut.block.0.weight", 4)
                .rank("shortcut.block.2.weight", 4)
                .rank("shortcut.conv11.weight", 4);
        if (w.has(SAMPLER + ".offset.weight")) {
            return checks.rank(SAMPLER + ".end_conv.weight", 4)
                    .rank(SAMPLER + ".scope.weight", 4)
                    .rank(SAMPLER + ".init_pos", 4)
                    .end();
        }
        return checks.rank((w.has(MEAN_OF + ".weight") ? MEAN_OF : SAMPLER + ".0") + ".weight", 4)
                .end();
    }

    @Override
    public Weights fold(Weights weights, Options options) {
        Folding folding = new Folding(weights);
        if (weights.has(SAMPLER + ".offset.weight")) {
            DySample.fold(folding, weights, SAMPLER, GROUPS, scale(WeightShapes.of(weights)));
        } else if (weights.has(MEAN_OF + ".weight")) {
            folding.mean(MEAN_OF, PARTS);
        }
        return folding.folded();
    }

    @Override
    public Net build(WeightShapes w, Options options) {
        NetBuilder net = new NetBuilder(w);
        int colours = w.dim("gblocks.0.weight", 1);
        Node image = net.input(colours);
        Node y = net.conv("gblocks.0", image);
        int last = 1;
        while (w.has("gblocks." + last + ".fc1.weight")) {
            y = block(net, w, "gblocks." + last++, y);
        }
        y = net.mish(net.conv("gblocks." + last, y));
        y = net.mish(net.conv("gblocks." + (last + 2), y));
        y = net.add(net.conv("gblocks." + (last + 4), y), shortcut(net, image));
        if (w.has(SAMPLER + ".offset.weight")) {
            return net.output(DySample.build(net, SAMPLER, GROUPS, scale(w), y));
        }
        String conv = w.has(MEAN_OF + ".weight") ? MEAN_OF : SAMPLER + ".0";
        int scale = Reconstruction.root(w.dim(conv + ".weight", 0), colours, conv + ".weight");
        return net.output(net.pixelShuffle(net.conv(conv, y), scale));
    }

    private static int scale(WeightShapes w) {
        String offset = SAMPLER + ".offset.weight";
        return Reconstruction.root(w.dim(offset, 0), 2 * GROUPS, offset);
    }

    private static Node shortcut(NetBuilder net, Node image) {
        Node y = net.mish(net.conv("shortcut.block.0", image));
        y = net.mish(net.conv("shortcut.block.2", y));
        return lowered(net, net.add(net.conv("shortcut.conv11", image), y));
    }

    private static Node block(NetBuilder net, WeightShapes w, String name, Node x) {
        Node y = net.conv(name + ".fc1", net.layerNorm(name + ".norm", 1e-6f, x));
        int hidden = y.channels() / 2;
        int convolved = w.dim(name + ".conv.weight", 0);
        Node gate = net.mish(net.slice(y, 0, hidden));
        Node rest = net.depthwiseConv(name + ".conv", net.slice(y, 2 * hidden - convolved, 2 * hidden));
        if (convolved < hidden) {
            rest = net.concat(net.slice(y, hidden, 2 * hidden - convolved), rest);
        }
        y = net.mish(net.conv(name + ".fc2", net.multiply(gate, rest)));
        return net.add(lowered(net, y), x);
    }

    /** Shortcuts are lowered by a half. */
    private static Node lowered(NetBuilder net, Node x) {
        float[] factors = new float[x.channels()];
        float[] offsets = new float[x.channels()];
        Arrays.fill(factors, 1);
        Arrays.fill(offsets, -0.5f);
        return net.affine(factors, offsets, x);
    }
}
