package io.github.upscale4j.arch;

import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.weights.WeightShapes;
import java.util.List;

/**
 * ESPCN: convolutions at the size of the picture, then the pixel shuffle that it brought up. Shi et al., "Real-Time Single
 * Image and Video Super-Resolution Using an Efficient Sub-Pixel Convolutional Neural Network", CVPR 2016. Layouts of
 * leftthomas/ESPCN ({@code conv1} and so on; ends in a sigmoid, on the luma of JPEG), yjn870/ESPCN-pytorch
 * ({@code first_part}) and Lornatang/ESPCN-PyTorch ({@code feature_maps}; clamped).
 */
final class Espcn implements Architecture {
    private static final List<String> SIGMOID = List.of("conv1", "conv2", "conv3");
    private static final List<String> OPEN = List.of("first_part.0", "first_part.2", "last_part.0");
    private static final List<String> CLAMPED = List.of("feature_maps.0", "feature_maps.2", "sub_pixel.0");

    @Override
    public String name() {
        return "ESPCN";
    }

    @Override
    public Match match(WeightShapes w) {
        return Match.closest(List.of(SIGMOID, OPEN, CLAMPED).stream().map(convs -> match(w, convs)));
    }

    private static Match match(WeightShapes w, List<String> convs) {
        Match.Checks checks = Match.of(w).chain(convs);
        if (checks.fine()) {
            String last = convs.get(2) + ".weight";
            int scale = scale(w, convs);
            checks.check(
                    scale > 1 && scale * scale * w.dim(convs.get(0) + ".weight", 1) == w.dim(last, 0),
                    "'" + last + "' of shape " + w.shape(last) + " gives no whole scale above 1");
            checks.check(w.names().size() <= 6, "'" + convs.get(0) + "' has more company than two convolutions");
        }
        return checks.end();
    }

    @Override
    public Convention convention(WeightShapes w) {
        List<String> convs = layout(w);
        return convs == SIGMOID ? Convention.PICTURE : Convention.lumaIf(w.dim(convs.get(0) + ".weight", 1));
    }

    @Override
    public Net build(WeightShapes w, Options options) {
        List<String> convs = layout(w);
        NetBuilder net = new NetBuilder(w);
        Node y = net.input(w.dim(convs.get(0) + ".weight", 1));
        y = net.tanh(net.conv(convs.get(0), y));
        y = net.tanh(net.conv(convs.get(1), y));
        y = net.pixelShuffle(net.conv(convs.get(2), y), scale(w, convs));
        if (convs == SIGMOID) {
            y = net.sigmoid(y);
        } else if (convs == CLAMPED) {
            y = net.clamp(0, 1, y);
        }
        return net.output(y);
    }

    private static List<String> layout(WeightShapes w) {
        return w.has("conv1.weight") ? SIGMOID : w.has("first_part.0.weight") ? OPEN : CLAMPED;
    }

    private static int scale(WeightShapes w, List<String> convs) {
        return (int) Math.sqrt((double) w.dim(convs.get(2) + ".weight", 0) / w.dim(convs.get(0) + ".weight", 1));
    }
}
