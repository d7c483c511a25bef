package io.github.upscale4j.arch;

import io.github.upscale4j.net.Attention;
import io.github.upscale4j.net.DynamicBias;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.NetBuilder.Channels;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.net.Windows;
import io.github.upscale4j.weights.WeightShapes;

/**
 * Attention within rectangles, upright ones for half of the channels and lying ones for the other half. Chen et al.,
 * "Cross Aggregation Transformer for Image Restoration", NeurIPS 2022, section 3.2; DAT, RGT and CRAFT have it too.
 *
 * @param height of the rectangles of the first half; those of the second are turned
 * @param width likewise
 * @param multiple zeros fill the image up to a multiple of this; 0 if shifted rectangles go on at the opposite edge
 */
record Rectangles(int height, int width, int multiple) {
    /** What {@link #multiple} is where shifted rectangles go on at the opposite edge. */
    private static final int ROUND = 0;

    /** As {@code relative_position_index} and {@code rpe_biases} of the first half tell; of two sides the height is the smaller. */
    static Rectangles of(WeightShapes w, String attention) {
        Rectangles sides = of(w, attention + ".relative_position_index", attention + ".rpe_biases");
        return new Rectangles(sides.height(), sides.width(), Math.max(sides.height(), sides.width()));
    }

    /** As {@link #of(WeightShapes, String)} of tensors of other names; shifted, they go on at the opposite edge. */
    static Rectangles of(WeightShapes w, String index, String biases) {
        int pixels = w.dim(index, 0);
        int distances = w.dim(biases, 0);
        int sum = (4 * pixels + 1 - distances) / 2; // of height and width
        int height = (sum - (int) Math.round(Math.sqrt((double) sum * sum - 4.0 * pixels))) / 2;
        int width = sum - height;
        if (height < 1 || height * width != pixels || (2 * height - 1) * (2 * width - 1) != distances) {
            throw new IllegalArgumentException("tensors '" + index + "' and '" + biases + "': no rectangle has "
                    + pixels + " pixels and " + distances + " distances");
        }
        return new Rectangles(height, width, ROUND);
    }

    /** Whether DAT's and RGT's blocks shift their rectangles. */
    static boolean shifted(int group, int block) {
        return group % 2 == 0 ? block > 0 && block % 4 == 2 : block % 4 == 0;
    }

    /** {@code name.attns.0} and {@code name.attns.1} on queries, keys and values. */
    Node attend(NetBuilder net, WeightShapes w, String name, boolean shifted, Node qkv) {
        Node first = half(net, w, name, 0, height, width, shifted, qkv);
        return net.concat(first, half(net, w, name, 1, width, height, shifted, qkv));
    }

    /** As {@link #attend}, of what {@code name.qkv} makes of {@code x}; plus what {@code name.get_v} makes of the values. */
    Node attendAndMix(NetBuilder net, WeightShapes w, String name, boolean shifted, Node x) {
        Node qkv = net.linear(name + ".qkv", x);
        Node values = net.slice(qkv, qkv.channels() / 3 * 2, qkv.channels());
        return net.add(net.depthwiseConv(name + ".get_v", values), attend(net, w, name, shifted, qkv));
    }

    private Node half(
            NetBuilder net, WeightShapes w, String name, int i, int high, int wide, boolean shifted, Node qkv) {
        int channels = qkv.channels() / 3;
        String attention = name + ".attns." + i;
        int first = i * (channels / 2);
        int down = shifted ? high / 2 : 0;
        int right = shifted ? wide / 2 : 0;
        return net.crossAttention(
                attention,
                Attention.SCALED_PRODUCT,
                new DynamicBias(attention + ".pos"),
                multiple == ROUND
                        ? Windows.round(high, wide, down, right)
                        : Windows.rectangles(high, wide, down, right, multiple),
                channels / 2,
                w.dim(attention + ".pos.pos3.2.weight", 0),
                new Channels(qkv, first),
                new Channels(qkv, channels + first),
                new Channels(qkv, 2 * channels + first));
    }
}
