package io.github.upscale4j.converter.graph;

import io.github.upscale4j.arch.Architecture;
import io.github.upscale4j.arch.Match;
import io.github.upscale4j.arch.Options;
import io.github.upscale4j.net.Net;
import io.github.upscale4j.weights.WeightShapes;

/** A network that no architecture knows, from the graph in its file. Pictures are RGB or gray from 0 to 1, in and out. */
final class CarriedNetwork implements Architecture {
    private final String kind;
    private final Net net;

    CarriedNetwork(String kind, Net net) {
        this.kind = kind;
        this.net = net;
    }

    @Override
    public String name() {
        return kind + " graph";
    }

    /** Whatever they are, they came with it. */
    @Override
    public Match match(WeightShapes weights) {
        return Match.of(weights).end();
    }

    @Override
    public Net build(WeightShapes weights, Options options) {
        return net;
    }
}
