package io.github.upscale4j.converter.ncnn;

import static io.github.upscale4j.weights.MalformedWeightsException.quote;

import io.github.upscale4j.tensor.Shape;
import io.github.upscale4j.weights.MalformedWeightsException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * SRVGGNetCompact as ncnn has it: convolutions with an activation each, a last one, pixel shuffle, and the picture added,
 * repeated. Every layer is checked to be that network's, and its weights are named as in the original checkpoints
 * ({@code body.0.weight}, ...).
 */
final class NcnnSrvgg {
    private static final float LEAKY = 0.1f;

    /** Above this a shape is damage, and products of three stay within a long. */
    private static final int CHANNELS = 1 << 16;

    private final NcnnBin bin;
    /** What a value is a copy of. */
    private final Map<String, String> copies = new HashMap<>();

    private String picture;
    private String current;
    private int place; // of the next module in 'body'
    private boolean activated = true; // whether a convolution may come
    private int channels; // of the last convolution; 0 before the first
    private int colours; // of the picture
    private String activation;
    private String shuffled;
    private int factor;
    private String repeated;
    private float times;
    private boolean summed;

    NcnnSrvgg(NcnnBin bin) {
        this.bin = bin;
    }

    /**
     * Reads all weights.
     *
     * @return options of the architecture that the names and shapes do not tell
     */
    Map<String, String> read(List<NcnnLayer> layers) throws MalformedWeightsException {
        for (NcnnLayer layer : layers) {
            if (summed) {
                throw layer.refuse("follows the sum that ends the network");
            }
            read(layer);
        }
        if (!summed) {
            throw new MalformedWeightsException("the graph does not end in the sum of a pixel shuffle and the repeated"
                    + " picture, as SRVGGNetCompact does; other networks are not read from ncnn: use the original"
                    + " checkpoint");
        }
        bin.end();
        return "prelu".equals(activation) ? Map.of() : Map.of("act_type", activation);
    }

    private void read(NcnnLayer layer) throws MalformedWeightsException {
        switch (layer.type()) {
            case "Input" -> input(layer);
            case "Split" -> {
                String original = source(layer.input());
                layer.outputs().forEach(copy -> copies.put(copy, original));
            }
            case "Convolution" -> convolution(layer);
            case "PReLU" -> {
                int slopes = layer.integer(0, 0);
                if (slopes != 1 && slopes != channels) {
                    throw layer.refuse(slopes + " slopes for " + channels + " channels");
                }
                String name = "body." + place + ".weight";
                activate(layer, "prelu");
                bin.plain(name, Shape.of(slopes));
            }
            case "ReLU" -> activate(layer, relu(layer, layer.number(0, 0)));
            case "PixelShuffle" -> shuffle(layer);
            case "Interp" -> repeat(layer);
            case "BinaryOp" -> sum(layer);
            default ->
                throw layer.refuse("is no part of an SRVGGNetCompact, the one network that is read from ncnn; use"
                        + " the original checkpoint");
        }
    }

    private void input(NcnnLayer layer) throws MalformedWeightsException {
        if (picture != null) {
            throw layer.refuse("a second input");
        }
        picture = layer.output();
        current = picture;
    }

    private void convolution(NcnnLayer layer) throws MalformedWeightsException {
        follow(layer, activated, "a convolution without an activation before it");
        int out = layer.integer(0, 0);
        int kernel = layer.integer(1, 0);
        layer.require(11, kernel, "the kernel's height");
        layer.require(2, 1, "dilation");
        layer.require(12, layer.integer(2, 1), "vertical dilation");
        layer.require(3, 1, "stride");
        layer.require(13, layer.integer(3, 1), "vertical stride");
        layer.require(5, 1, "whether there is a bias");
        layer.require(8, 0, "int8");
        layer.require(19, 0, "weights from another layer");
        if (kernel != 3 || out < 1 || out > CHANNELS) {
            throw layer.refuse(out + " channels by kernels of " + kernel + " x " + kernel + "; only 3 x 3 is read");
        }
        for (int side : new int[] {4, 14, 15, 16}) {
            if (layer.integer(side, layer.integer(4, 0)) != 1) {
                throw layer.refuse("padding (parameter " + side + ") of another width than 1");
            }
        }
        int weights = layer.integer(6, 0);
        long one = (long) out * kernel * kernel;
        if (weights < 1 || weights % one != 0) {
            throw layer.refuse(weights + " weights for " + out + " channels and kernels of 3 x 3");
        }
        int in = (int) (weights / one);
        if (channels != 0 && in != channels) {
            throw layer.refuse("takes " + in + " channels and gets " + channels);
        }
        colours = channels == 0 ? in : colours;
        channels = out;
        bin.tagged("body." + place + ".weight", Shape.of(out, in, kernel, kernel));
        bin.plain("body." + place + ".bias", Shape.of(out));
        place++;
        activated = false;
        // ncnn's optimiser merges activations into convolutions
        switch (layer.integer(9, 0)) {
            case 0 -> {}
            case 1 -> activate(layer, relu(layer, 0));
            case 2 -> activate(layer, relu(layer, layer.number(10, 0)));
            default -> throw layer.refuse("activation " + layer.integer(9, 0) + "; 1 and 2 are read");
        }
        current = layer.output();
    }

    /** By the reference constructor's names. */
    private static String relu(NcnnLayer layer, float slope) throws MalformedWeightsException {
        if (slope != 0 && slope != LEAKY) {
            throw layer.refuse("slope " + slope + "; SRVGGNetCompact has 0 or " + LEAKY);
        }
        return slope == 0 ? "relu" : "leakyrelu";
    }

    private void activate(NcnnLayer layer, String kind) throws MalformedWeightsException {
        follow(layer, !activated, "an activation without a convolution before it");
        if (activation != null && !activation.equals(kind)) {
            throw layer.refuse(kind + " after " + activation + ": SRVGGNetCompact has one kind");
        }
        activation = kind;
        activated = true;
        place++;
        current = layer.output();
    }

    private void shuffle(NcnnLayer layer) throws MalformedWeightsException {
        follow(layer, !activated && shuffled == null, "a pixel shuffle that does not follow the last convolution");
        layer.require(1, 0, "the order of channels");
        factor = layer.integer(0, 1);
        if (factor < 1 || factor > 16 || channels != colours * factor * factor) {
            throw layer.refuse("shuffles " + channels + " channels by " + factor + " to " + colours);
        }
        shuffled = layer.output();
        current = null;
    }

    private void repeat(NcnnLayer layer) throws MalformedWeightsException {
        if (repeated != null || !source(layer.input()).equals(picture)) {
            throw layer.refuse("enlarges something else than the picture, once; use the original checkpoint");
        }
        layer.require(0, 1, "the kind of interpolation (1 is nearest)");
        layer.require(3, 0, "a fixed height");
        layer.require(4, 0, "a fixed width");
        times = layer.number(1, 1);
        if (layer.number(2, 1) != times) {
            throw layer.refuse("enlarges height and width differently");
        }
        repeated = layer.output();
    }

    private void sum(NcnnLayer layer) throws MalformedWeightsException {
        layer.require(0, 0, "the operation (0 is addition)");
        layer.require(1, 0, "whether it is one with a constant");
        if (shuffled == null || repeated == null || times != factor) {
            throw layer.refuse("the picture is repeated " + times + " times and the network enlarges by " + factor);
        }
        Set<String> expected = Set.of(shuffled, repeated);
        if (layer.inputs().size() != 2
                || !expected.equals(
                        Set.copyOf(layer.inputs().stream().map(this::source).toList()))) {
            throw layer.refuse("adds something else than the pixel shuffle and the repeated picture");
        }
        layer.output();
        summed = true;
    }

    private void follow(NcnnLayer layer, boolean due, String otherwise) throws MalformedWeightsException {
        if (!due) {
            throw layer.refuse(otherwise);
        }
        if (!source(layer.input()).equals(current)) {
            throw layer.refuse("takes " + quote(layer.input()) + " instead of the result of the layer before it");
        }
    }

    private String source(String value) {
        return copies.getOrDefault(value, value);
    }
}
