package io.github.upscale4j.arch;

import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.weights.WeightShapes;
import io.github.upscale4j.weights.Weights;

/**
 * Real-CUGAN for anime: two U-nets without padding, the first of which enlarges and the second of which corrects it; blocks
 * weigh channels by their means over the whole picture. bilibili/ailab {@code Real-CUGAN/upcunet_v3.py} (MIT), x2, x3 and x4.
 * The picture is extended by reflection as far as the nets see, which is the class's own doing.
 *
 * <p>Files of the "pro" models hold a tensor {@code pro}: their values lie within 0.15 and 0.85.
 */
final class RealCugan implements Architecture {
    private static final String FIRST = "unet1";
    private static final String SECOND = "unet2";

    /** What the second net takes from each side. */
    private static final int SECOND_MARGIN = 20;

    @Override
    public String name() {
        return "Real-CUGAN";
    }

    @Override
    public Match match(WeightShapes w) {
        Match.Checks checks = Match.of(w);
        for (String conv : new String[] {
            "conv1.conv.0",
            "conv1.conv.2",
            "conv1_down",
            "conv2.conv.0",
            "conv2.seblock.conv1",
            "conv2_up",
            "conv_bottom"
        }) {
            checks.rank(FIRST + "." + conv + ".weight", 4);
        }
        for (String conv : new String[] {"conv2_down", "conv3.seblock.conv1", "conv3_up", "conv5", "conv_bottom"}) {
            checks.rank(SECOND + "." + conv + ".weight", 4);
        }
        if (w.has("conv_final.weight")) {
            checks.rank("conv_final.weight", 4);
        }
        if (checks.fine()) {
            int kernel = w.dim(FIRST + ".conv_bottom.weight", 2);
            checks.check(
                    kernel == 4 || kernel == 5,
                    "'unet1.conv_bottom.weight' should have a kernel of 4 or 5, but its shape is "
                            + w.shape(FIRST + ".conv_bottom.weight"));
        }
        return checks.end();
    }

    @Override
    public Weights fold(Weights weights, Options options) {
        Folding folding = new Folding(weights);
        for (String down : new String[] {FIRST + ".conv1_down", SECOND + ".conv1_down", SECOND + ".conv2_down"}) {
            folding.strided(down, 2);
        }
        for (String up : new String[] {FIRST + ".conv2_up", SECOND + ".conv3_up", SECOND + ".conv4_up"}) {
            folding.transposed(up, 2, 0);
        }
        int stride = weights.shape(FIRST + ".conv_bottom.weight").dim(2) == 5 ? 3 : 2;
        folding.transposed(FIRST + ".conv_bottom", stride, stride - 1);
        return folding.folded();
    }

    @Override
    public Net build(WeightShapes w, Options options) {
        NetBuilder net = new NetBuilder(w);
        boolean four = w.has("conv_final.weight");
        Node image = net.input(w.dim(FIRST + ".conv1.conv.0.weight", 1));
        Node x = w.has("pro") ? net.affine(0.7f, 0.15f, image) : image;
        int scale = Reconstruction.root(
                w.dim(FIRST + ".conv_bottom.weight", 0),
                w.dim(SECOND + ".conv_bottom.weight", 0),
                FIRST + ".conv_bottom.weight");
        Node y = four ? finished(net, x, nets(net, w, x, 19, 2)) : nets(net, w, x, scale == 3 ? 14 : 18, scale);
        return net.output(w.has("pro") ? net.affine(1 / 0.7f, -0.15f / 0.7f, y) : y, scale == 3 ? 4 : 2);
    }

    /** Both nets, which enlarge by {@code scale}, over a picture with {@code margin} more pixels on every side. */
    private static Node nets(NetBuilder net, WeightShapes w, Node image, int margin, int scale) {
        Node first = first(net, w, net.reflect(image, margin), scale);
        return net.add(second(net, w, first), net.trim(first, SECOND_MARGIN, SECOND_MARGIN, 1));
    }

    /** The end of the x4 network: twice as large again, and the picture added. */
    private static Node finished(NetBuilder net, Node image, Node features) {
        Node y = net.pixelShuffle(net.trim(net.conv("conv_final", features), 2, 2, 1), 2);
        return net.add(y, net.nearest(image, 4));
    }

    private static Node first(NetBuilder net, WeightShapes w, Node x, int scale) {
        Node a = block(net, w, FIRST + ".conv1", x);
        Node b = block(net, w, FIRST + ".conv2", down(net, FIRST + ".conv1_down", a));
        b = up(net, FIRST + ".conv2_up", b);
        Node c = lrelu(net, net.validConv(FIRST + ".conv3", 1, net.add(net.trim(a, 4, 4, 1), b)));
        // the reference pads the transposed convolution by 2 at x3, and by 3, which throws two pixels away, at x2
        Node y = net.pixelShuffle(net.conv(FIRST + ".conv_bottom", c), scale);
        return net.trim(y, scale == 3 ? 0 : 2, 2, 1);
    }

    private static Node second(NetBuilder net, WeightShapes w, Node x) {
        Node a = block(net, w, SECOND + ".conv1", x);
        Node b = block(net, w, SECOND + ".conv2", down(net, SECOND + ".conv1_down", a));
        Node c = block(net, w, SECOND + ".conv3", down(net, SECOND + ".conv2_down", b));
        c = up(net, SECOND + ".conv3_up", c);
        Node d = block(net, w, SECOND + ".conv4", net.add(net.trim(b, 4, 4, 1), c));
        d = up(net, SECOND + ".conv4_up", d);
        Node e = lrelu(net, net.validConv(SECOND + ".conv5", 1, net.add(net.trim(a, 16, 16, 1), d)));
        return net.validConv(SECOND + ".conv_bottom", 1, e);
    }

    /** Two convolutions, and in most blocks weights for channels. */
    private static Node block(NetBuilder net, WeightShapes w, String name, Node x) {
        // both without padding: what the first makes at the edge, the second's trimming takes away as well
        Node y = lrelu(net, net.conv(name + ".conv.2", lrelu(net, net.conv(name + ".conv.0", x))));
        y = net.trim(y, 2, 2, 1);
        String squeeze = name + ".seblock.conv1";
        return w.has(squeeze + ".weight")
                ? net.multiply(y, ChannelAttention.of(net, squeeze, name + ".seblock.conv2", net.mean(y)))
                : y;
    }

    /** Half the size by a convolution of 2 x 2 pixels. */
    private static Node down(NetBuilder net, String name, Node x) {
        return lrelu(net, net.conv(name, net.pixelUnshuffle(x, 2)));
    }

    /** Twice the size by a transposed convolution. */
    private static Node up(NetBuilder net, String name, Node x) {
        return lrelu(net, net.pixelShuffle(net.conv(name, x), 2));
    }

    private static Node lrelu(NetBuilder net, Node x) {
        return net.leakyRelu(0.1f, x);
    }
}
