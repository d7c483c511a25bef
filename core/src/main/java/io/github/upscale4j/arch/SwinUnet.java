package io.github.upscale4j.arch;

import io.github.upscale4j.net.Attention;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.net.SidesTable;
import io.github.upscale4j.net.Windows;
import io.github.upscale4j.weights.WeightShapes;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The denoiser of ResShift and SinSR: a U-net of residual blocks, of which some are followed by Swin blocks, with group
 * normalisation all over, and windows that {@linkplain SidesTable go round}. zsyOAOA/ResShift {@code models/unet.py}, class
 * {@code UNetModelSwin}, and {@code models/swin_transformer.py}. Every width, depth, number of heads and window comes from the
 * shapes.
 */
final class SwinUnet {
    private static final String FIRST = "input_blocks.0.0.weight";

    private final NetBuilder net;
    private final WeightShapes w;
    private final int groups;

    /** @param groups of each normalisation */
    SwinUnet(NetBuilder net, WeightShapes w, int groups) {
        this.net = net;
        this.w = w;
        this.groups = groups;
    }

    /** Adds what names and shapes say of it to the chain. */
    static Match.Checks match(Match.Checks checks, WeightShapes w) {
        checks.rank(FIRST, 4)
                .rank("time_embed.0.weight", 2)
                .rank("time_embed.2.weight", 2)
                .rank("input_blocks.1.0.in_layers.2.weight", 4)
                .rank("input_blocks.1.0.emb_layers.1.weight", 2)
                .rank("input_blocks.1.1.patch_embed.proj.weight", 4)
                .rank("middle_block.1.patch_embed.proj.weight", 4)
                .rank("output_blocks.0.0.out_layers.3.weight", 4)
                .rank("out.2.weight", 4)
                .lacks("feature_extractor.0.weight", "input_blocks.1.1.patch_embed.norm.weight", "label_emb.weight");
        if (checks.fine()) {
            int latent = w.dim("out.2.weight", 0);
            checks.check(
                    w.dim(FIRST, 1) == 2 * latent,
                    "'" + FIRST + "' should take " + 2 * latent + " channels, the " + latent
                            + " that 'out.2.weight' gives and as many of the picture, but its shape is "
                            + w.shape(FIRST));
            int out = w.dim("input_blocks.1.0.in_layers.2.weight", 0);
            checks.check(
                    w.dim("input_blocks.1.0.emb_layers.1.weight", 0) == 2 * out,
                    "'input_blocks.1.0.emb_layers.1.weight' should give " + 2 * out
                            + " values, a factor and an offset for each channel");
            checks.check(
                    w.names().stream().anyMatch(name -> name.endsWith(".op.weight")),
                    "there is no 'input_blocks.*.0.op.weight', a convolution that makes maps smaller");
        }
        return checks;
    }

    /** Makes what only the reference's way of computing needs into what {@link #of} asks for. */
    static void fold(Folding folding, WeightShapes w, int firstTime, int lastTime) {
        TimeEmbedding.fold(folding, w, firstTime, lastTime);
        for (String name : w.names()) {
            if (name.startsWith("input_blocks.") && name.endsWith(".op.weight")) {
                folding.strided(name.substring(0, name.length() - ".weight".length()), 2, 1);
            }
        }
    }

    /** What both sides of its input must be a multiple of: whole windows, however small the map. */
    static int multiple(WeightShapes w) {
        int multiple = 1;
        int level = 1;
        for (int i = 0; i < w.count("input_blocks"); i++) {
            level *= w.has("input_blocks." + i + ".0.op.weight") ? 2 : 1;
            String swin = "input_blocks." + i + ".1";
            multiple = common(multiple, w.has(swin + ".patch_embed.proj.weight") ? level * window(w, swin) : level);
        }
        return common(multiple, level * window(w, "middle_block.1"));
    }

    private static int common(int a, int b) {
        int multiple = a;
        while (multiple % b != 0) {
            multiple += a;
        }
        return multiple;
    }

    /**
     * Its output for {@code x}, the scaled latent and the picture side by side.
     *
     * @param time counted down to 0
     */
    Node of(Node x, int time) {
        Deque<Node> skips = new ArrayDeque<>();
        Node y = net.conv("input_blocks.0.0", x);
        skips.push(y);
        for (int i = 1; i < w.count("input_blocks"); i++) {
            String block = "input_blocks." + i;
            y = w.has(block + ".0.op.weight")
                    ? net.conv(block + ".0.op", net.pixelUnshuffle(y, 2))
                    : swin(block + ".1", residual(block + ".0", time, y));
            skips.push(y);
        }
        y = swin("middle_block.1", residual("middle_block.0", time, y));
        y = residual("middle_block.2", time, y);
        for (int i = 0; i < w.count("output_blocks"); i++) {
            String block = "output_blocks." + i;
            y = swin(block + ".1", residual(block + ".0", time, net.concat(y, skips.pop())));
            y = enlarged(block + ".1.conv", enlarged(block + ".2.conv", y));
        }
        return net.conv("out.2", net.silu(net.groupNorm("out.0", groups, y)));
    }

    private Node enlarged(String name, Node x) {
        return w.has(name + ".weight") ? net.conv(name, net.nearest(x, 2)) : x;
    }

    private Node residual(String name, int time, Node x) {
        Node y = net.silu(net.groupNorm(name + ".in_layers.0", groups, x));
        y = net.conv(name + ".in_layers.2", y);
        y = net.silu(net.groupNorm(TimeEmbedding.norm(name, time), groups, y));
        y = net.conv(name + ".out_layers.3", y);
        String skip = name + ".skip_connection";
        return net.add(y, w.has(skip + ".weight") ? net.conv(skip, x) : x);
    }

    private Node swin(String name, Node x) {
        if (!w.has(name + ".patch_embed.proj.weight")) {
            return x;
        }
        Node y = net.conv(name + ".patch_embed.proj", x);
        int window = window(w, name);
        for (int i = 0; i < w.count(name + ".blocks"); i++) {
            String block = name + ".blocks." + i;
            String attention = block + ".attn";
            Node qkv = net.linear(attention + ".qkv", net.groupNorm(block + ".norm1", groups, y));
            Node attended = attention(attention, qkv, window, SwinLayers.shift(w, block, i, window));
            y = net.add(net.linear(attention + ".proj", attended), y);
            Node hidden = net.gelu(net.conv(block + ".mlp.fc1", net.groupNorm(block + ".norm2", groups, y)));
            y = net.add(net.conv(block + ".mlp.fc2", hidden), y);
        }
        return net.conv(name + ".patch_unembed.proj", y);
    }

    private Node attention(String name, Node qkv, int window, int shift) {
        String table = name + ".relative_position_bias_table";
        int heads = w.dim(table, 1);
        if (shift == 0) {
            return net.windowAttention(name, Attention.SCALED_PRODUCT, qkv, heads, window, 0);
        }
        int channels = qkv.channels() / 3;
        return net.crossAttention(
                name,
                Attention.SCALED_PRODUCT,
                new SidesTable(table, window - shift),
                Windows.round(window, window, shift, shift),
                channels,
                heads,
                new NetBuilder.Channels(qkv, 0),
                new NetBuilder.Channels(qkv, channels),
                new NetBuilder.Channels(qkv, 2 * channels));
    }

    private static int window(WeightShapes w, String swin) {
        return SwinLayers.window(w, swin + ".blocks.0.attn.relative_position_bias_table");
    }
}
