package io.github.upscale4j.plan;

import io.github.upscale4j.net.Extent;
import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.net.Op;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The first pass: pointwise functions of a value that nothing else reads become stages of the step that makes the value,
 * and concatenations become lists of parts. A sum or product joins the later of its two operands, since the earlier one is then
 * there to be read.
 */
final class Fuse {
    private final Map<Node, Integer> uses = new HashMap<>();
    private final Map<Node, List<Draft>> values = new HashMap<>();
    private final List<Draft> drafts = new ArrayList<>();

    private Fuse() {}

    static List<Draft> fuse(Net net) {
        Fuse fuse = new Fuse();
        fuse.uses.put(net.output(), 1);
        // backwards, so that only what leads to the output counts as read, and as a reader
        for (int i = net.nodes().size() - 1; i >= 0; i--) {
            Node node = net.nodes().get(i);
            if (fuse.uses.containsKey(node)) {
                node.inputs().forEach(input -> fuse.uses.merge(input, 1, Integer::sum));
            }
        }
        for (Node node : net.nodes()) {
            if (fuse.uses.containsKey(node)) {
                fuse.values.put(node, fuse.value(node));
            }
        }
        if (fuse.values.get(net.output()).size() > 1 || fuse.drafts.size() == 1) {
            fuse.step(new Op.Copy(), net.output(), List.of(net.output()));
        }
        return fuse.drafts;
    }

    private List<Draft> value(Node node) {
        Op op = node.op();
        if (op instanceof Op.Concat) {
            List<Draft> parts = new ArrayList<>();
            node.inputs().forEach(input -> parts.addAll(values.get(input)));
            return parts;
        }
        if (op instanceof Op.Activate activate) {
            return pointwise(node, new Stage.Activate(activate.activation()));
        }
        if (op instanceof Op.Scale scale) {
            return pointwise(node, new Stage.Scale(scale.factor()));
        }
        if (op instanceof Op.Affine affine) {
            return pointwise(node, new Stage.Affine(affine.factors(), affine.offsets()));
        }
        if (op instanceof Op.Add || op instanceof Op.Multiply) {
            return pair(node, op instanceof Op.Multiply);
        }
        return List.of(step(op, node, node.inputs()));
    }

    private List<Draft> pair(Node node, boolean product) {
        Node a = node.inputs().get(0);
        Node b = node.inputs().get(1);
        Node later = pixel(b, a) || last(a) >= last(b) && !pixel(a, b) ? a : b;
        Node earlier = later == a ? b : a;
        Draft host = last(later) > last(earlier) && open(later)
                ? values.get(later).get(0)
                : step(new Op.Copy(), node, List.of(later));
        host.stages.add(new Draft.DraftStage(null, values.get(earlier), product));
        return List.of(host);
    }

    /** Whether {@code a} is one pixel, to be read at each of {@code b}: it cannot take the image in. */
    private static boolean pixel(Node a, Node b) {
        return a.extent().equals(Extent.PIXEL) && !b.extent().equals(Extent.PIXEL);
    }

    private List<Draft> pointwise(Node node, Stage stage) {
        Node input = node.inputs().get(0);
        Draft host = open(input) ? values.get(input).get(0) : step(new Op.Copy(), node, List.of(input));
        host.stages.add(Draft.DraftStage.of(stage));
        return List.of(host);
    }

    /** Whether the step that makes the value may still change it: it is one step's, and nobody else reads it. */
    private boolean open(Node node) {
        List<Draft> parts = values.get(node);
        return parts.size() == 1
                && uses.get(node) == 1
                && !(node.op() instanceof Op.Concat)
                && !(parts.get(0).op instanceof Op.Input);
    }

    private int last(Node node) {
        return values.get(node).stream().mapToInt(drafts::indexOf).max().orElseThrow();
    }

    private Draft step(Op op, Node node, List<Node> inputs) {
        List<List<Draft>> operands = new ArrayList<>();
        inputs.forEach(input -> operands.add(values.get(input)));
        Draft draft = new Draft(op, operands, node.channels(), node.extent());
        drafts.add(draft);
        return draft;
    }
}
