package io.github.upscale4j.arch;

import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.weights.WeightShapes;

/** What SwinIR and Swin2SR have in common beside their blocks: stages, convolutions that end them, the range of values. */
final class SwinLayers {
    private static final float[] MEAN = {0.4488f, 0.4371f, 0.4040f};

    /** Windows of this size are those of models that remove JPEG artefacts, which were trained on values up to 255. */
    private static final int JPEG_WINDOW = 7;

    /** One block of a stage. */
    @FunctionalInterface
    interface Block {
        Node of(String name, int number, Node x);
    }

    private SwinLayers() {}

    /** What values of 1 become before the first convolution. */
    static float range(int window, Options options) {
        float range = options.number("img_range", window == JPEG_WINDOW ? 255 : 1);
        if (range > 0) {
            return range;
        }
        throw new IllegalArgumentException("option img_range: expected more than 0, got " + range);
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
        boolean shifted = w.has(block + ".attn_mask") || !w.has(block + ".attn.relative_position_index");
        return number % 2 == 1 && shifted ? window / 2 : 0;
    }
}
