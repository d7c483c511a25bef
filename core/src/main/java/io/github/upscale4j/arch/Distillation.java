package io.github.upscale4j.arch;

import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.weights.WeightShapes;
import java.util.ArrayList;
import java.util.List;

/** What the distillation networks IMDN, {@link ImdnRtc} and RFDN have in common. */
final class Distillation {
    /** One block. */
    @FunctionalInterface
    interface Block {
        Node of(String name, Node x);
    }

    private Distillation() {}

    /** {@code fea_conv}, the blocks {@code name1} and on, all of which {@code c.0} joins, {@code LR_conv}, pixel shuffle. */
    static Node build(NetBuilder net, WeightShapes w, String name, float slope, Block block) {
        int colours = w.dim("fea_conv.weight", 1);
        Node x = net.conv("fea_conv", net.input(colours));
        List<Node> blocks = new ArrayList<>();
        Node y = x;
        for (int i = 1; w.has(name + i + ".c5.weight"); i++) {
            y = block.of(name + i, y);
            blocks.add(y);
        }
        y = net.leakyRelu(slope, net.conv("c.0", net.concat(blocks.toArray(Node[]::new))));
        y = net.add(net.conv("LR_conv", y), x);
        int scale = Reconstruction.root(w.dim("upsampler.0.weight", 0), colours, "upsampler.0.weight");
        return net.pixelShuffle(net.conv("upsampler.0", y), scale);
    }

    /** The convolutions {@code name.c1} to {@code c4}, each after the first of what the one before it does not keep. */
    static Node split(NetBuilder net, WeightShapes w, String name, float slope, Node x) {
        Node[] distilled = new Node[4];
        Node rest = x;
        for (int i = 0; i < 3; i++) {
            Node y = net.leakyRelu(slope, net.conv(name + ".c" + (i + 1), rest));
            int kept = y.channels() - w.dim(name + ".c" + (i + 2) + ".weight", 1);
            distilled[i] = net.slice(y, 0, kept);
            rest = net.slice(y, kept, y.channels());
        }
        distilled[3] = net.conv(name + ".c4", rest);
        return net.concat(distilled);
    }
}
