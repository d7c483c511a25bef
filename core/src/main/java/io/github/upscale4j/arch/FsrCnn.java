package io.github.upscale4j.arch;

import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.weights.WeightShapes;
import io.github.upscale4j.weights.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * FSRCNN: features, few of them in the middle, and a transposed convolution that enlarges. Dong et al., "Accelerating the
 * Super-Resolution Convolutional Neural Network", ECCV 2016. Layouts of yjn870/FSRCNN-pytorch ({@code first_part}) and
 * Lornatang/FSRCNN-PyTorch ({@code feature_extraction}).
 *
 * <p>The transposed convolution has 9x9 weights at every scale, so a file does not tell its scale: the option
 * {@code scale} must. It is folded into a convolution before a pixel shuffle.
 */
final class FsrCnn implements Architecture {
    private static final int LARGEST_SCALE = 4;

    @Override
    public String name() {
        return "FSRCNN";
    }

    @Override
    public Match match(WeightShapes w) {
        Match.Checks checks = Match.of(w).chain(convs(w)).rank(last(w) + ".weight", 4);
        if (checks.fine()) {
            String last = last(w) + ".weight"; // (in, out, 9, 9)
            int given = w.dim(convs(w).get(convs(w).size() - 1) + ".weight", 0);
            checks.check(
                    w.dim(last, 0) == given,
                    "'" + last + "' takes " + w.dim(last, 0) + " channels, and the convolution before gives " + given);
            checks.check(convs(w).size() > 3, "'" + last + "' has too few convolutions before it");
        }
        return checks.end();
    }

    @Override
    public Set<String> options() {
        return Set.of("scale");
    }

    @Override
    public Convention convention(WeightShapes w) {
        return Convention.lumaIf(w.dim(convs(w).get(0) + ".weight", 1));
    }

    @Override
    public Weights fold(Weights weights, Options options) {
        Folding folding = new Folding(weights);
        folding.transposed(weights.has("deconv.weight") ? "deconv" : "last_part", scale(options));
        return folding.folded();
    }

    @Override
    public Net build(WeightShapes w, Options options) {
        NetBuilder net = new NetBuilder(w);
        Node y = net.input(w.dim(convs(w).get(0) + ".weight", 1));
        for (String conv : convs(w)) {
            int dot = conv.lastIndexOf('.') + 1;
            String slopes = conv.substring(0, dot) + (Integer.parseInt(conv.substring(dot)) + 1);
            y = net.conv(conv, y);
            // in the middle, some have one activation after all convolutions, others one after each
            y = w.rank(slopes + ".weight") == 1 ? net.prelu(slopes, y) : y;
        }
        return net.output(net.pixelShuffle(net.conv(last(w), y), scale(options)));
    }

    private static int scale(Options options) {
        float scale = options.number("scale", 0);
        if (scale < 2 || scale > LARGEST_SCALE || scale != Math.rint(scale)) {
            throw new IllegalArgumentException("option scale: an FSRCNN file does not tell its scale; give 2, 3 or 4"
                    + (scale == 0 ? "" : ", not '" + options.text("scale", "") + "'"));
        }
        return (int) scale;
    }

    private static String last(WeightShapes w) {
        return w.has("deconv.weight") ? "deconv" : "last_part";
    }

    private static List<String> convs(WeightShapes w) {
        List<String> convs = new ArrayList<>();
        List<String> parts = w.has("deconv.weight")
                ? List.of("feature_extraction", "shrink", "map", "expand")
                : List.of("first_part", "mid_part");
        for (String part : parts) {
            for (int i = 0; i < Math.max(1, w.count(part)); i++) {
                String conv = part + "." + i;
                if (i == 0 || w.rank(conv + ".weight") == 4) {
                    convs.add(conv);
                }
            }
        }
        return convs;
    }
}
