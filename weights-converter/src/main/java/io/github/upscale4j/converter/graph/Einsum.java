package io.github.upscale4j.converter.graph;

import io.github.upscale4j.weights.MalformedWeightsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A product of two maps over one axis, as an equation says it: as {@code MatMul} with axes in another order. */
final class Einsum {
    private static final Pattern EQUATION = Pattern.compile("([a-zA-Z]+),([a-zA-Z]+)->([a-zA-Z]+)");

    private Einsum() {}

    static Value apply(GraphNode node, Lowering at) throws MalformedWeightsException {
        String text = node.text("equation", "").replace(" ", "");
        Matcher equation = EQUATION.matcher(text);
        if (!equation.matches() || node.inputs().size() != 2) {
            throw node.refuse("computes '" + text + "'; products of two values over one axis are read");
        }
        String a = equation.group(1);
        String b = equation.group(2);
        String result = equation.group(3);
        StringBuilder batch = new StringBuilder();
        List<Character> inner = new ArrayList<>();
        List<Character> rows = new ArrayList<>();
        List<Character> columns = new ArrayList<>();
        for (char axis : a.toCharArray()) {
            boolean both = b.indexOf(axis) >= 0;
            if (both && result.indexOf(axis) >= 0) {
                batch.append(axis);
            } else {
                (both ? inner : rows).add(axis);
            }
        }
        for (char axis : b.toCharArray()) {
            if (a.indexOf(axis) < 0) {
                columns.add(axis);
            }
        }
        if (inner.size() != 1 || rows.size() != 1 || columns.size() != 1) {
            throw node.refuse("computes '" + text + "', which is no product over one axis");
        }
        String product = batch.toString() + rows.get(0) + columns.get(0);
        Value x = ordered(at.value(node, 0), a, batch.toString() + rows.get(0) + inner.get(0), node, at);
        Value y = ordered(at.value(node, 1), b, batch.toString() + inner.get(0) + columns.get(0), node, at);
        return ordered(Attending.product(x, y, node, at), product, result, node, at);
    }

    /** With its axes in another order; both name the same ones. */
    private static Value ordered(Value value, String from, String to, GraphNode node, Lowering at)
            throws MalformedWeightsException {
        if (from.equals(to)) {
            return value;
        }
        int[] order = to.chars().map(from::indexOf).toArray();
        boolean all = order.length == from.length()
                && Arrays.stream(order).distinct().count() == order.length
                && Arrays.stream(order).noneMatch(axis -> axis < 0)
                && Lowering.dims(node, value).length == order.length;
        if (!all) {
            throw node.refuse("brings the axes '" + from + "' into the order '" + to + "'");
        }
        return Rearranging.transposed(value, order, node, at);
    }
}
