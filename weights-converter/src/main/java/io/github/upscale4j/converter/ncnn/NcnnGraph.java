package io.github.upscale4j.converter.ncnn;

import io.github.upscale4j.converter.graph.Constant;
import io.github.upscale4j.converter.graph.GraphNode;
import io.github.upscale4j.converter.graph.ParsedGraph;
import io.github.upscale4j.weights.MalformedWeightsException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * ncnn's layers as nodes of the neutral vocabulary, with the weights that each reads from the {@code .bin} in turn. The
 * numbers of parameters are those of <a
 * href="https://github.com/Tencent/ncnn/blob/master/docs/developer-guide/operators.md">ncnn's operators</a>; values have
 * no batch there, and do here.
 */
final class NcnnGraph {
    /** What a size means that is not given. */
    private static final int REST = -233;

    private static final String[] BINARY = {"Add", "Sub", "Mul", "Div", "Max", "Min", "Pow", "Sub", "Div"};

    /** Of {@code (w, h, c)}, new from old, by order_type; as axes of (1, c, h, w). */
    private static final long[][] ORDERS = {
        {0, 1, 2, 3}, {0, 1, 3, 2}, {0, 2, 1, 3}, {0, 2, 3, 1}, {0, 3, 1, 2}, {0, 3, 2, 1}
    };

    private final NcnnBin bin;
    private final List<GraphNode> nodes = new ArrayList<>();
    private final Map<String, Constant> constants = new HashMap<>();
    private ParsedGraph.Picture picture;

    NcnnGraph(NcnnBin bin) {
        this.bin = bin;
    }

    /** Reads all weights. */
    ParsedGraph read(List<NcnnLayer> layers) throws MalformedWeightsException {
        Set<String> ends = new HashSet<>();
        for (NcnnLayer layer : layers) {
            read(layer);
            ends.addAll(layer.outputs());
        }
        layers.forEach(layer -> ends.removeAll(layer.inputs()));
        bin.end();
        if (picture == null || ends.size() != 1) {
            throw new MalformedWeightsException("the graph has " + (picture == null ? "no input and " : "")
                    + ends.size() + " results that nothing reads; networks from one picture to one are read");
        }
        ParsedGraph.Picture known = picture.channels() != ParsedGraph.FREE
                ? picture
                : new ParsedGraph.Picture(picture.name(), channels(), ParsedGraph.FREE, ParsedGraph.FREE);
        return new ParsedGraph(known, ends.iterator().next(), nodes, constants, Map.of());
    }

    /** Of the picture, by the first convolution of it; those that nothing tells are 3. */
    private int channels() {
        Map<String, Integer> times = new HashMap<>(Map.of(picture.name(), 1));
        for (GraphNode node : nodes) {
            Integer factor =
                    node.inputs().isEmpty() ? null : times.get(node.inputs().get(0));
            if (factor == null) {
                continue;
            }
            if (node.op().equals("Conv") && !node.attributes().containsKey("group")) {
                return constants.get(node.inputs().get(1)).dims()[1] / factor;
            }
            if (node.op().equals("SpaceToDepth")) {
                long size = (Long) node.attributes().get("blocksize");
                factor = (int) Math.min(Integer.MAX_VALUE, factor * size * size);
            }
            for (String output : node.outputs()) {
                times.put(output, factor);
            }
        }
        return 3;
    }

    private void read(NcnnLayer layer) throws MalformedWeightsException {
        switch (layer.type()) {
            case "Input" -> input(layer);
            case "Split" -> {
                for (String copy : layer.outputs()) {
                    add(layer, "Identity", List.of(layer.input()), copy, Map.of());
                }
            }
            case "Dropout", "Noop" -> node(layer, "Identity", Map.of());
            // of a mean over all pixels, whose channels are a vector there and stay channels here; InnerProduct refuses
            // more
            case "Flatten" -> node(layer, "Identity", Map.of());
            case "MemoryData" -> memory(layer);
            case "Convolution", "ConvolutionDepthWise", "Deconvolution", "InnerProduct" ->
                new NcnnConvolution(layer, bin, this).read();
            case "PReLU" -> {
                int slopes = layer.integer(0, 0);
                weighted(layer, "PRelu", Map.of(), bin.plain(layer.name() + ".weight", slopes, 1, 1));
            }
            case "ReLU" -> relu(layer, layer.number(0, 0));
            case "Sigmoid" -> node(layer, "Sigmoid", Map.of());
            case "TanH" -> node(layer, "Tanh", Map.of());
            case "Swish" -> gated(layer, "Sigmoid", Map.of());
            case "HardSigmoid" -> node(layer, "HardSigmoid", hard(layer));
            case "HardSwish" -> gated(layer, "HardSigmoid", hard(layer));
            case "Mish" -> node(layer, "Mish", Map.of());
            case "GELU" -> node(layer, "Gelu", Map.of("approximate", layer.integer(0, 0) == 0 ? "none" : "tanh"));
            case "Clip" ->
                node(
                        layer,
                        "Clip",
                        Map.of(
                                "min", (double) layer.number(0, -Float.MAX_VALUE),
                                "max", (double) layer.number(1, Float.MAX_VALUE)));
            case "BatchNorm" -> batchNorm(layer);
            case "Scale" -> scale(layer);
            case "BinaryOp" -> binary(layer);
            case "UnaryOp" -> unary(layer);
            case "Eltwise" -> eltwise(layer);
            case "Concat" -> node(layer, "Concat", Map.of("axis", axis(layer, 0)));
            case "Slice" -> slice(layer);
            case "Crop" -> crop(layer);
            case "Padding" -> padding(layer);
            case "Interp" -> interp(layer);
            case "PixelShuffle" ->
                node(layer, "DepthToSpace", Map.of("blocksize", (long) layer.integer(0, 1), "mode", order(layer)));
            case "Reorg" ->
                node(layer, "SpaceToDepth", Map.of("blocksize", (long) layer.integer(0, 1), "mode", order(layer)));
            case "Pooling" -> pooling(layer);
            case "Permute" -> {
                int order = layer.integer(0, 0);
                if (order < 0 || order >= ORDERS.length) {
                    throw layer.refuse("order " + order + "; from 0 to 5 are read");
                }
                node(layer, "Transpose", Map.of("perm", ORDERS[order]));
            }
            default -> throw layer.refuse("is no layer that is read; use the original checkpoint");
        }
    }

    /** Whether a channel's pixels are neighbours among the channels, as in PyTorch, or lie apart. */
    private static String order(NcnnLayer layer) throws MalformedWeightsException {
        return layer.integer(1, 0) == 0 ? "CRD" : "DCR";
    }

    private static Map<String, Object> hard(NcnnLayer layer) throws MalformedWeightsException {
        return Map.of("alpha", (double) layer.number(0, 0.2f), "beta", (double) layer.number(1, 0.5f));
    }

    private void input(NcnnLayer layer) throws MalformedWeightsException {
        if (picture != null) {
            throw layer.refuse("a second input");
        }
        // sizes there are those of an example
        picture = new ParsedGraph.Picture(layer.output(), Math.max(0, layer.integer(2, 0)), 0, 0);
    }

    private void memory(NcnnLayer layer) throws MalformedWeightsException {
        int width = layer.integer(0, 0);
        int height = Math.max(1, layer.integer(1, 0));
        int channels = Math.max(1, layer.integer(2, 0));
        layer.require(21, 1, "the type of the numbers");
        constants.put(layer.output(), bin.plain(layer.name(), channels, height, width));
    }

    void relu(NcnnLayer layer, float slope) throws MalformedWeightsException {
        node(layer, slope == 0 ? "Relu" : "LeakyRelu", slope == 0 ? Map.of() : Map.of("alpha", (double) slope));
    }

    private void gated(NcnnLayer layer, String gate, Map<String, Object> attributes) throws MalformedWeightsException {
        String opened = layer.output() + " gate";
        add(layer, gate, List.of(layer.input()), opened, attributes);
        add(layer, "Mul", List.of(layer.input(), opened), layer.output(), Map.of());
    }

    private void batchNorm(NcnnLayer layer) throws MalformedWeightsException {
        int channels = layer.integer(0, 0);
        Constant slope = bin.plain(layer.name() + ".weight", channels);
        Constant mean = bin.plain(layer.name() + ".mean", channels);
        Constant variance = bin.plain(layer.name() + ".variance", channels);
        Constant bias = bin.plain(layer.name() + ".bias", channels);
        weighted(
                layer,
                "BatchNormalization",
                Map.of("epsilon", (double) layer.number(1, 0)),
                slope,
                bias,
                mean,
                variance);
    }

    private void scale(NcnnLayer layer) throws MalformedWeightsException {
        int channels = layer.integer(0, 0);
        if (channels == REST) { // the factors are the second input
            node(layer, "Mul", Map.of());
            return;
        }
        Constant factors = bin.plain(layer.name() + ".weight", channels, 1, 1);
        if (layer.integer(1, 0) == 0) {
            weighted(layer, "Mul", Map.of(), factors);
            return;
        }
        String product = layer.output() + " product";
        add(layer, "Mul", List.of(layer.input(), constant(factors)), product, Map.of());
        Constant offsets = bin.plain(layer.name() + ".bias", channels, 1, 1);
        add(layer, "Add", List.of(product, constant(offsets)), layer.output(), Map.of());
    }

    private void binary(NcnnLayer layer) throws MalformedWeightsException {
        int kind = layer.integer(0, 0);
        if (kind < 0 || kind >= BINARY.length) {
            throw layer.refuse("operation " + kind + "; from 0 to " + (BINARY.length - 1) + " are read");
        }
        List<String> inputs = new ArrayList<>(layer.inputs());
        if (layer.integer(1, 0) != 0) {
            inputs.add(number(layer, layer.number(2, 0)));
        }
        if (inputs.size() != 2) {
            throw layer.refuse("has " + inputs.size() + " operands instead of 2");
        }
        if (kind > 6) { // from the other side
            inputs.add(inputs.remove(0));
        }
        add(layer, BINARY[kind], inputs, layer.output(), Map.of());
    }

    private void unary(NcnnLayer layer) throws MalformedWeightsException {
        switch (layer.integer(0, 0)) {
            case 0 -> node(layer, "Abs", Map.of());
            case 1 -> node(layer, "Neg", Map.of());
            case 4 -> add(layer, "Mul", List.of(layer.input(), layer.input()), layer.output(), Map.of());
            case 5 -> node(layer, "Sqrt", Map.of());
            case 16 -> node(layer, "Tanh", Map.of());
            default ->
                throw layer.refuse("operation " + layer.integer(0, 0)
                        + "; 0 (absolute), 1 (negative), 4 (square), 5 (root) and 16 (tanh) are read");
        }
    }

    private void eltwise(NcnnLayer layer) throws MalformedWeightsException {
        float[] factors = layer.numbers(1);
        int kind = layer.integer(0, 0);
        if (kind < 0
                || kind > 2
                || layer.inputs().size() < 2
                || factors.length != 0 && factors.length != layer.inputs().size()) {
            throw layer.refuse("operation " + kind + " of " + layer.inputs().size() + " inputs with " + factors.length
                    + " factors");
        }
        String sum = "";
        for (int i = 0; i < layer.inputs().size(); i++) {
            String term = layer.inputs().get(i);
            if (kind == 1 && factors.length > 0 && factors[i] != 1) {
                String scaled = layer.output() + " term " + i;
                add(layer, "Mul", List.of(term, number(layer, factors[i])), scaled, Map.of());
                term = scaled;
            }
            String next = i == layer.inputs().size() - 1 ? layer.output() : layer.output() + " sum " + i;
            if (i == 0) {
                sum = term;
            } else {
                add(layer, List.of("Mul", "Add", "Max").get(kind), List.of(sum, term), next, Map.of());
                sum = next;
            }
        }
    }

    /** An axis of (c, h, w) as one of (1, c, h, w). */
    private static long axis(NcnnLayer layer, int id) throws MalformedWeightsException {
        int axis = layer.integer(id, 0);
        return axis < 0 ? axis : axis + 1L;
    }

    private void slice(NcnnLayer layer) throws MalformedWeightsException {
        float[] sizes = layer.numbers(0);
        boolean open = sizes.length != layer.outputs().size();
        boolean equal = true;
        for (float size : sizes) {
            open |= size == REST;
            equal &= size == REST;
        }
        if (open && !equal) {
            throw layer.refuse("sizes where some are left open and some not");
        }
        Map<String, Object> attributes = new HashMap<>(Map.of("axis", axis(layer, 1)));
        if (!open) {
            attributes.put("split", longs(sizes));
        }
        nodes.add(new GraphNode("Split", layer.name(), List.of(layer.input()), layer.outputs(), attributes));
    }

    private void crop(NcnnLayer layer) throws MalformedWeightsException {
        if (layer.inputs().size() != 1) {
            throw layer.refuse("is cut to another value's size; only offsets are read");
        }
        if (layer.numbers(9).length > 0) {
            long[] ends = longs(layer.numbers(10));
            for (int i = 0; i < ends.length; i++) {
                ends[i] = ends[i] == REST ? Long.MAX_VALUE : ends[i];
            }
            long[] axes = longs(layer.numbers(11));
            for (int i = 0; i < axes.length; i++) {
                axes[i] += axes[i] < 0 ? 0 : 1; // after the batch
            }
            node(layer, "Slice", Map.of("starts", longs(layer.numbers(9)), "ends", ends, "axes", axes));
            return;
        }
        long[] starts = {layer.integer(2, 0), layer.integer(1, 0), layer.integer(0, 0)};
        long[] sizes = {layer.integer(5, 0), layer.integer(4, 0), layer.integer(3, 0)};
        long[] after = {layer.integer(8, 0), layer.integer(7, 0), layer.integer(6, 0)};
        long[] ends = new long[3];
        for (int i = 0; i < 3; i++) {
            boolean toEnd = sizes[i] == REST || sizes[i] == 0;
            ends[i] = !toEnd ? starts[i] + sizes[i] : after[i] == 0 ? Long.MAX_VALUE : -after[i];
        }
        node(layer, "Slice", Map.of("starts", starts, "ends", ends, "axes", new long[] {1, 2, 3}));
    }

    private static long[] longs(float[] numbers) {
        long[] longs = new long[numbers.length];
        for (int i = 0; i < longs.length; i++) {
            longs[i] = (long) numbers[i];
        }
        return longs;
    }

    private void padding(NcnnLayer layer) throws MalformedWeightsException {
        int kind = layer.integer(4, 0);
        if (kind < 0 || kind > 2) {
            throw layer.refuse("type " + kind + "; 0, 1 and 2 are read");
        }
        layer.require(6, 0, "numbers of each channel");
        long[] pads = {0, 0, layer.integer(0, 0), layer.integer(2, 0), 0, 0, layer.integer(1, 0), layer.integer(3, 0)};
        node(
                layer,
                "Pad",
                Map.of(
                        "pads",
                        pads,
                        "mode",
                        List.of("constant", "edge", "reflect").get(kind),
                        "value",
                        (double) layer.number(5, 0)));
    }

    private void interp(NcnnLayer layer) throws MalformedWeightsException {
        int kind = layer.integer(0, 0);
        layer.require(3, 0, "a fixed height");
        layer.require(4, 0, "a fixed width");
        if (kind < 1 || kind > 3 || layer.inputs().size() != 1) {
            throw layer.refuse("kind " + kind + " of " + layer.inputs().size()
                    + " inputs; 1 (nearest), 2 (bilinear) and 3 (bicubic) of one are read");
        }
        node(
                layer,
                "Resize",
                Map.of(
                        "mode",
                        List.of("nearest", "linear", "cubic").get(kind - 1),
                        "coordinate_transformation_mode",
                        kind == 1 ? "asymmetric" : layer.integer(6, 0) == 0 ? "half_pixel" : "align_corners",
                        "nearest_mode",
                        "floor",
                        "scales",
                        new double[] {1, 1, layer.number(1, 1), layer.number(2, 1)}));
    }

    private void pooling(NcnnLayer layer) throws MalformedWeightsException {
        boolean global = layer.integer(4, 0) == 1 || layer.integer(7, 0) == 1 && layer.integer(8, 0) == 1;
        if (layer.integer(0, 0) != 1 || !global) {
            throw layer.refuse(
                    "pools parts of the picture, or the largest values; only means over all pixels are read");
        }
        node(layer, "GlobalAveragePool", Map.of());
    }

    private String number(NcnnLayer layer, float value) throws MalformedWeightsException {
        String name = layer.output() + " number " + nodes.size();
        constants.put(name, Constant.of(value));
        return name;
    }

    private String constant(Constant constant) {
        // values have no spaces in their names
        constants.put(" " + constant.name(), constant);
        return " " + constant.name();
    }

    /** A node of the layer's own inputs, then constants. */
    void weighted(NcnnLayer layer, String op, Map<String, Object> attributes, Constant... weights)
            throws MalformedWeightsException {
        add(layer, op, withWeights(layer.input(), weights), layer.output(), attributes);
    }

    List<String> withWeights(String input, Constant... weights) {
        List<String> inputs = new ArrayList<>(List.of(input));
        for (Constant weight : weights) {
            if (weight != null) {
                inputs.add(constant(weight));
            }
        }
        return inputs;
    }

    private void node(NcnnLayer layer, String op, Map<String, Object> attributes) throws MalformedWeightsException {
        add(layer, op, layer.inputs(), layer.output(), attributes);
    }

    void add(NcnnLayer layer, String op, List<String> inputs, String output, Map<String, Object> attributes) {
        nodes.add(new GraphNode(op, layer.name(), inputs, List.of(output), attributes));
    }
}
