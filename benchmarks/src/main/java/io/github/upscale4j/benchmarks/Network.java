package io.github.upscale4j.benchmarks;

import io.github.upscale4j.Model;
import io.github.upscale4j.net.Net;
import io.github.upscale4j.weights.Weights;

/**
 * A network to measure: published shapes with random weights, which take the same time as trained ones.
 *
 * @param name as the command line calls it
 */
record Network(String name, Net net, Weights weights) {
    /**
     * One by name: {@code srvgg-64x32} (features x inner convolutions), {@code rrdb-23} (blocks), {@code swinir-s-x2} and
     * {@code swinir-m-x4}, {@code natural} and {@code faithful} (embedded), {@code conv3x3-64-32} (kernel, channels in and
     * out), {@code shuffle-48-4} (channels, factor).
     */
    static Network named(String name) {
        String[] part = name.split("[-x]");
        return switch (part[0]) {
            case "natural" -> of(name, Model.natural());
            case "faithful" -> of(name, Model.faithful());
            case "srvgg" -> new RandomNetwork(name).srvgg(number(name, part, 1), number(name, part, 2), 4);
            case "rrdb" -> new RandomNetwork(name).rrdb(64, 32, number(name, part, 1));
            case "swinir" -> swinIr(name);
            case "conv3", "conv1" ->
                new RandomNetwork(name).conv(number(name, part, 1), number(name, part, 2), number(name, part, 3));
            case "shuffle" -> new RandomNetwork(name).shuffle(number(name, part, 1), number(name, part, 2));
            default -> throw unknown(name);
        };
    }

    private static Network swinIr(String name) {
        return switch (name) {
            case "swinir-s-x2" -> new RandomNetwork(name).swinIr(60, 4, 2, true);
            case "swinir-m-x4" -> new RandomNetwork(name).swinIr(180, 6, 4, false);
            default -> throw unknown(name);
        };
    }

    private static Network of(String name, Model model) {
        return new Network(name, model.net(), model.weights());
    }

    private static int number(String name, String[] parts, int index) {
        if (index >= parts.length || !parts[index].matches("[0-9]{1,4}")) {
            throw unknown(name);
        }
        return Integer.parseInt(parts[index]);
    }

    private static IllegalArgumentException unknown(String name) {
        return new IllegalArgumentException(
                "no network '" + name
                        + "'; there are natural, faithful, srvgg-FxN, rrdb-N, swinir-s-x2, swinir-m-x4, conv3x3-IN-OUT, conv1x1-IN-OUT, shuffle-IN-FACTOR");
    }
}
