package io.github.upscale4j.arch;

import io.github.upscale4j.net.Attention;
import io.github.upscale4j.net.LogarithmicBias;
import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.NetBuilder.Channels;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.net.Windows;
import io.github.upscale4j.weights.WeightShapes;
import io.github.upscale4j.weights.Weights;
import java.util.Set;

/**
 * GRL: half of the channels attend within windows; the other half within stripes, by way of anchors, which are means of some
 * pixels: anchors attend to pixels, then pixels to anchors. Li et al., "Efficient and Explicit Modelling of Image
 * Hierarchies for Image Restoration", CVPR 2023; reference code ofsoundof/GRL-Image-Restoration (MIT).
 *
 * <p>Not in the file, unless it has the tables of its training: {@code window_size} (8), {@code stripe_size} (8,8) and
 * {@code anchor_window_down_factor} (1); never {@code stripe_shift} (false) and {@code img_range}. Of the ways to make
 * queries, keys, values and anchors only the published models' are known, linear layers and means.
 */
final class Grl implements Architecture {
    private static final String FIRST = "layers.0.blocks.0.attn";

    /** Sizes that the shapes may not tell. */
    private record Sizes(int window, int stripeHeight, int stripeWidth, int factor) {
        static Sizes of(WeightShapes w, Options options) {
            if (w.rank("table_w") == 4 && w.rank("table_sh") == 4 && w.rank("index_sh_a2w") == 2) {
                int anchors = Math.min(w.dim("index_sh_a2w", 0), w.dim("index_sh_a2w", 1));
                int pixels = Math.max(w.dim("index_sh_a2w", 0), w.dim("index_sh_a2w", 1));
                int factor = (int) Math.round(Math.sqrt((double) pixels / anchors));
                return new Sizes(
                        (w.dim("table_w", 1) + 1) / 2,
                        (w.dim("table_sh", 1) + 1) * factor / (factor + 1),
                        (w.dim("table_sh", 2) + 1) * factor / (factor + 1),
                        factor);
            }
            String[] stripe = options.text("stripe_size", "8,8").split(",", -1);
            if (stripe.length != 2) {
                throw new IllegalArgumentException(
                        "option stripe_size: expected two numbers, as in 8,16, got '" + String.join(",", stripe) + "'");
            }
            return new Sizes(
                    options.whole("window_size", 8),
                    Options.whole("stripe_size", stripe[0].strip()),
                    Options.whole("stripe_size", stripe[1].strip()),
                    options.whole("anchor_window_down_factor", 1));
        }

        Sizes {
            int multiple = Math.max(window, Math.max(stripeHeight, stripeWidth));
            boolean whole = multiple % window == 0 && multiple % stripeHeight == 0 && multiple % stripeWidth == 0;
            if (!whole || stripeHeight % (2 * factor) != 0 || stripeWidth % (2 * factor) != 0) {
                throw new IllegalArgumentException("options window_size, stripe_size and anchor_window_down_factor: "
                        + window + ", " + stripeHeight + "," + stripeWidth + " and " + factor
                        + " do not divide one another");
            }
        }

        int multiple() {
            return Math.max(window, Math.max(stripeHeight, stripeWidth));
        }
    }

    @Override
    public String name() {
        return "GRL";
    }

    @Override
    public Match match(WeightShapes w) {
        return Match.of(w)
                .rank("conv_first.weight", 4)
                .has("norm_start.weight", "norm_end.weight")
                .rank(FIRST + ".window_attn.attn_transform.logit_scale", 3)
                .rank(FIRST + ".stripe_attn.attn_transform1.logit_scale", 3)
                .rank(FIRST + ".qkv.body.weight", 2)
                .rank(FIRST + ".anchor.body.0.reduction.weight", 2)
                .has(FIRST + ".anchor.body.0.reduction.bias")
                .check(SwinLayers.hasConv(w, "conv_after_body"), "there is no 'conv_after_body.weight'")
                .end();
    }

    @Override
    public Set<String> options() {
        return Set.of("window_size", "stripe_size", "stripe_shift", "anchor_window_down_factor", "img_range");
    }

    /** Means of pixels become weights of the layer after them. */
    @Override
    public Weights fold(Weights weights, Options options) {
        WeightShapes w = WeightShapes.of(weights);
        int factor = Sizes.of(w, options).factor();
        Folding folding = new Folding(weights);
        for (int i = 0; i < w.count("layers"); i++) {
            for (int j = 0; j < w.count("layers." + i + ".blocks"); j++) {
                String anchors = "layers." + i + ".blocks." + j + ".attn.anchor.body.0";
                folding.ofMeans(anchors + ".reduction", factor, anchors);
            }
        }
        for (int i = 0; i < w.count("upsample.up"); i++) {
            folding.renamed("upsample.up." + i, "upsample." + i);
        }
        return folding.folded();
    }

    @Override
    public Net build(WeightShapes w, Options options) {
        Sizes sizes = Sizes.of(w, options);
        boolean shifts = Boolean.parseBoolean(options.text("stripe_shift", "false"));
        NetBuilder net = new NetBuilder(w);
        return SwinLayers.net(net, w, sizes.multiple(), SwinLayers.range(options), x -> {
            Node y = net.layerNorm("norm_start", x);
            for (int i = 0; i < w.count("layers"); i++) {
                String stage = "layers." + i;
                Node z = y;
                for (int j = 0; j < w.count(stage + ".blocks"); j++) {
                    z = block(net, w, stage + ".blocks." + j, j, shifts, sizes, z);
                }
                y = net.add(SwinLayers.conv(net, w, stage + ".conv", z), y);
            }
            return net.layerNorm("norm_end", y);
        });
    }

    private static Node block(
            NetBuilder net, WeightShapes w, String name, int number, boolean shifts, Sizes sizes, Node x) {
        String attention = name + ".attn";
        Node qkv = net.linear(attention + ".qkv.body", x);
        int half = x.channels() / 2;
        int shift = number % 2 == 0 ? sizes.window() / 2 : 0;
        Node near = attend(
                net,
                w,
                attention + ".window_attn.attn_transform",
                Windows.squares(sizes.window(), shift),
                half,
                new Channels(qkv, 0),
                new Channels(qkv, half),
                new Channels(qkv, 2 * half));
        Node far = stripes(net, w, attention, number, shifts && number % 4 >= 2, sizes, qkv, x);
        Node attended = net.linear(attention + ".proj", net.concat(near, far));
        Node y = net.add(net.layerNorm(name + ".norm1", attended), x);
        if (w.has(name + ".conv.cab.0.weight")) {
            y = net.add(Hat.convolved(net, name + ".conv.cab", x), y);
        }
        return net.add(net.layerNorm(name + ".norm2", SwinLayers.mlp(net, name + ".mlp", y)), y);
    }

    /** Lying stripes in every other block, upright ones in between. */
    private static Node stripes(
            NetBuilder net, WeightShapes w, String name, int number, boolean shifted, Sizes sizes, Node qkv, Node x) {
        int half = x.channels() / 2;
        int high = number % 2 == 0 ? sizes.stripeHeight() : sizes.stripeWidth();
        int wide = number % 2 == 0 ? sizes.stripeWidth() : sizes.stripeHeight();
        int factor = sizes.factor();
        Node anchors = net.linear(name + ".anchor.body.0", net.pixelUnshuffle(x, factor));
        Node gathered = attend(
                net,
                w,
                name + ".stripe_attn.attn_transform1",
                Windows.between(high / factor, wide / factor, high, wide, shifted),
                half,
                new Channels(anchors, 0),
                new Channels(qkv, 4 * half),
                new Channels(qkv, 5 * half));
        return attend(
                net,
                w,
                name + ".stripe_attn.attn_transform2",
                Windows.between(high, wide, high / factor, wide / factor, shifted),
                half,
                new Channels(qkv, 3 * half),
                new Channels(anchors, 0),
                new Channels(gathered, 0));
    }

    private static Node attend(
            NetBuilder net,
            WeightShapes w,
            String name,
            Windows windows,
            int channels,
            Channels queries,
            Channels keys,
            Channels values) {
        return net.crossAttention(
                name,
                Attention.COSINE,
                new LogarithmicBias(name),
                windows,
                channels,
                w.dim(name + ".logit_scale", 0),
                queries,
                keys,
                values);
    }
}
