package io.github.upscale4j.examples.programs;

import io.github.upscale4j.arch.Architecture;
import io.github.upscale4j.arch.Match;
import io.github.upscale4j.arch.Options;
import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.NetBuilder;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.weights.WeightShapes;
import java.util.Set;

/**
 * A family of networks that the library does not know: a head, residual blocks with squeezed middles, a tail, and the picture
 * itself added, enlarged. It is found once its jar holds a file {@code META-INF/services/io.github.upscale4j.arch.Architecture}
 * with one line, this class's name; from then on {@code Model.load} recognises its checkpoints.
 */
public final class OwnArchitecture implements Architecture {
    @Override
    public String name() {
        return "OwnNet";
    }

    /** Names and shapes decide; no other family has a {@code squeeze} in its blocks. */
    @Override
    public Match match(WeightShapes w) {
        return Match.of(w)
                .rank("head.weight", 4)
                .rank("blocks.0.squeeze.weight", 4)
                .rank("blocks.0.expand.weight", 4)
                .rank("tail.weight", 4)
                .end();
    }

    /** What a file cannot tell, by the name that the training code gave it. */
    @Override
    public Set<String> options() {
        return Set.of("res_scale");
    }

    @Override
    public Net build(WeightShapes w, Options options) {
        float weight = options.number("res_scale", 1);
        NetBuilder net = new NetBuilder(w);
        int colours = w.dim("head.weight", 1);
        // the tail gives scale x scale values for each colour
        int scale = (int) Math.round(Math.sqrt(w.dim("tail.weight", 0) / (double) colours));
        Node image = net.input(colours); // (colours, height, width)
        Node y = net.conv("head", image);
        for (int i = 0; i < w.count("blocks"); i++) {
            Node middle = net.relu(net.conv("blocks." + i + ".squeeze", y));
            y = net.add(net.scale(weight, net.conv("blocks." + i + ".expand", middle)), y);
        }
        Node detail = net.pixelShuffle(net.conv("tail", y), scale);
        return net.output(net.add(detail, net.bilinear(image, scale)));
    }
}
