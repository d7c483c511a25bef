package io.github.upscale4j.converter.graph;

import io.github.upscale4j.net.Activation;
import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.net.Op;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether two networks are the same but for the names of their tensors, and which tensor of one is which of the other. */
final class Structure {
    private static final Object SAME = List.of("scale", 1f);

    private final Map<List<Object>, Integer> kinds = new HashMap<>();

    private Structure() {}

    /** Names of {@code other}'s tensors by those of {@code net}; null if the networks differ. */
    static Map<String, String> match(Net net, Net other) {
        Structure structure = new Structure();
        Map<Node, Integer> kinds = structure.kinds(net);
        Map<Node, Integer> others = structure.kinds(other);
        if (!kinds.get(net.output()).equals(others.get(other.output())) || net.multiple() != other.multiple()) {
            return null;
        }
        // where several nodes are alike, the order in which they were written decides
        Map<Integer, List<Node>> candidates = new HashMap<>();
        others.keySet().stream()
                .sorted((a, b) -> a.index() - b.index())
                .forEach(node -> candidates
                        .computeIfAbsent(others.get(node), kind -> new ArrayList<>())
                        .add(node));
        Map<String, String> names = new LinkedHashMap<>();
        Map<Integer, Integer> next = new HashMap<>();
        for (Node node :
                kinds.keySet().stream().sorted((a, b) -> a.index() - b.index()).toList()) {
            List<Node> alike = candidates.getOrDefault(kinds.get(node), List.of());
            int at = next.merge(kinds.get(node), 1, Integer::sum) - 1;
            if (at >= alike.size()) {
                return null;
            }
            List<String> own = tensors(node.op());
            List<String> renamed = tensors(alike.get(at).op());
            for (int i = 0; i < own.size(); i++) {
                String before = names.put(own.get(i), renamed.get(i));
                if (before != null && !before.equals(renamed.get(i))) {
                    return null; // one tensor would have to be two
                }
            }
        }
        return new HashSet<>(names.values()).size() == names.size() ? names : null;
    }

    /** A number for each node that is read, the same for those that are computed alike. */
    private Map<Node, Integer> kinds(Net net) {
        Set<Node> read = new HashSet<>(Set.of(net.output()));
        for (int i = net.nodes().size() - 1; i >= 0; i--) {
            if (read.contains(net.nodes().get(i))) {
                read.addAll(net.nodes().get(i).inputs());
            }
        }
        Map<Node, Integer> numbers = new HashMap<>();
        for (Node node : net.nodes()) {
            if (!read.contains(node)) {
                continue;
            }
            Object description = description(node.op());
            boolean one = node.op() instanceof Op.Concat && node.inputs().size() == 1;
            if (one || description.equals(SAME)) {
                numbers.put(node, numbers.get(node.inputs().get(0)));
                continue;
            }
            List<Object> kind = new ArrayList<>();
            node.inputs().forEach(input -> kind.add(numbers.get(input)));
            if (node.op() instanceof Op.Add || node.op() instanceof Op.Multiply) {
                kind.sort((a, b) -> (Integer) a - (Integer) b);
            }
            kind.add(description);
            numbers.put(node, kinds.computeIfAbsent(kind, unknown -> kinds.size()));
        }
        return numbers;
    }

    /** The operation without its names. */
    private static Object description(Op op) {
        if (op instanceof Op.Conv conv) {
            return List.of(
                    "conv", conv.in(), conv.out(), conv.kernel(), conv.bias().size());
        }
        if (op instanceof Op.DepthwiseConv conv) {
            return List.of("depthwise", conv.channels(), conv.kernel(), conv.bias());
        }
        if (op instanceof Op.Normaliser norm) {
            return List.of("normaliser", norm.channels(), norm.groups(), norm.epsilon());
        }
        if (op instanceof Op.LayerNorm norm) {
            return List.of("norm", norm.channels(), norm.epsilon());
        }
        if (op instanceof Op.WindowAttention attention) {
            return List.of(
                    attention.attention(),
                    attention.channels(),
                    attention.heads(),
                    attention.window(),
                    attention.shift());
        }
        if (op instanceof Op.Scale scale) {
            return List.of("scale", scale.factor());
        }
        if (op instanceof Op.Affine affine) {
            List<Float> offsets =
                    affine.offsets().stream().map(offset -> offset + 0f).toList(); // no -0
            boolean scale = offsets.stream().allMatch(offset -> offset == 0)
                    && affine.factors().stream().distinct().count() == 1;
            return scale ? List.of("scale", affine.factors().get(0)) : List.of(affine.factors(), offsets);
        }
        return op instanceof Op.Activate activate && activate.activation() instanceof Activation.Prelu ? "prelu" : op;
    }

    private static List<String> tensors(Op op) {
        List<String> names = new ArrayList<>();
        if (op instanceof Op.Conv conv) {
            names.add(conv.name() + ".weight");
            names.addAll(conv.bias());
        } else if (op instanceof Op.DepthwiseConv conv) {
            names.add(conv.name() + ".weight");
            if (conv.bias()) {
                names.add(conv.name() + ".bias");
            }
        } else if (op instanceof Op.Normaliser norm) {
            names.addAll(List.of(norm.name() + ".weight", norm.name() + ".bias"));
        } else if (op instanceof Op.LayerNorm norm) {
            names.addAll(List.of(norm.name() + ".weight", norm.name() + ".bias"));
        } else if (op instanceof Op.WindowAttention attention) {
            names.add(attention.name() + ".relative_position_bias_table");
        } else if (op instanceof Op.Activate activate && activate.activation() instanceof Activation.Prelu prelu) {
            names.add(prelu.name() + ".weight");
        }
        return names;
    }
}
