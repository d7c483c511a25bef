package io.github.upscale4j.arch;

import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.weights.WeightShapes;
import java.util.Set;

/**
 * SRVGGNetCompact, the small network of Real-ESRGAN: convolutions with an activation each, pixel shuffle, and the input
 * added, repeated to the output's size. Wang et al., "Real-ESRGAN", ICCVW 2021; BasicSR {@code srvgg_arch.py}
 * (Apache-2.0).
 *
 * <p>{@code act_type} is {@code prelu} where the file has slopes. Without them {@code relu} and {@code leakyrelu} (slope
 * 0.1) look alike; {@code relu} is taken unless the option says otherwise.
 */
final class Srvgg implements Architecture {
    @Override
    public String name() {
        return "SRVGGNetCompact";
    }

    @Override
    public Match match(WeightShapes w) {
        Match.Checks checks = Match.of(w).rank("body.0.weight", 4).rank(last(w) + ".weight", 4);
        for (int i = 0; i < w.count("body") && checks.fine(); i++) {
            if (i % 2 == 0) {
                checks.rank("body." + i + ".weight", 4).has("body." + i + ".bias");
            } else if (w.has("body." + i + ".weight")) {
                checks.rank("body." + i + ".weight", 1);
            }
        }
        if (checks.fine()) {
            int scale = scale(w);
            int colours = w.dim("body.0.weight", 1);
            checks.check(w.count("body") >= 3, "'body' has fewer than 3 entries");
            checks.check(
                    scale * scale * colours == w.dim(last(w) + ".weight", 0),
                    "'" + last(w) + ".weight' of shape " + w.shape(last(w) + ".weight") + " gives no whole scale for "
                            + colours + " colours");
        }
        return checks.end();
    }

    @Override
    public Set<String> options() {
        return Set.of("act_type");
    }

    @Override
    public Net build(WeightShapes w, Options options) {
        int colours = w.dim("body.0.weight", 1);
        String activation = options.text("act_type", w.has("body.1.weight") ? "prelu" : "relu");
        NetBuilder net = new NetBuilder(w);
        Node x = net.input(colours);
        Node y = x;
        for (int i = 0; i < w.count("body") - 1; i += 2) {
            y = activate(net, activation, "body." + (i + 1), net.conv("body." + i, y));
        }
        y = net.conv(last(w), y);
        int scale = scale(w);
        return net.output(net.add(net.pixelShuffle(y, scale), net.nearest(x, scale)));
    }

    private static Node activate(NetBuilder net, String activation, String name, Node x) {
        return switch (activation) {
            case "prelu" -> net.prelu(name, x);
            case "relu" -> net.relu(x);
            case "leakyrelu" -> net.leakyRelu(0.1f, x);
            default ->
                throw new IllegalArgumentException(
                        "option act_type: expected prelu, relu or leakyrelu, got '" + activation + "'");
        };
    }

    private static String last(WeightShapes w) {
        return "body." + (w.count("body") - 1);
    }

    private static int scale(WeightShapes w) {
        return (int) Math.sqrt((double) w.dim(last(w) + ".weight", 0) / w.dim("body.0.weight", 1));
    }
}
