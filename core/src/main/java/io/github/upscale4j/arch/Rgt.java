package io.github.upscale4j.arch;

import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.weights.WeightShapes;
import io.github.upscale4j.weights.Weights;
import java.util.Set;

/**
 * RGT: blocks that attend within rectangles, in turn with blocks in which every pixel attends to a small image of the
 * whole, made by the same reduction several times. Chen et al., "Recursive Generalization Transformer for Image
 * Super-Resolution", ICLR 2024; reference code zhengchen1999/RGT (Apache-2.0).
 *
 * <p>Everything is read from the shapes but {@code img_range}, and which side of the rectangles is the height: the smaller
 * one, as in the published models. The image is reduced twice, to a sixteenth of its sides, as in training; the
 * reference reduces images with a side of 1024 pixels or more once more.
 */
final class Rgt implements Architecture {
    private static final String FIRST = "layers.0.blocks.0.attn";

    private static final int REDUCTIONS = 2;

    @Override
    public String name() {
        return "RGT";
    }

    @Override
    public Match match(WeightShapes w) {
        return Match.of(w)
                .rank("conv_first.weight", 4)
                .rank("before_RG.1.weight", 1)
                .rank("layers.0.blocks.0.gamma", 1)
                .rank(FIRST + ".attns.0.rpe_biases", 2)
                .rank(FIRST + ".attns.0.relative_position_index", 2)
                .rank(FIRST + ".get_v.weight", 4)
                .rank("layers.0.blocks.0.mlp.sg.conv.weight", 4)
                .check(SwinLayers.hasConv(w, "conv_after_body"), "there is no 'conv_after_body.weight'")
                .end();
    }

    @Override
    public Set<String> options() {
        return Set.of("img_range");
    }

    /** What a block's input is multiplied with becomes a depthwise convolution of single pixels. */
    @Override
    public Weights fold(Weights weights, Options options) {
        WeightShapes w = WeightShapes.of(weights);
        Folding folding = new Folding(weights);
        for (int i = 0; i < w.count("layers"); i++) {
            for (int j = 0; j < w.count("layers." + i + ".blocks"); j++) {
                String block = "layers." + i + ".blocks." + j;
                folding.diagonal(block + ".gamma", block + ".gamma");
            }
        }
        return folding.folded();
    }

    @Override
    public Net build(WeightShapes w, Options options) {
        Rectangles rectangles = Rectangles.of(w, FIRST + ".attns.0");
        NetBuilder net = new NetBuilder(w);
        return SwinLayers.net(net, w, 1, SwinLayers.range(options), x -> {
            Node y = net.layerNorm("before_RG.1", x);
            for (int i = 0; i < w.count("layers"); i++) {
                String group = "layers." + i;
                Node z = y;
                for (int j = 0; j < w.count(group + ".blocks"); j++) {
                    z = block(net, w, group, j, rectangles, Rectangles.shifted(i, j), z);
                }
                y = net.add(SwinLayers.conv(net, w, group + ".conv", z), y);
            }
            return net.layerNorm("norm", y);
        });
    }

    private static Node block(
            NetBuilder net, WeightShapes w, String group, int number, Rectangles rectangles, boolean shifted, Node x) {
        String name = group + ".blocks." + number;
        Node normal = net.layerNorm(name + ".norm1", x);
        Node attended = number % 2 == 0
                ? rectangles.attendAndMix(net, w, name + ".attn", shifted, normal)
                : general(
                        net,
                        w,
                        name + ".attn",
                        2 * w.dim(group + ".blocks.0.attn.attns.0.pos.pos3.2.weight", 0),
                        normal);
        Node y = net.add(net.linear(name + ".attn.proj", attended), x);
        y = net.add(Dat.gated(net, name + ".mlp", net.layerNorm(name + ".norm2", y)), y);
        return net.add(net.depthwiseConv(name + ".gamma", x), y);
    }

    private static Node general(NetBuilder net, WeightShapes w, String name, int heads, Node x) {
        Node small = x;
        for (int i = 0; i < REDUCTIONS; i++) {
            small = net.depthwiseReduction(name + ".reduction1", small);
        }
        small = net.conv(name + ".conv", net.depthwiseConv(name + ".dwconv", small));
        small = net.gelu(net.layerNorm(name + ".norm_act.0", small));
        Node values = net.linear(name + ".v", small);
        values = net.add(net.depthwiseConv(name + ".cpe", values), values);
        Node queries = net.linear(name + ".q", x);
        float factor = (float) (1 / Math.sqrt((double) queries.channels() / heads));
        return net.globalAttention(heads, factor, queries, net.linear(name + ".k", small), values);
    }
}
