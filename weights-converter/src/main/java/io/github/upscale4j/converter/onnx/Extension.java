package io.github.upscale4j.converter.onnx;

import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.weights.Weights;
import java.util.List;

/**
 * Extends images within the graph, for networks that have to know which pixels are the image's own: of those that see it by
 * {@link Op.Mirror} or {@link Op.Crop} only, so that nothing but its size is needed. Values are (batch, channels, rows, columns).
 */
final class Extension extends Steps {
    private final Net net;

    Extension(Net net, GraphWriter graph, Weights weights) {
        super(graph, weights);
        this.net = net;
    }

    /** Whether the graph is to extend images itself. */
    static boolean within(Net net) {
        return net.nodes().stream().anyMatch(node -> node.op() instanceof Op.Mirror || node.op() instanceof Op.Crop)
                && net.nodes().stream()
                        .filter(node -> node.inputs().contains(net.nodes().get(0)))
                        .allMatch(node -> node.op() instanceof Op.Mirror || node.op() instanceof Op.Crop);
    }

    /** {@link Op.Mirror} of the input. */
    void mirror(String out) {
        String high = graph.node(
                "Gather", out + "_high", List.of(OnnxExport.INPUT, places(2, out + "_y")), Attributes.of("axis", 2));
        graph.node("Gather", out, List.of(high, places(3, out + "_x")), Attributes.of("axis", 3));
    }

    /** As {@link Op.Mirror#source}. */
    private String places(long axis, String out) {
        String own = own(axis);
        String twice = node("Mul", out + "_period", own, scalar(2));
        String all = node("Range", out + "_range", scalar(0), extended(axis), scalar(1));
        String phase = node("Mod", out + "_phase", all, twice);
        String back = node("Sub", out + "_back", node("Sub", out + "_last", twice, scalar(1)), phase);
        return node("Min", out, phase, back);
    }

    /** {@link Op.Crop} of the input: zeros around it. */
    void zeros(String out) {
        String rows = node("Sub", out + "_rows", extended(2), own(2));
        String columns = node("Sub", out + "_columns", extended(3), own(3));
        node(
                "Pad",
                out,
                OnnxExport.INPUT,
                concat(out + "_pads", longs(0, 0, 0, 0, 0, 0), vector(rows), vector(columns)));
    }

    /** The result without what came of the extension. */
    void crop(String in, String out) {
        String rows = node("Mul", out + "_rows", own(2), scalar(net.scale()));
        String columns = node("Mul", out + "_columns", own(3), scalar(net.scale()));
        node("Slice", out, in, longs(0, 0), concat(out + "_ends", vector(rows), vector(columns)), longs(2, 3));
    }

    private String own(long axis) {
        return length(OnnxExport.INPUT, axis, "own_" + axis);
    }

    /** The side that the network computes: a multiple of {@link Net#multiple()}, and not less than the smallest. */
    private String extended(long axis) {
        String out = "extended_" + axis;
        if (graph.has(out)) {
            return out;
        }
        int more = net.multiple() - (net.beyond() ? 0 : 1);
        String up = node("Add", out + "_up", own(axis), scalar(more));
        String parts = node("Div", out + "_parts", up, scalar(net.multiple()));
        String multiple = node("Mul", out + "_multiple", parts, scalar(net.multiple()));
        return node("Max", out, multiple, scalar(net.smallest()));
    }
}
