package io.github.upscale4j.converter.onnx;

import io.github.upscale4j.converter.graph.Distances;
import io.github.upscale4j.net.Windows;
import io.github.upscale4j.weights.Weights;
import java.util.List;

/** What is common to operations that ONNX knows only in several steps. */
abstract class Steps {
    /** What is added to a score that must not count: its exponential is 0 beside any that counts, in half precision, too. */
    private static final float HIDDEN = -1e4f;

    final GraphWriter graph;
    final Weights weights;

    Steps(GraphWriter graph, Weights weights) {
        this.graph = graph;
        this.weights = weights;
    }

    /** {@code out = operator(inputs)} without attributes. */
    final String node(String operator, String out, String... inputs) {
        return graph.node(operator, out, List.of(inputs));
    }

    /** A constant, named after its values. */
    final String longs(long... values) {
        StringBuilder name = new StringBuilder("longs");
        for (long value : values) {
            name.append('_').append(value);
        }
        return graph.longs(name.toString(), values);
    }

    /** A constant without dimensions, as indices and ends of ranges are. */
    final String scalar(long value) {
        return graph.scalar("place_" + value, value);
    }

    /** Places {@code first} to {@code end - 1} of an axis. */
    final String slice(String in, long first, long end, long axis, String out) {
        return node("Slice", out, in, longs(first), longs(end), longs(axis));
    }

    /** One place of the first axis, which goes. */
    final String picked(String in, long place, String out) {
        return graph.node("Gather", out, List.of(in, scalar(place)), Attributes.of("axis", 0));
    }

    final String transposed(String in, String out, long... order) {
        return graph.node("Transpose", out, in, Attributes.ints("perm", order));
    }

    final String softmax(String in, String out) {
        return graph.node("Softmax", out, in, Attributes.of("axis", -1));
    }

    /** The vectors of a shape one after the other; shared by all that ask for {@code out}. */
    final String concat(String out, String... parts) {
        return graph.has(out) ? out : graph.node("Concat", out, List.of(parts), Attributes.of("axis", 0));
    }

    /** Length {@code axis} of {@code in}, without dimensions; shared by all that ask for {@code out}. */
    final String length(String in, long axis, String out) {
        return graph.has(out) ? out : node("Gather", out, node("Shape", out + "_shape", in), scalar(axis));
    }

    /** A value without dimensions as a vector of one number. */
    final String vector(String in) {
        String out = in + "_vector";
        return graph.has(out) ? out : node("Reshape", out, in, longs(1));
    }

    /** The first {@code axes} lengths of {@code in}, and then {@code more}. */
    final String shape(String in, long axes, String out, long... more) {
        String here = node("Slice", out + "_here", node("Shape", out + "_whole", in), longs(0), longs(axes));
        return concat(out, here, longs(more));
    }

    /** The vectors along the last axis divided by their lengths; shared by all that ask for those of {@code in}. */
    final String unit(String in) {
        if (graph.has(in + "_unit")) {
            return in + "_unit";
        }
        String length =
                graph.node("ReduceL2", in + "_length", in, Attributes.ints("axes", -1), Attributes.of("keepdims", 1));
        String atLeast =
                node("Max", in + "_positive", length, graph.floats("smallest_length", new float[] {1e-12f}, 1));
        return node("Div", in + "_unit", in, atLeast);
    }

    /** (heads, queries, keys) of a number for each head and distance. */
    final String gathered(float[] table, int heads, Distances distances, String out) {
        String stored = graph.floats(out + "_table", table, heads, distances.count());
        Windows windows = distances.windows();
        String index =
                graph.longs("distances_" + distances.name(), distances.index(), windows.queries(), windows.keys());
        return graph.node("Gather", out + "_bias", List.of(stored, index), Attributes.of("axis", 1));
    }

    /** 0 where the condition holds, else {@link #HIDDEN}. */
    final String unlessHidden(String condition, String out) {
        return node(
                "Where",
                out,
                condition,
                graph.floats("seen", new float[] {0}, 1),
                graph.floats("hidden", new float[] {HIDDEN}, 1));
    }
}
