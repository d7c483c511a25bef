package io.github.upscale4j.arch;

import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.weights.WeightShapes;
import io.github.upscale4j.weights.Weights;

/**
 * DySample: pixels of the enlarged image are read at places that the network chooses, group of channels by group. Liu et
 * al., "Learning to Upsample by Learning to Sample", ICCV 2023; as spandrel and neosr have it, with a convolution of single
 * pixels at the end. That convolution is done before, on the small image, each group's part on its own: interpolation and
 * sums can change places, and only the result's colours are read.
 */
final class DySample {
    private DySample() {}

    /** Groups of channels, where the result has {@code factor} times the size. */
    static int groups(WeightShapes w, String name, int factor) {
        return w.dim(name + ".offset.weight", 0) / (2 * factor * factor);
    }

    /**
     * Splits {@code name.end_conv} by groups, as {@link #build} wants it.
     *
     * @throws IllegalArgumentException if places do not start from where the enlarged pixels lie, which {@code name.init_pos}
     *     says and every file has so
     */
    static void fold(Folding folding, Weights weights, String name, int groups, int factor) {
        folding.grouped(name + ".end_conv", groups);
        int places = groups * factor * factor;
        float[] stored = weights.floats(name + ".init_pos", 1, 2 * places, 1, 1);
        for (int i = 0; i < stored.length; i++) {
            int place = i < places ? i % factor : i / factor % factor;
            if (Math.abs(stored[i] - ((place + 0.5f) / factor - 0.5f)) > 1e-6f) {
                throw new IllegalArgumentException("tensor '" + name + ".init_pos': expected "
                        + ((place + 0.5f) / factor - 0.5f) + " at " + i + ", got " + stored[i]);
            }
        }
    }

    static Node build(NetBuilder net, String name, int groups, int factor, Node x) {
        Node scope = net.scale(0.5f, net.sigmoid(net.conv(name + ".scope", x)));
        Node offsets = net.multiply(net.conv(name + ".offset", x), scope);
        return net.sample(net.conv(name + ".end_conv", x), offsets, groups, factor);
    }
}
