package io.github.upscale4j.converter.graph;

import io.github.upscale4j.arch.Architecture;
import io.github.upscale4j.arch.Architectures;
import io.github.upscale4j.arch.Options;
import io.github.upscale4j.arch.UnknownArchitectureException;
import io.github.upscale4j.net.Activation;
import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.tensor.Shape;
import io.github.upscale4j.weights.MalformedWeightsException;
import io.github.upscale4j.weights.WeightShapes;
import io.github.upscale4j.weights.Weights;
import io.github.upscale4j.weights.WeightsBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Known architectures behind graphs: by the names of the tensors, if the graph has kept them, or by names that are guessed
 * from the order of convolutions. Either way the architecture's own network is built, and has to be the graph's.
 */
final class KnownNetworks {
    /** Hyper-parameters that neither names nor shapes tell. */
    private static final List<Map<String, String>> OPTIONS = List.of(
            Map.of(),
            Map.of("act_type", "leakyrelu"),
            Map.of("scale", "2"),
            Map.of("scale", "3"),
            Map.of("scale", "4"),
            Map.of("img_range", "1"),
            Map.of("img_range", "255"),
            Map.of("res_scale", "0.1"));

    private KnownNetworks() {}

    /** The same weights as an architecture's checkpoints name them, with its options as metadata; null if none is it. */
    static Weights recognise(Net net, Weights weights) throws MalformedWeightsException {
        Map<String, Shape> own = new LinkedHashMap<>();
        weights.names().forEach(name -> own.put(name, weights.shape(name)));
        List<Map<String, Shape>> guesses = new ArrayList<>(List.of(own));
        List<Node> convs = net.nodes().stream()
                .filter(node -> node.op() instanceof Op.Conv)
                .toList();
        guesses.add(srvgg(net, weights));
        guesses.add(rrdbNet(net, convs, weights));
        for (Map<String, Shape> guess : guesses) {
            Weights known = guess.isEmpty() ? null : as(WeightShapes.of(guess), net, weights);
            if (known != null) {
                return known;
            }
        }
        return null;
    }

    private static Weights as(WeightShapes shapes, Net net, Weights weights) throws MalformedWeightsException {
        Architecture architecture;
        try {
            architecture = Architectures.detect(shapes);
        } catch (UnknownArchitectureException e) {
            return null;
        }
        for (Map<String, String> options : OPTIONS) {
            if (!architecture.options().containsAll(options.keySet())) {
                continue;
            }
            Map<String, String> names = names(architecture, shapes, options, net);
            Weights named = names == null ? null : renamed(weights, names, options);
            if (named != null && isRead(architecture, named, options, net)) {
                return named;
            }
        }
        return null;
    }

    /** Whether the tensors are this network as a checkpoint, too: some architectures work on a checkpoint's first. */
    private static boolean isRead(Architecture architecture, Weights weights, Map<String, String> options, Net net) {
        try {
            Weights folded = Architectures.fold(architecture, weights, Options.of(options));
            return names(architecture, WeightShapes.of(folded), options, net) != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Map<String, String> names(
            Architecture architecture, WeightShapes shapes, Map<String, String> options, Net net) {
        try {
            return Structure.match(net, Architectures.build(architecture, shapes, Options.of(options)));
        } catch (IllegalArgumentException e) {
            return null; // it only looks like one
        }
    }

    private static Weights renamed(Weights weights, Map<String, String> names, Map<String, String> options)
            throws MalformedWeightsException {
        WeightsBuilder builder =
                new WeightsBuilder().metadata(weights.metadata()).metadata(options);
        for (Map.Entry<String, String> name : names.entrySet()) {
            String old = name.getKey();
            builder.tensor(name.getValue(), weights.type(old), weights.bytes(old), weights.shape(old));
        }
        return builder.build();
    }

    /** As SRVGGNetCompact names its layers: a number for each convolution and activation, in order. */
    private static Map<String, Shape> srvgg(Net net, Weights weights) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        int place = 0;
        for (Node node : net.nodes()) {
            if (node.op() instanceof Op.Conv conv) {
                conv(shapes, "body." + place++, conv, weights);
            } else if (node.op() instanceof Op.Activate activate) {
                if (activate.activation() instanceof Activation.Prelu prelu) {
                    shapes.put("body." + place + ".weight", weights.shape(prelu.name() + ".weight"));
                }
                place++;
            }
        }
        return shapes;
    }

    /** As RRDBNet names its convolutions: 15 a block, and as many after the trunk as there are enlargements, and two. */
    private static Map<String, Shape> rrdbNet(Net net, List<Node> convs, Weights weights) {
        int ups = (int) net.nodes().stream()
                .filter(node -> node.op() instanceof Op.Nearest)
                .count();
        int inBlocks = convs.size() - 4 - ups;
        if (inBlocks < 15 || inBlocks % 15 != 0) {
            return Map.of();
        }
        List<String> names = new ArrayList<>(List.of("conv_first"));
        for (int i = 0; i < inBlocks; i++) {
            names.add("body." + i / 15 + ".rdb" + (i / 5 % 3 + 1) + ".conv" + (i % 5 + 1));
        }
        names.add("conv_body");
        for (int i = 1; i <= ups; i++) {
            names.add("conv_up" + i);
        }
        names.addAll(List.of("conv_hr", "conv_last"));
        Map<String, Shape> shapes = new HashMap<>();
        for (int i = 0; i < convs.size(); i++) {
            conv(shapes, names.get(i), (Op.Conv) convs.get(i).op(), weights);
        }
        return shapes;
    }

    private static void conv(Map<String, Shape> shapes, String name, Op.Conv conv, Weights weights) {
        shapes.put(name + ".weight", weights.shape(conv.name() + ".weight"));
        if (!conv.bias().isEmpty()) {
            shapes.put(name + ".bias", weights.shape(conv.name() + ".bias"));
        }
    }
}
