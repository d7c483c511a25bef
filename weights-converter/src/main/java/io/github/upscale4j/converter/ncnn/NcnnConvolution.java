package io.github.upscale4j.converter.ncnn;

import io.github.upscale4j.converter.graph.Constant;
import io.github.upscale4j.weights.MalformedWeightsException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Layers with a kernel: their parameters, weights, and the activation that ncnn's optimiser merges into them. */
final class NcnnConvolution {
    /** Above this a shape is damage, and products of three stay within a long. */
    private static final int LARGEST = 1 << 16;

    private static final int SAME_UPPER = -233;
    private static final int SAME_LOWER = -234;

    private final NcnnLayer layer;
    private final NcnnBin bin;
    private final NcnnGraph graph;

    NcnnConvolution(NcnnLayer layer, NcnnBin bin, NcnnGraph graph) {
        this.layer = layer;
        this.bin = bin;
        this.graph = graph;
    }

    void read() throws MalformedWeightsException {
        layer.require(8, 0, "int8");
        String result = layer.integer(9, 0) == 0 ? layer.output() : layer.output() + " sum";
        if (layer.type().equals("InnerProduct")) {
            product(result);
        } else {
            convolution(result);
        }
        if (layer.integer(9, 0) != 0) {
            activation(result);
        }
    }

    /** A matrix of all values, which are read where they are the channels of one pixel. */
    private void product(String result) throws MalformedWeightsException {
        int out = size(0, "channels");
        int in = perOutput(layer.integer(2, 0), out);
        Constant weight = bin.tagged(layer.name() + ".weight", out, in, 1, 1);
        Constant bias = layer.integer(1, 0) == 0 ? null : bin.plain(layer.name() + ".bias", out);
        graph.add(layer, "Conv", graph.withWeights(layer.input(), weight, bias), result, Map.of());
    }

    private void convolution(String result) throws MalformedWeightsException {
        boolean transposed = layer.type().equals("Deconvolution");
        int out = size(0, "channels");
        int width = size(1, "the kernel's width");
        int height = layer.has(11) ? size(11, "the kernel's height") : width;
        int groups = layer.type().equals("ConvolutionDepthWise") ? layer.integer(7, 1) : 1;
        if (!transposed) {
            layer.require(19, 0, "weights from another layer");
        }
        if ((long) width * height > LARGEST) {
            throw layer.refuse("kernels of " + height + " x " + width);
        }
        int in = perOutput(layer.integer(6, 0), (long) out * width * height);
        Constant weight = bin.tagged(layer.name() + ".weight", out, in, height, width);
        Constant bias = layer.integer(5, 0) == 0 ? null : bin.plain(layer.name() + ".bias", out);
        Map<String, Object> attributes = new HashMap<>();
        attributes.put("strides", pair(3, 1));
        attributes.put("dilations", pair(2, 1));
        pads(attributes);
        if (groups != 1) {
            attributes.put("group", (long) groups);
        }
        if (transposed) {
            attributes.put("output_padding", new long[] {layer.integer(19, layer.integer(18, 0)), layer.integer(18, 0)
            });
            layer.require(20, 0, "a fixed width");
            layer.require(21, 0, "a fixed height");
            weight = weight.swapped(); // to (in, out, height, width)
        }
        List<String> inputs = graph.withWeights(layer.input(), weight, bias);
        graph.add(layer, transposed ? "ConvTranspose" : "Conv", inputs, result, attributes);
    }

    private int size(int id, String what) throws MalformedWeightsException {
        int size = layer.integer(id, 0);
        if (size < 1 || size > LARGEST) {
            throw layer.refuse(what + ": " + size + ", from 1 to " + LARGEST + " are read");
        }
        return size;
    }

    /** How many inputs there are, of the count of all weights. */
    private int perOutput(int weights, long one) throws MalformedWeightsException {
        if (weights < 1 || weights % one != 0) {
            throw layer.refuse(weights + " weights, which are not " + one + " for each input");
        }
        return (int) (weights / one);
    }

    /** Vertical and horizontal, of which the first may be left out. */
    private long[] pair(int id, int otherwise) throws MalformedWeightsException {
        int horizontal = layer.integer(id, otherwise);
        return new long[] {layer.integer(id + 10, horizontal), horizontal};
    }

    private void pads(Map<String, Object> attributes) throws MalformedWeightsException {
        int left = layer.integer(4, 0);
        if (left == SAME_UPPER || left == SAME_LOWER) {
            attributes.put("auto_pad", left == SAME_UPPER ? "SAME_UPPER" : "SAME_LOWER");
            return;
        }
        int top = layer.integer(14, left);
        attributes.put("pads", new long[] {top, left, layer.integer(16, top), layer.integer(15, left)});
    }

    private void activation(String input) throws MalformedWeightsException {
        float[] numbers = layer.numbers(10);
        float first = numbers.length > 0 ? numbers[0] : 0;
        float second = numbers.length > 1 ? numbers[1] : 0;
        String output = layer.output();
        switch (layer.integer(9, 0)) {
            case 1 -> graph.add(layer, "Relu", List.of(input), output, Map.of());
            case 2 ->
                graph.add(layer, first == 0 ? "Relu" : "LeakyRelu", List.of(input), output, Map.of("alpha", (double)
                        first));
            case 3 ->
                graph.add(layer, "Clip", List.of(input), output, Map.of("min", (double) first, "max", (double) second));
            case 4 -> graph.add(layer, "Sigmoid", List.of(input), output, Map.of());
            case 5 -> graph.add(layer, "Mish", List.of(input), output, Map.of());
            case 6 -> {
                Map<String, Object> hard = Map.of("alpha", (double) first, "beta", (double) second);
                graph.add(layer, "HardSigmoid", List.of(input), output + " gate", hard);
                graph.add(layer, "Mul", List.of(input, output + " gate"), output, Map.of());
            }
            default -> throw layer.refuse("activation " + layer.integer(9, 0) + "; from 0 to 6 are read");
        }
    }
}
