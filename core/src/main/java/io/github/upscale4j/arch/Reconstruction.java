package io.github.upscale4j.arch;

import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.weights.WeightShapes;

/** How SwinIR and its descendants make an image of features; which of the ways a file takes shows in its names. */
enum Reconstruction {
    /** {@code conv_before_upsample.0}, convolutions with a pixel shuffle each, {@code conv_last}. */
    PIXEL_SHUFFLE,
    /** {@code upsample.0} to the pixels of all colours at once, pixel shuffle. */
    PIXEL_SHUFFLE_DIRECT,
    /** As {@link #PIXEL_SHUFFLE}, with a repetition of pixels before each convolution in place of a shuffle after it. */
    NEAREST,
    /** No enlargement: {@code conv_last} gives what is added to the input. */
    RESIDUAL;

    static Reconstruction of(WeightShapes w) {
        if (w.has("conv_up1.weight")) {
            return NEAREST;
        }
        if (w.has("conv_before_upsample.0.weight")) {
            return PIXEL_SHUFFLE;
        }
        return w.has("upsample.0.weight") ? PIXEL_SHUFFLE_DIRECT : RESIDUAL;
    }

    /**
     * @param image the input, as the first convolution takes it
     * @param features what the trunk gives
     */
    Node build(NetBuilder net, WeightShapes w, Node image, Node features) {
        return switch (this) {
            case PIXEL_SHUFFLE -> net.conv("conv_last", shuffled(net, w, "upsample", before(net, "", features)));
            case PIXEL_SHUFFLE_DIRECT ->
                net.pixelShuffle(
                        net.conv("upsample.0", features),
                        root(w.dim("upsample.0.weight", 0), image.channels(), "upsample.0.weight"));
            case NEAREST -> net.conv("conv_last", nearest(net, w, before(net, "", features)));
            case RESIDUAL -> net.add(net.conv("conv_last", features), image);
        };
    }

    /** {@code conv_before_upsample}, with {@code suffix} after its name. */
    static Node before(NetBuilder net, String suffix, Node features) {
        return net.leakyRelu(0.01f, net.conv("conv_before_upsample" + suffix + ".0", features));
    }

    /** The convolutions {@code name.0}, {@code name.2} and so on, with a pixel shuffle after each. */
    static Node shuffled(NetBuilder net, WeightShapes w, String name, Node x) {
        Node y = x;
        for (int i = 0; w.has(name + "." + i + ".weight"); i += 2) {
            String conv = name + "." + i;
            y = net.pixelShuffle(net.conv(conv, y), root(w.dim(conv + ".weight", 0), y.channels(), conv + ".weight"));
        }
        return y;
    }

    private static Node nearest(NetBuilder net, WeightShapes w, Node x) {
        Node y = x;
        for (int i = 1; w.has("conv_up" + i + ".weight"); i++) {
            y = net.leakyRelu(0.2f, net.conv("conv_up" + i, net.nearest(y, 2)));
        }
        return net.leakyRelu(0.2f, net.conv("conv_hr", y));
    }

    /** By what a pixel shuffle enlarges that leaves {@code of} of as many channels. */
    static int root(int channels, int of, String tensor) {
        int factor = (int) Math.round(Math.sqrt((double) channels / of));
        if (factor * factor * of != channels) {
            throw new IllegalArgumentException("tensor '" + tensor + "' gives " + channels
                    + " channels, which are no whole square of pixels of " + of + " channels");
        }
        return factor;
    }
}
