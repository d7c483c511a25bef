package io.github.upscale4j.arch;

import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.weights.WeightShapes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * RRDBNet: residual-in-residual dense blocks, then nearest-neighbour upsampling with convolutions. The network of ESRGAN,
 * Real-ESRGAN, BSRGAN, RealSR and of most community models. Wang et al., "ESRGAN", ECCVW 2018; BasicSR
 * {@code rrdbnet_arch.py} (Apache-2.0), ESRGAN 2018 (Apache-2.0), BSRGAN (Apache-2.0); ESRGAN+: Rakotonirina and
 * Rasoanaivo, ICASSP 2020 (Apache-2.0).
 *
 * <p>Features, growth, blocks, colours and upsampling steps are read from the shapes. A file with 4 or 16 times as many
 * input as output channels takes its image pixel-unshuffled by 2 or 4. One upsampling step means x2; a model made with
 * one step of x3 has the same shapes, and needs the option {@code scale} = 3.
 */
final class RrdbNet implements Architecture {
    /** Where a layout keeps the convolutions; {@code upsampling} lists those that follow an enlargement. */
    private record Layout(
            String first,
            String blocks,
            String dense,
            String suffix,
            String trunk,
            List<String> upsampling,
            String hr,
            String last) {
        String conv(int block, int rdb, int conv) {
            return blocks + "." + block + "." + dense + rdb + ".conv" + conv + suffix;
        }
    }

    @Override
    public String name() {
        return "RRDBNet";
    }

    @Override
    public Match match(WeightShapes w) {
        return Match.closest(Stream.of(basicSr(w), trunk(w), original(w)).map(layout -> match(w, layout)));
    }

    private static Match match(WeightShapes w, Layout layout) {
        Match.Checks checks = Match.of(w).rank(layout.first() + ".weight", 4);
        for (int conv = 1; conv <= 5; conv++) {
            checks.rank(layout.conv(0, 1, conv) + ".weight", 4);
        }
        checks.has(layout.conv(0, 3, 5) + ".weight", layout.trunk() + ".weight", layout.hr() + ".weight");
        checks.rank(layout.last() + ".weight", 4);
        if (checks.fine()) {
            int in = w.dim(layout.first() + ".weight", 1);
            int out = w.dim(layout.last() + ".weight", 0);
            checks.check(
                    in == out || in == 4 * out || in == 16 * out,
                    "'" + layout.first() + ".weight' takes " + in + " channels, which are not 1, 4 or 16 times the "
                            + out + " of '" + layout.last() + ".weight'");
        }
        return checks.end();
    }

    @Override
    public Set<String> options() {
        return Set.of("scale");
    }

    @Override
    public Net build(WeightShapes w, Options options) {
        Layout layout = layout(w);
        int out = w.dim(layout.last() + ".weight", 0);
        int unshuffle = (int) Math.sqrt((double) w.dim(layout.first() + ".weight", 1) / out);
        int step = step(layout, unshuffle, options);

        NetBuilder net = new NetBuilder(w);
        Node image = net.input(out);
        Node x = net.conv(layout.first(), net.pixelUnshuffle(image, unshuffle));
        Node y = x;
        for (int i = 0; i < blocks(w, layout); i++) {
            y = rrdb(net, w, layout, i, y);
        }
        y = net.add(net.conv(layout.trunk(), y), x);
        for (String conv : layout.upsampling()) {
            y = net.leakyRelu(0.2f, net.conv(conv, net.nearest(y, step)));
        }
        y = net.conv(layout.last(), net.leakyRelu(0.2f, net.conv(layout.hr(), y)));
        return net.output(y, unshuffle);
    }

    /** What one upsampling step enlarges by. */
    private static int step(Layout layout, int unshuffle, Options options) {
        int steps = layout.upsampling().size();
        float scale = options.number("scale", (float) (1 << steps) / unshuffle);
        if (scale * unshuffle == 1 << steps && scale >= 1) {
            return 2;
        }
        if (steps == 1 && scale == 3 && unshuffle == 1) {
            return 3;
        }
        if (1 << steps < unshuffle) {
            throw new IllegalArgumentException(
                    "the file has " + steps + " upsampling steps, which do not make up for the" + " pixel-unshuffle by "
                            + unshuffle + " of its input");
        }
        throw new IllegalArgumentException(
                "option scale: the file has " + steps + " upsampling steps, which give x" + (1 << steps) / unshuffle
                        + (steps == 1 && unshuffle == 1 ? " or x3" : "") + ", not '" + options.text("scale", "") + "'");
    }

    private static Node rrdb(NetBuilder net, WeightShapes w, Layout layout, int block, Node x) {
        Node y = x;
        for (int rdb = 1; rdb <= 3; rdb++) {
            y = denseBlock(net, w, layout, block, rdb, y);
        }
        return net.add(net.scale(0.2f, y), x);
    }

    private static Node denseBlock(NetBuilder net, WeightShapes w, Layout layout, int block, int rdb, Node x) {
        List<Node> all = new ArrayList<>(List.of(x));
        String shortcut = layout.blocks() + "." + block + "." + layout.dense() + rdb + ".conv1x1";
        for (int conv = 1; conv <= 4; conv++) {
            Node y = net.leakyRelu(0.2f, net.conv(layout.conv(block, rdb, conv), net.concat(all.toArray(Node[]::new))));
            // ESRGAN+ leads the block's input past the first two convolutions, and their result past the next two
            if (w.has(shortcut + ".weight") && conv == 2) {
                y = net.add(y, net.conv(shortcut, x));
            } else if (w.has(shortcut + ".weight") && conv == 4) {
                y = net.add(y, all.get(2));
            }
            all.add(y);
        }
        Node y = net.conv(layout.conv(block, rdb, 5), net.concat(all.toArray(Node[]::new)));
        return net.add(net.scale(0.2f, y), x);
    }

    private static Layout layout(WeightShapes w) {
        for (Layout layout : List.of(basicSr(w), trunk(w), original(w))) {
            if (match(w, layout).matches()) {
                return layout;
            }
        }
        throw new IllegalArgumentException("these are no weights of an RRDBNet");
    }

    private static int blocks(WeightShapes w, Layout layout) {
        int blocks = 0;
        while (w.has(layout.conv(blocks, 1, 1) + ".weight")) {
            blocks++;
        }
        return blocks;
    }

    /** BasicSR and Real-ESRGAN. */
    private static Layout basicSr(WeightShapes w) {
        return new Layout("conv_first", "body", "rdb", "", "conv_body", numbered(w, "conv_up"), "conv_hr", "conv_last");
    }

    /** ESRGAN's second release, BSRGAN, RealSR. */
    private static Layout trunk(WeightShapes w) {
        return new Layout(
                "conv_first", "RRDB_trunk", "RDB", "", "trunk_conv", numbered(w, "upconv"), "HRconv", "conv_last");
    }

    private static List<String> numbered(WeightShapes w, String prefix) {
        List<String> names = new ArrayList<>();
        while (w.has(prefix + (names.size() + 1) + ".weight")) {
            names.add(prefix + (names.size() + 1));
        }
        return names;
    }

    /** ESRGAN of 2018, where places in a {@code Sequential} are the names: the last two convolutions end the network. */
    private static Layout original(WeightShapes w) {
        List<String> convs = new ArrayList<>();
        for (int i = 2; i < w.count("model"); i++) {
            if (w.has("model." + i + ".weight")) {
                convs.add("model." + i);
            }
        }
        int ups = Math.max(0, convs.size() - 2);
        return new Layout(
                "model.0",
                "model.1.sub",
                "RDB",
                ".0",
                "model.1.sub." + (w.count("model.1.sub") - 1),
                convs.subList(0, ups),
                convs.size() > ups ? convs.get(ups) : "model.8",
                convs.size() > ups + 1 ? convs.get(ups + 1) : "model.10");
    }
}
