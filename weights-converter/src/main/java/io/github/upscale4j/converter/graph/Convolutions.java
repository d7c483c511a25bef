package io.github.upscale4j.converter.graph;

import io.github.upscale4j.net.Node;
import io.github.upscale4j.weights.MalformedWeightsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Convolutions of any kernel, dilation, groups, stride and padding, and transposed ones that enlarge. */
final class Convolutions {
    /** The longest side of a kernel once dilation and one-sided padding are filled up with zeros. */
    static final int LARGEST = 127;

    private Convolutions() {}

    /**
     * Where a kernel lies in the square one that stands for it, whose middle is the pixel that it makes: {@code top} and
     * {@code left} rows and columns of zeros before it.
     *
     * @param radius of the square
     * @param before rows and columns of the result to leave out, at the upper and left edge
     * @param after likewise at the lower and right edge
     * @param stride of those between, the distance of the ones that stay
     */
    private record Place(
            int height,
            int width,
            int downDilation,
            int rightDilation,
            int top,
            int left,
            int radius,
            int before,
            int after,
            int stride) {
        boolean isSquare() {
            return downDilation == 1 && rightDilation == 1 && height == 2 * radius + 1 && width == height;
        }
    }

    static View conv(GraphNode node, Lowering at) throws MalformedWeightsException {
        Pending.Padded padded = at.value(node, 0) instanceof Pending.Padded pending ? pending : null;
        View x = padded == null ? at.plain(node, 0) : Settling.plain(padded.view(), node, at);
        Constant weight = at.required(node, 1);
        Constant bias = at.constant(node, 2);
        if (weight.rank() != 4 || bias != null && bias.elements() != weight.dim(0)) {
            throw node.refuse("takes " + weight + " and as bias " + bias + "; weights are (out, in, height, width)");
        }
        int groups = (int) Math.max(1, Math.min(Integer.MAX_VALUE, node.integer("group", 1)));
        int out = weight.dim(0);
        if (x.node().channels() % groups != 0 || weight.dim(1) != x.node().channels() / groups || out % groups != 0) {
            throw node.refuse("takes " + weight + " for the " + x.node().channels() + " channels that it gets, in "
                    + groups + " groups");
        }
        if (padded != null && isExtension(node, weight, padded, at)) {
            x = Rearranging.filled(padded, at);
            padded = null;
        }
        if (groups == 1 && padded == null && isOfCells(node, weight, x, at)) {
            return ofCells(node, weight, bias, x, at);
        }
        boolean alone = groups == out && weight.dim(1) == 1 && x.node().channels() == groups;
        if (alone && bias != null && padded == null && isOfCells(node, weight)) {
            Tensors.Module cells = at.tensors.module(node, weight, bias, "cells");
            cells.add("weight", weight, out, 1, weight.dim(2), weight.dim(2)).add("bias", bias, out);
            Node small = at.net.depthwiseReduction(cells.name, at.whole(x, node).node());
            return View.plain(small, x.rows() / weight.dim(2), x.columns() / weight.dim(2));
        }
        Place place = place(node, weight, padded);
        Node pixels = place.radius() > 0 ? at.bounded(x) : x.node();
        Node result;
        if (groups == 1 || alone) {
            Tensors.Module module = at.tensors.module(node, weight, bias, place.isSquare() ? null : key(place));
            String name = kernel(node, module, weight, place, bias).name;
            result = groups == 1 ? at.net.conv(name, pixels) : at.net.depthwiseConv(name, pixels);
        } else {
            result = grouped(node, at, pixels, weight, bias, place, groups);
        }
        View made = View.plain(result, x.rows(), x.columns());
        boolean same = place.before() == 0 && place.after() == 0 && place.stride() == 1;
        return same ? made : at.whole(made, node).trimmed(place.before(), place.after(), place.stride(), at);
    }

    /** Whether squares without anything between them cover a map, for all pictures that are to be read. */
    private static boolean isOfCells(GraphNode node, Constant weight, View x, Lowering at)
            throws MalformedWeightsException {
        int side = weight.dim(2);
        return isOfCells(node, weight)
                && x.node().extent().divisor() == 1
                && x.rows() % side == 0
                && x.columns() % side == 0
                && at.wishes.given().multiple() % Math.multiplyExact(x.node().down(), side) == 0;
    }

    private static boolean isOfCells(GraphNode node, Constant weight) throws MalformedWeightsException {
        int side = weight.dim(2);
        return side > 1
                && side == weight.dim(3)
                && Arrays.equals(node.exactly("strides", 1, 1), new long[] {side, side})
                && Arrays.equals(node.exactly("dilations", 1, 1), new long[] {1, 1})
                && Arrays.equals(node.exactly("pads", 0, 0, 0, 0), new long[4])
                && List.of("NOTSET", "VALID").contains(node.text("auto_pad", "NOTSET"));
    }

    /** A pixel unshuffle makes each cell one pixel, whose channels are in the order of the weights. */
    private static View ofCells(GraphNode node, Constant weight, Constant bias, View x, Lowering at)
            throws MalformedWeightsException {
        int side = weight.dim(2);
        int out = weight.dim(0);
        Tensors.Module module = at.tensors.module(node, weight, bias, "cells");
        module.add("weight", weight, out, Math.multiplyExact(weight.dim(1), side * side), 1, 1)
                .add("bias", bias, out);
        Node small = at.net.pixelUnshuffle(at.whole(x, node).node(), side);
        return View.plain(at.net.conv(module.name, small), x.rows() / side, x.columns() / side);
    }

    /** Whether zeros below and on the right of a picture are more than the convolution takes away again. */
    private static boolean isExtension(GraphNode node, Constant weight, Pending.Padded padded, Lowering at)
            throws MalformedWeightsException {
        long[] pads = node.exactly("pads", 0, 0, 0, 0);
        long[] dilations = node.exactly("dilations", 1, 1);
        return padded.top() == 0
                && padded.left() == 0
                && at.isPicture(padded.view())
                && (padded.bottom() + pads[0] + pads[2] > (weight.dim(2) - 1) * dilations[0]
                        || padded.right() + pads[1] + pads[3] > (weight.dim(3) - 1) * dilations[1]);
    }

    private static String key(Place place) {
        return place.downDilation() + " " + place.rightDilation() + " " + place.top() + " " + place.left() + " "
                + place.radius();
    }

    private static Place place(GraphNode node, Constant weight, Pending.Padded padded)
            throws MalformedWeightsException {
        long[] strides = node.exactly("strides", 1, 1);
        long[] dilations = node.exactly("dilations", 1, 1);
        if (strides[0] != strides[1] || strides[0] < 1 || strides[0] > LARGEST) {
            throw node.refuse("strides are " + Arrays.toString(strides) + ", only two alike are read");
        }
        int height = weight.dim(2);
        int width = weight.dim(3);
        boolean small = Arrays.stream(dilations).allMatch(dilation -> dilation >= 1 && dilation <= LARGEST)
                && Math.min(height, width) >= 1
                && Math.max(height, width) <= LARGEST
                && (height - 1) * dilations[0] < LARGEST
                && (width - 1) * dilations[1] < LARGEST;
        if (!small) {
            throw node.refuse("kernels of " + height + " x " + width + " with dilations " + Arrays.toString(dilations)
                    + "; at most " + LARGEST + " pixels across are read");
        }
        int extraRows = (int) ((height - 1) * dilations[0]);
        int extraColumns = (int) ((width - 1) * dilations[1]);
        long[] pads = switch (node.text("auto_pad", "NOTSET")) {
            case "NOTSET" -> node.exactly("pads", 0, 0, 0, 0);
            case "VALID" -> new long[4];
            case "SAME_UPPER" ->
                new long[] {extraRows / 2, extraColumns / 2, extraRows - extraRows / 2, extraColumns - extraColumns / 2
                };
            case "SAME_LOWER" ->
                new long[] {extraRows - extraRows / 2, extraColumns - extraColumns / 2, extraRows / 2, extraColumns / 2
                };
            default -> throw node.refuse("auto_pad is " + node.text("auto_pad", ""));
        };
        long[] all = padded == null
                ? pads
                : new long[] {
                    pads[0] + padded.top(), pads[1] + padded.left(), pads[2] + padded.bottom(), pads[3] + padded.right()
                };
        // rows and columns that a result without any padding would lack, less the padding
        long lost = extraRows - all[0] - all[2];
        if (Arrays.stream(all).anyMatch(pad -> pad < 0) || lost < 0 || lost != extraColumns - all[1] - all[3]) {
            throw node.refuse("pads of " + Arrays.toString(all) + " for kernels of " + height + " x " + width
                    + "; only what adds nothing to the size, and loses as many rows as columns, is read");
        }
        int before = (int) lost / 2;
        int after = (int) lost - before;
        int radius =
                (int) Math.max(Math.max(all[0] + before, all[2] + after), Math.max(all[1] + before, all[3] + after));
        return new Place(
                height,
                width,
                (int) dilations[0],
                (int) dilations[1],
                (int) (radius - all[0] - before),
                (int) (radius - all[1] - before),
                radius,
                before,
                after,
                (int) strides[0]);
    }

    /** The weights, in a square of zeros where they are none, and the bias. */
    private static Tensors.Module kernel(
            GraphNode node, Tensors.Module module, Constant weight, Place place, Constant bias)
            throws MalformedWeightsException {
        int out = weight.dim(0);
        int in = weight.dim(1);
        module.add("bias", bias, out);
        if (place.isSquare()) {
            return module.add("weight", weight, out, in, place.height(), place.width());
        }
        int radius = place.radius();
        int side = 2 * radius + 1;
        float[] square = new float[Arithmetic.elements(node, out, in, side, side)];
        float[] values = weight.toFloats();
        for (int plane = 0; plane < out * in; plane++) {
            for (int i = 0; i < place.height(); i++) {
                for (int j = 0; j < place.width(); j++) {
                    int y = i * place.downDilation() + place.top();
                    int x = j * place.rightDilation() + place.left();
                    square[(plane * side + y) * side + x] = values[(plane * place.height() + i) * place.width() + j];
                }
            }
        }
        return module.add("weight", square, out, in, side, side);
    }

    /** Each group's channels on their own. */
    private static Node grouped(
            GraphNode node, Lowering at, Node x, Constant weight, Constant bias, Place place, int groups)
            throws MalformedWeightsException {
        int in = weight.dim(1);
        int out = weight.dim(0) / groups;
        List<Node> parts = new ArrayList<>();
        for (int group = 0; group < groups; group++) {
            Tensors.Module module = at.tensors.module(node, weight, bias, key(place), group);
            Constant own = part(node, weight, group * out, out);
            Constant ownBias = bias == null ? null : part(node, bias.reshaped(weight.dim(0)), group * out, out);
            kernel(node, module, own, place, ownBias);
            parts.add(at.net.conv(module.name, at.net.slice(x, group * in, (group + 1) * in)));
        }
        return at.net.concat(parts.toArray(Node[]::new));
    }

    private static Constant part(GraphNode node, Constant all, int first, int count) throws MalformedWeightsException {
        int[] dims = all.dims();
        dims[0] = count;
        int length = Arithmetic.elements(node, dims);
        int start = count == 0 ? 0 : length / count * first;
        return Constant.floats(Arrays.copyOfRange(all.values(), start, start + length), dims);
    }

    /**
     * A transposed convolution that makes the size a whole multiple, of which the end may be cut off: pixel {@code s y + i} of
     * the result reads the input at {@code y + t} with the weight at {@code i + pad - s t}, so it is a convolution to {@code s
     * s} times the channels before a pixel shuffle by {@code s}.
     */
    static View transposed(GraphNode node, Lowering at) throws MalformedWeightsException {
        View x = at.plain(node, 0);
        Constant weight = at.required(node, 1); // (in, out, k, k)
        Constant bias = at.constant(node, 2);
        node.require("group", 1);
        long[] strides = node.exactly("strides", 1, 1);
        long[] pads = node.exactly("pads", 0, 0, 0, 0);
        long[] extra = node.exactly("output_padding", 0, 0);
        boolean plain = Arrays.stream(node.exactly("dilations", 1, 1)).allMatch(dilation -> dilation == 1)
                && node.text("auto_pad", "NOTSET").equals("NOTSET")
                && !node.has("output_shape")
                && weight.rank() == 4
                && weight.dim(2) == weight.dim(3)
                && Arrays.stream(pads).distinct().count() == 1
                && pads[0] >= 0
                && strides[0] == strides[1]
                && extra[0] == extra[1];
        int kernel = plain ? weight.dim(2) : 0;
        long stride = strides[0];
        if (!plain || stride < 1 || stride > 16 || kernel > LARGEST || kernel - 2 * pads[0] + extra[0] > stride) {
            throw node.refuse("kernels of " + weight + ", strides " + Arrays.toString(strides) + ", pads "
                    + Arrays.toString(pads) + "; only squares that make the size a whole multiple, or less, are read");
        }
        if (weight.dim(0) != x.node().channels() || bias != null && bias.elements() != weight.dim(1)) {
            throw node.refuse("takes " + weight + " for the " + x.node().channels() + " channels that it gets");
        }
        int s = (int) stride;
        Tensors.Module module = at.tensors.module(node, weight, bias, s, pads[0]);
        if (module.fresh) {
            fold(node, module, weight, bias, s, (int) pads[0]);
        }
        Node large = at.net.pixelShuffle(at.net.conv(module.name, at.bounded(x)), s);
        View whole = View.plain(large, Math.multiplyExact(x.rows(), s), Math.multiplyExact(x.columns(), s));
        return whole.trimmed(0, (int) (stride - kernel + 2 * pads[0] - extra[0]), 1, at);
    }

    private static void fold(GraphNode node, Tensors.Module module, Constant weight, Constant bias, int s, int pad)
            throws MalformedWeightsException {
        int in = weight.dim(0);
        int out = weight.dim(1);
        int kernel = weight.dim(2);
        int radius = Math.max((s - 1 + pad) / s, Math.max(0, kernel - 1 - pad) / s);
        int side = 2 * radius + 1;
        float[] values = weight.toFloats();
        float[] folded = new float[Arithmetic.elements(node, out, s, s, in, side, side)];
        for (int o = 0; o < out * s * s; o++) {
            int i = o / s % s;
            int j = o % s;
            for (int c = 0; c < in; c++) {
                for (int t = -radius; t <= radius; t++) {
                    for (int u = -radius; u <= radius; u++) {
                        int y = i + pad - s * t;
                        int x = j + pad - s * u;
                        if (y >= 0 && y < kernel && x >= 0 && x < kernel) {
                            folded[((o * in + c) * side + t + radius) * side + u + radius] =
                                    values[((c * out + o / (s * s)) * kernel + y) * kernel + x];
                        }
                    }
                }
            }
        }
        module.add("weight", folded, out * s * s, in, side, side);
        if (bias != null) {
            float[] one = bias.toFloats();
            float[] repeated = new float[out * s * s];
            for (int o = 0; o < repeated.length; o++) {
                repeated[o] = one[o / (s * s)];
            }
            module.add("bias", repeated, repeated.length);
        }
    }

    /** A convolution of each channel on its own with weights that no file has. */
    static View apart(GraphNode node, Lowering at, View x, Constant weight) throws MalformedWeightsException {
        Place place = place(node, weight, null);
        Tensors.Module module = kernel(node, at.tensors.module(node, weight), weight, place, null);
        View whole = x.of(at.net.depthwiseConv(module.name, at.whole(x, node).node()));
        return whole.trimmed(place.before(), place.after(), place.stride(), at);
    }
}
