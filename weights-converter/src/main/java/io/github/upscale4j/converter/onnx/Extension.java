package io.github.upscale4j.converter.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.weights.Weights;
import java.util.List;
import java.util.Set;

/**
 * Extends images to what a network needs, within the graph, and knows afterwards which pixels are the image's own, as {@link
 * Op.Crop}, {@link Op.Mirror}, {@link Op.Reflect} and {@link Op.Bicubic} have to. Of an image that needs no extension nothing
 * is changed. Values are (batch, channels, rows, columns).
 */
final class Extension extends Steps {
    private final Net net;
    private final Set<Node> own;

    Extension(Net net, GraphWriter graph, Weights weights) {
        super(graph, weights);
        this.net = net;
        own = OwnSize.of(net);
    }

    /** Whether there are images that the network takes only when they are extended. */
    static boolean needed(Net net) {
        return net.multiple() > 1 || net.beyond();
    }

    /** The smallest side of images: {@code Pad} reflects no border that is as wide as the image or wider. */
    static int smallest(Net net) {
        if (needed(net) && anySize(net)) {
            return 1;
        }
        int border = net.nodes().stream()
                .mapToInt(node -> node.op() instanceof Op.Reflect reflect ? reflect.pixels() : 0)
                .max()
                .orElse(0);
        int side = Math.max(net.smallest(), border + net.multiple());
        while (side > 1 && fits(net, border, side - 1)) {
            side--;
        }
        return side;
    }

    private static boolean fits(Net net, int border, int side) {
        int more = Math.floorMod(-side, net.multiple());
        return border + more < side && side + more >= net.smallest();
    }

    private static boolean anySize(Net net) {
        return net.nodes().stream()
                .filter(node -> node.inputs().contains(net.nodes().get(0)))
                .allMatch(node -> node.op() instanceof Op.Mirror || node.op() instanceof Op.Crop);
    }

    /** The input, reflected at its right and lower edge. */
    String image() {
        String out = OnnxExport.INPUT + "_extended";
        return graph.has(out) ? out : padded(OnnxExport.INPUT, 0, "reflect", out);
    }

    /** Whether the value is written without what came of the extension. */
    boolean isOwn(Node node) {
        return own.contains(node);
    }

    /** A value that is not, as if it was. */
    String own(Node node, String in, String out) {
        if (!node.extent().regular()) {
            throw new IllegalArgumentException("no ONNX operator for what is the image's own in " + node
                    + ", whose size is no rate of the image's");
        }
        return node("Slice", out, in, longs(0, 0), sides(node.up(), node.down(), out), longs(2, 3));
    }

    /** {@link Op.Crop}, {@link Op.Mirror} or {@link Op.Reflect} of a value without what came of the extension. */
    void restored(Op op, String own, Node node, String out) {
        if (op instanceof Op.Reflect reflect) {
            padded(own, reflect.pixels(), "reflect", out);
        } else if (op instanceof Op.Mirror) {
            String high = gathered(own, 2, out + "_high");
            gathered(high, 3, out);
        } else if (isOwn(node)) {
            graph.node("Identity", out, own);
        } else {
            zeros(own, node.up(), node.down(), out);
        }
    }

    /**
     * {@link Op.Bicubic} of the whole, scaled to the size that the image's own pixels would have; where more is asked for, the
     * edge is repeated for it. An extended image is at most twice as large as its own.
     */
    void bicubic(Op.Bicubic op, Node node, String in, String out) {
        AttributeProto[] cubic = Attributes.cubic();
        if (isOwn(node)) {
            String channels = node("Slice", out + "_channels", node("Shape", out + "_shape", in), longs(0), longs(2));
            String sizes = concat(out + "_sizes", channels, sides(op.factor(), 1, out));
            graph.node("Resize", out, List.of(in, "", "", sizes), cubic);
            return;
        }
        long more = 2L * net.multiple();
        String edged = graph.node(
                "Pad", out + "_edged", List.of(in, longs(0, 0, 0, 0, 0, 0, more, more)), Attributes.of("mode", "edge"));
        String scales = concat(
                out + "_scales",
                graph.floats("ones", new float[] {1, 1}, 2),
                scale(op.factor(), 2, out + "_down"),
                scale(op.factor(), 3, out + "_right"));
        String large = graph.node("Resize", out + "_large", List.of(edged, "", scales), cubic);
        String ends = concat(
                out + "_ends", vector(rate(extended(2), op.factor(), 1)), vector(rate(extended(3), op.factor(), 1)));
        node("Slice", out, large, longs(0, 0), ends, longs(2, 3));
    }

    /** A vector of {@code factor} times the image's own size by the extended one. */
    private String scale(int factor, int axis, String out) {
        AttributeProto toFloat = Attributes.of("to", 1L);
        String own = graph.node("Cast", out + "_own", vector(rate(own(axis), factor, 1)), toFloat);
        return node("Div", out, own, graph.node("Cast", out + "_extended", vector(extended(axis)), toFloat));
    }

    /** Zeros in place of what came of the extension. */
    private void zeros(String own, int up, int down, String out) {
        String rows = node("Sub", out + "_below", rate(extended(2), up, down), rate(own(2), up, down));
        String columns = node("Sub", out + "_right", rate(extended(3), up, down), rate(own(3), up, down));
        node("Pad", out, own, concat(out + "_pads", longs(0, 0, 0, 0, 0, 0), vector(rows), vector(columns)));
    }

    /** With {@code pixels} more on each side, too. */
    private String padded(String in, int pixels, String mode, String out) {
        String pads = concat(
                out + "_pads",
                longs(0, 0, pixels, pixels, 0, 0),
                vector(node("Add", out + "_below", more(2), scalar(pixels))),
                vector(node("Add", out + "_right", more(3), scalar(pixels))));
        return graph.node("Pad", out, List.of(in, pads), Attributes.of("mode", mode));
    }

    /** Rows or columns as {@link Op.Mirror#source} says. */
    private String gathered(String in, int axis, String out) {
        String own = own(axis);
        String twice = node("Mul", out + "_period", own, scalar(2));
        String all = node("Range", out + "_range", scalar(0), extended(axis), scalar(1));
        String phase = node("Mod", out + "_phase", all, twice);
        String back = node("Sub", out + "_back", node("Sub", out + "_last", twice, scalar(1)), phase);
        String places = node("Min", out + "_places", phase, back);
        return graph.node("Gather", out, List.of(in, places), Attributes.of("axis", axis));
    }

    /** The image's own rows and columns in a value that has {@code up} for each {@code down} of the image, as a vector. */
    private String sides(int up, int down, String out) {
        return concat(out + "_sides", vector(rate(own(2), up, down)), vector(rate(own(3), up, down)));
    }

    private String rate(String length, int up, int down) {
        String large = length + "_up_" + up;
        if (up > 1 && !graph.has(large)) {
            node("Mul", large, length, scalar(up));
        }
        String enlarged = up > 1 ? large : length;
        String out = enlarged + "_down_" + down;
        return down == 1 ? enlarged : graph.has(out) ? out : node("Div", out, enlarged, scalar(down));
    }

    private String own(int axis) {
        return length(OnnxExport.INPUT, axis, "own_" + axis);
    }

    private String extended(int axis) {
        String out = "extended_" + axis;
        return graph.has(out) ? out : node("Add", out, own(axis), more(axis));
    }

    /** Rows or columns that are added. */
    private String more(int axis) {
        String out = "more_" + axis;
        if (graph.has(out)) {
            return out;
        }
        int beyond = net.beyond() ? 1 : 0;
        String multiple = scalar(net.multiple());
        String least = beyond == 0 ? own(axis) : node("Add", out + "_least", own(axis), scalar(beyond));
        String lacking = node("Sub", out + "_lacking", multiple, node("Mod", out + "_rest", least, multiple));
        String next = node("Mod", out + "_next", lacking, multiple);
        next = beyond == 0 ? next : node("Add", out + "_beyond", next, scalar(beyond));
        // at least up to the smallest size
        String smallest = node("Sub", out + "_smallest", scalar(anySize(net) ? net.smallest() : 0), own(axis));
        return node("Max", out, next, smallest);
    }
}
