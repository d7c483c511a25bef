package io.github.upscale4j.arch;

import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.weights.WeightShapes;
import java.util.List;

/**
 * SRCNN, the first of them: three convolutions on the picture that bicubic interpolation has enlarged, with any kernels
 * (9-1-5, 9-5-5). Dong et al., "Learning a Deep Convolutional Network for Image Super-Resolution", ECCV 2014. Layouts of
 * mlvc-lab/SRCNN_pytorch, yjn870/SRCNN-pytorch and Lornatang/SRCNN-PyTorch.
 */
final class SrCnn implements Architecture {
    private static final List<List<String>> LAYOUTS = List.of(
            List.of("conv1", "conv2", "conv3"),
            List.of("features.0", "map.0", "reconstruction"),
            List.of("layers.0.conv", "layers.1.conv", "layers.2.conv"),
            List.of("layers.0", "layers.2", "layers.4"));

    @Override
    public String name() {
        return "SRCNN";
    }

    @Override
    public Match match(WeightShapes w) {
        return Match.closest(LAYOUTS.stream().map(convs -> match(w, convs)));
    }

    private static Match match(WeightShapes w, List<String> convs) {
        Match.Checks checks = Match.of(w).chain(convs);
        if (checks.fine()) {
            String first = convs.get(0) + ".weight";
            int out = w.dim(convs.get(2) + ".weight", 0);
            checks.check(
                    w.dim(first, 1) == out,
                    "'" + first + "' takes " + w.dim(first, 1) + " channels, and the last convolution gives " + out);
            checks.check(
                    w.names().size() <= 6,
                    "'" + first + "' has more company than two convolutions: "
                            + w.names().size() + " tensors");
        }
        return checks.end();
    }

    @Override
    public Convention convention(WeightShapes w) {
        return Convention.lumaIf(w.dim(layout(w).get(0) + ".weight", 1)).ofEnlarged();
    }

    @Override
    public Net build(WeightShapes w, Options options) {
        List<String> convs = layout(w);
        NetBuilder net = new NetBuilder(w);
        Node y = net.input(w.dim(convs.get(0) + ".weight", 1));
        y = net.relu(net.conv(convs.get(0), y));
        y = net.relu(net.conv(convs.get(1), y));
        return net.output(net.conv(convs.get(2), y));
    }

    private static List<String> layout(WeightShapes w) {
        return LAYOUTS.stream()
                .filter(convs -> match(w, convs).matches())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("these are no weights of an SRCNN"));
    }
}
