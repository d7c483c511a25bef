package io.github.upscale4j.converter.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.weights.Weights;
import java.util.List;

/** {@link Op.CategoryOrder} and {@link Op.CategoryAttention} in ONNX's operators. Images are (batch, rows, columns, channels). */
final class CategoryAttention extends Steps {
    CategoryAttention(GraphWriter graph, Weights weights) {
        super(graph, weights);
    }

    /**
     * {@link Op.CategoryOrder}: (batch, pixels), int64. No two pixels are sorted by the same number, so that it does not
     * matter whether the operator's order is stable.
     */
    void order(String similarity, String out) {
        String most = graph.node(
                "ArgMax", out + "_category", similarity, Attributes.of("axis", -1), Attributes.of("keepdims", 0));
        String category = node("Reshape", out + "_categories", most, longs(0, -1));
        String count = length(category, 1, out + "_count");
        String places = node("Range", out + "_places", scalar(0), count, scalar(1));
        String numbers = node("Add", out + "_numbers", node("Mul", out + "_first", category, count), places);
        sorted(numbers, count, out);
    }

    /** {@link Op.CategoryAttention}. */
    void write(Op.CategoryAttention op, String qkv, String order, String out) {
        int channels = op.channels();
        String count = length(order, 1, out + "_count");
        String group = node("Min", out + "_group", count, scalar(op.group()));
        String pixels = node("Reshape", out + "_pixels", qkv, longs(0, -1, 3L * channels));
        String parts = chosen(pixels, order, out + "_parts");
        String places = places(count, group, out);
        String last = node("Sub", out + "_last", count, scalar(1));
        String inside = node("Min", out + "_inside", places, last);
        // beyond the last pixel come those before it, from the last one back
        String back = node("Sub", out + "_back", node("Add", out + "_twice", last, count), places);
        String keys = node("Min", out + "_key_places", places, back);

        String query = heads(op, slice(parts, 0, channels, 2, out + "_q"), inside, out + "_query", 0, 1, 3, 2, 4);
        String key = heads(op, slice(parts, channels, 2L * channels, 2, out + "_k"), keys, out + "_key", 0, 1, 3, 4, 2);
        String value = heads(
                op, slice(parts, 2L * channels, 3L * channels, 2, out + "_v"), keys, out + "_value", 0, 1, 3, 2, 4);
        String factor = graph.floats(out + "_factor", new float[] {op.factor(weights)}, 1);
        String scores = node("MatMul", out + "_scores", node("Mul", out + "_scaled", query, factor), key);
        String mixed = node("MatMul", out + "_mixed", softmax(scores, out + "_shares"), value);
        String laid = transposed(mixed, out + "_laid", 0, 1, 3, 2, 4);
        String all = node("Reshape", out + "_all", laid, longs(0, -1, channels));
        String real = node("Slice", out + "_real", all, longs(0), vector(count), longs(1));
        String image = chosen(real, sorted(order, count, out + "_where"), out + "_image");
        node("Reshape", out, image, shape(qkv, 3, out + "_shape", channels));
    }

    /** (groups, pixels of a group), counted through; the last group's may be beyond the image. */
    private String places(String count, String group, String out) {
        String last = node("Sub", out + "_more", group, scalar(1));
        String groups = node("Div", out + "_groups", node("Add", out + "_up", count, last), group);
        String covered = node("Mul", out + "_covered", groups, group);
        String all = node("Range", out + "_range", scalar(0), covered, scalar(1));
        return node("Reshape", out + "_places", all, concat(out + "_form", longs(-1), vector(group)));
    }

    /** Which of a row's numbers is the smallest, the next, and so on; of a permutation, its inverse. */
    private String sorted(String numbers, String count, String out) {
        AttributeProto[] ascending = {Attributes.of("axis", -1), Attributes.of("largest", 0), Attributes.of("sorted", 1)
        };
        graph.node("TopK", List.of(out + "_values", out), List.of(numbers, vector(count)), ascending);
        return out;
    }

    /** The pixels (batch, pixels, channels) of the places (batch, pixels). */
    private String chosen(String pixels, String places, String out) {
        String each = graph.node("Unsqueeze", out + "_each", List.of(places, longs(2)));
        return graph.node("GatherND", out, List.of(pixels, each), Attributes.of("batch_dims", 1));
    }

    /** (batch, groups, pixels, heads, channels of a head) in another order. */
    private String heads(Op.CategoryAttention op, String in, String places, String out, long... order) {
        String gathered = graph.node("Gather", out + "_gathered", List.of(in, places), Attributes.of("axis", 1));
        long size = op.channels() / op.heads();
        // as many pixels as there were: 0 for each size that stays
        return transposed(node("Reshape", out + "_cut", gathered, longs(0, 0, 0, op.heads(), size)), out, order);
    }
}
