package io.github.upscale4j.arch;

import io.github.upscale4j.net.Attention;
import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.weights.WeightShapes;

/** What SwinIR and its descendants have in common: stages, convolutions that end them, the range of values. */
final class SwinLayers {
    private static final float[] MEAN = {0.4488f, 0.4371f, 0.4040f};

    /** Windows of this size are those of models that remove JPEG artefacts, which were trained on values up to 255. */
    private static final int JPEG_WINDOW = 7;

    /** One block of a stage. */
    @FunctionalInterface
    interface Block {
        Node of(String name, int number, Node x);
    }

    /** What lies between the first convolution and the one that ends the body. */
    @FunctionalInterface
    interface Trunk {
        Node of(Node x);
    }

    private SwinLayers() {}

    /**
     * The whole network around a trunk: {@code conv_first}, the trunk, {@code conv_after_body} where the file has it, a skip
     * around both, {@link Reconstruction}.
     *
     * @param multiple what both sides of the image are extended to
     */
    static Net net(NetBuilder net, WeightShapes w, int multiple, float range, Trunk trunk) {
        return net(net, w, net.input(w.dim("conv_first.weight", 1)), multiple, range, trunk);
    }

    /** As {@link #net(NetBuilder, WeightShapes, int, float, Trunk)}, of an image to which something was done before. */
    static Net net(NetBuilder net, WeightShapes w, Node input, int multiple, float range, Trunk trunk) {
        Node image = in(net, input, range);
        Node x = net.conv("conv_first", image);
        Node y = trunk.of(x);
        y = net.add(hasConv(w, "conv_after_body") ? conv(net, w, "conv_after_body", y) : y, x);
        return net.output(out(net, Reconstruction.of(w).build(net, w, image, y), range), multiple);
    }

    static boolean hasConv(WeightShapes w, String name) {
        return w.has(name + ".weight") || w.has(name + ".4.weight");
    }

    /** {@code patch_embed.norm}, where the file has it. */
    static Node embedded(NetBuilder net, WeightShapes w, Node x) {
        return w.has("patch_embed.norm.weight") ? net.layerNorm("patch_embed.norm", x) : x;
    }

    /** The stages {@code layers.0} and on, each of blocks and a convolution with a skip around them. */
    static Node stages(NetBuilder net, WeightShapes w, Block block, Node x) {
        Node y = x;
        for (int i = 0; i < w.count("layers"); i++) {
            String stage = "layers." + i;
            y = net.add(conv(net, w, stage + ".conv", blocks(w, stage, block, y)), y);
        }
        return y;
    }

    /** Swin's own block: attention within windows and a perceptron of each pixel, both after a normalisation. */
    static Node swin(NetBuilder net, WeightShapes w, String name, int window, int shift, Node x) {
        String attention = name + ".attn";
        int heads = w.dim(attention + ".relative_position_bias_table", 1);
        Node qkv = net.linear(attention + ".qkv", net.layerNorm(name + ".norm1", x));
        Node attended = net.windowAttention(attention, Attention.SCALED_PRODUCT, qkv, heads, window, shift);
        Node y = net.add(net.linear(attention + ".proj", attended), x);
        return net.add(mlp(net, name + ".mlp", net.layerNorm(name + ".norm2", y)), y);
    }

    /** What values of 1 become before the first convolution. */
    static float range(int window, Options options) {
        float range = options.number("img_range", window == JPEG_WINDOW ? 255 : 1);
        if (range > 0) {
            return range;
        }
        throw new IllegalArgumentException("option img_range: expected more than 0, got " + range);
    }

    /** As {@link #range(int, Options)}, of models that were all trained on values up to 1. */
    static float range(Options options) {
        return range(0, options);
    }

    /** The window whose pixels are as far apart as {@code table} has rows: the square of twice the window less 1. */
    static int window(WeightShapes w, String table) {
        int side = (int) Math.round(Math.sqrt(w.dim(table, 0)));
        if (side * side != w.dim(table, 0) || side % 2 == 0) {
            throw new IllegalArgumentException(
                    "tensor '" + table + "' has " + w.dim(table, 0) + " rows, which are no (2 window - 1) squared");
        }
        return (side + 1) / 2;
    }

    /** The image less the mean of photographs, in the network's range. */
    static Node in(NetBuilder net, Node image, float range) {
        float[] factors = new float[image.channels()];
        float[] offsets = new float[image.channels()];
        for (int c = 0; c < factors.length; c++) {
            factors[c] = range;
            offsets[c] = -mean(image.channels(), c) * range;
        }
        return net.affine(factors, offsets, image);
    }

    /** The inverse of {@link #in}. */
    static Node out(NetBuilder net, Node y, float range) {
        float[] factors = new float[y.channels()];
        float[] offsets = new float[y.channels()];
        for (int c = 0; c < factors.length; c++) {
            factors[c] = 1 / range;
            offsets[c] = mean(y.channels(), c);
        }
        return net.affine(factors, offsets, y);
    }

    private static float mean(int channels, int c) {
        return channels == MEAN.length ? MEAN[c] : 0;
    }

    /** {@code name}: one 3 x 3 convolution, or three with fewer features between them, the middle one of single pixels. */
    static Node conv(NetBuilder net, WeightShapes w, String name, Node x) {
        if (w.has(name + ".weight")) {
            return net.conv(name, x);
        }
        Node y = net.leakyRelu(0.2f, net.conv(name + ".0", x));
        return net.conv(name + ".4", net.leakyRelu(0.2f, net.conv(name + ".2", y)));
    }

    /** The blocks {@code name.residual_group.blocks.0} and on. */
    static Node blocks(WeightShapes w, String name, Block block, Node x) {
        String blocks = name + ".residual_group.blocks";
        Node y = x;
        for (int i = 0; i < w.count(blocks); i++) {
            y = block.of(blocks + "." + i, i, y);
        }
        return y;
    }

    /** Linear, GELU, linear. */
    static Node mlp(NetBuilder net, String name, Node x) {
        return net.linear(name + ".fc2", net.gelu(net.linear(name + ".fc1", x)));
    }

    /**
     * Where the windows of a block start. Every other block shifts them by half a window, unless the network was made for
     * images of one window; the file then lacks the mask that shifting needs. Files without any such tables leave the
     * usual case.
     */
    static int shift(WeightShapes w, String block, int number, int window) {
        return shift(w, block, ".attn.relative_position_index", number, window);
    }

    /** As {@link #shift(WeightShapes, String, int, int)}, where {@code index} is the table that every block has. */
    static int shift(WeightShapes w, String block, String index, int number, int window) {
        boolean shifted = w.has(block + ".attn_mask") || !w.has(block + index);
        return number % 2 == 1 && shifted ? window / 2 : 0;
    }
}
