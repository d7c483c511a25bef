package io.github.upscale4j.converter.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.weights.Weights;
import java.util.List;

/**
 * {@link Op.AdaptiveMaxPool}, for which ONNX has no operator: the rows of each cell are gathered, as many as the largest cell
 * has, the last one again where a cell has fewer; then columns.
 */
final class Cells extends Steps {
    Cells(GraphWriter graph, Weights weights) {
        super(graph, weights);
    }

    /** @param size what distinguishes sizes, as in {@code x1_1}: inputs of one such name are of one size */
    void write(Op.AdaptiveMaxPool op, String size, String in, String out) {
        String rows = reduced(in, places(op.factor(), size, 2, in), 2, out + "_rows");
        reduced(rows, places(op.factor(), size, 3, in), 3, out);
    }

    private String reduced(String in, String places, long axis, String out) {
        String gathered = graph.node("Gather", out + "_cells", List.of(in, places), Attributes.of("axis", axis));
        return graph.node("ReduceMax", out, gathered, Attributes.ints("axes", axis + 1), Attributes.of("keepdims", 0));
    }

    /** (cells, rows of the largest): which rows, or columns, each cell has. */
    private String places(int factor, String size, long axis, String in) {
        String name = "cells_" + factor + "_" + size + "_" + axis;
        if (graph.has(name)) {
            return name;
        }
        String zero = scalar(0);
        String one = scalar(1);
        String all = node("Gather", name + "_size", node("Shape", name + "_shape", in), scalar(axis));
        String count = node("Div", name + "_count", all, graph.scalar("factor_" + factor, factor));
        String cell = node("Range", name + "_cell", zero, count, one);
        String first = node("Div", name + "_first", node("Mul", name + "_before", cell, all), count);
        String behind = node("Mul", name + "_behind", node("Add", name + "_next", cell, one), all);
        String up = node("Sub", name + "_up", node("Add", name + "_more", behind, count), one);
        String end = node("Div", name + "_end", up, count);
        AttributeProto flat = Attributes.of("keepdims", 0);
        String longest = graph.node("ReduceMax", name + "_longest", node("Sub", name + "_lengths", end, first), flat);
        String within = node("Range", name + "_within", zero, longest, one);
        String column = graph.longs("column", new long[] {-1, 1});
        String at = node("Add", name + "_at", node("Reshape", name + "_starts", first, column), within);
        String last = node("Sub", name + "_last", node("Reshape", name + "_ends", end, column), one);
        return node("Min", name, at, last);
    }
}
