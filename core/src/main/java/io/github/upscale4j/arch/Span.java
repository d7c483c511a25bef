package io.github.upscale4j.arch;

import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.weights.WeightShapes;
import io.github.upscale4j.weights.Weights;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * SPAN: blocks of three convolutions that weigh their own result by how far it is from what they expect, without
 * parameters; the winner of NTIRE 2024's efficient track. Wan et al., "Swift Parameter-free Attention Network for Efficient
 * Super-Resolution", CVPRW 2024; hongyuanyu/SPAN (Apache-2.0).
 *
 * <p>Each convolution is trained as four, which fold into one 3x3; files that have the folded one alone run too. The
 * tensor {@code no_norm} says that the picture's mean is left alone. The option {@code img_range} is 255 unless it says
 * otherwise.
 */
final class Span implements Architecture {
    private static final int BLOCKS = 6;
    private static final Pattern BRANCH = Pattern.compile("(.+)\\.sk\\.weight");

    @Override
    public String name() {
        return "SPAN";
    }

    @Override
    public Match match(WeightShapes w) {
        return Match.of(w)
                .check(
                        w.has("conv_1.sk.weight") || w.has("conv_1.eval_conv.weight"),
                        "there is no 'conv_1.eval_conv.weight'")
                .check(
                        w.has("block_6.c3_r.sk.weight") || w.has("block_6.c3_r.eval_conv.weight"),
                        "there is no 'block_6.c3_r.eval_conv.weight'")
                .rank("conv_cat.weight", 4)
                .rank("upsampler.0.weight", 4)
                .end();
    }

    @Override
    public Set<String> options() {
        return Set.of("img_range");
    }

    @Override
    public Weights fold(Weights weights, Options options) {
        Folding folding = new Folding(weights);
        for (String name : weights.names()) {
            Matcher branch = BRANCH.matcher(name);
            if (branch.matches()) {
                String conv = branch.group(1);
                folding.branches(
                        conv + ".conv.0", conv + ".conv.1", conv + ".conv.2", conv + ".sk", conv + ".eval_conv");
            }
        }
        return folding.folded();
    }

    @Override
    public Net build(WeightShapes w, Options options) {
        NetBuilder net = new NetBuilder(w);
        int colours = w.dim("conv_1.eval_conv.weight", 1);
        Node image = net.input(colours);
        float range = options.number("img_range", 255);
        Node first = net.conv("conv_1.eval_conv", w.has("no_norm") ? image : SwinLayers.in(net, image, range));
        Node[] blocks = new Node[BLOCKS + 1];
        blocks[0] = first;
        Node inner = null;
        for (int i = 1; i <= BLOCKS; i++) {
            String block = "block_" + i;
            Node x = blocks[i - 1];
            inner = net.silu(net.conv(block + ".c1_r.eval_conv", x));
            Node y = net.silu(net.conv(block + ".c2_r.eval_conv", inner));
            y = net.conv(block + ".c3_r.eval_conv", y);
            blocks[i] = net.multiply(net.add(y, x), attention(net, y));
        }
        Node last = net.conv("conv_2.eval_conv", blocks[BLOCKS]);
        Node joined = net.conv("conv_cat", net.concat(first, last, blocks[1], inner));
        int scale = Reconstruction.root(w.dim("upsampler.0.weight", 0), colours, "upsampler.0.weight");
        return net.output(net.pixelShuffle(net.conv("upsampler.0", joined), scale));
    }

    /** From -0.5 to 0.5. */
    private static Node attention(NetBuilder net, Node y) {
        float[] ones = new float[y.channels()];
        float[] halves = new float[y.channels()];
        Arrays.fill(ones, 1);
        Arrays.fill(halves, -0.5f);
        return net.affine(ones, halves, net.sigmoid(y));
    }
}
