package io.github.upscale4j.converter.onnx;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.weights.Weights;
import java.util.List;

/** {@link Op.Grid} in ONNX's operators: rows and columns are gathered by places that depend on the image's size. */
final class Grid extends Steps {
    Grid(GraphWriter graph, Weights weights) {
        super(graph, weights);
    }

    /**
     * @param size what distinguishes sizes
     * @param rows which axis are the rows; columns are the next
     */
    void write(Op.Grid op, String size, long rows, String in, String out) {
        String rowPlaces = places(op, length(in, rows, size + "_rows"));
        String columnPlaces = places(op, length(in, rows + 1, size + "_columns"));
        String high = graph.node("Gather", out + "_high", List.of(in, rowPlaces), Attributes.of("axis", rows));
        graph.node("Gather", out, List.of(high, columnPlaces), Attributes.of("axis", rows + 1));
    }

    /** As {@link Op.Grid#source}. */
    private String places(Op.Grid op, String length) {
        String out = length + (op.back() ? "_back_" : "_grid_") + op.window();
        if (graph.has(out)) {
            return out;
        }
        String cells = node("Div", out + "_cells", length, scalar(op.window()));
        String all = node("Range", out + "_range", scalar(0), length, scalar(1));
        String inner = op.back() ? cells : scalar(op.window());
        String outer = op.back() ? scalar(op.window()) : cells;
        String starts = node("Mul", out + "_starts", node("Mod", out + "_phase", all, inner), outer);
        return node("Add", out, starts, node("Div", out + "_part", all, inner));
    }
}
