package io.github.upscale4j.converter.graph;

import io.github.upscale4j.weights.MalformedWeightsException;
import java.util.Arrays;

/** Means and maxima of cells of pixels. */
final class Pooling {
    private Pooling() {}

    /** The mean of cells, as a convolution of each channel with equal weights. */
    static View mean(GraphNode node, Lowering at) throws MalformedWeightsException {
        int channels = at.plain(node, 0).node().channels();
        long[] kernel = node.exactly("kernel_shape", 0, 0);
        if (kernel[0] < 1
                || kernel[1] < 1
                || Math.max(kernel[0], kernel[1]) > Convolutions.LARGEST
                || node.integer("ceil_mode", 0) != 0
                || Arrays.stream(node.exactly("pads", 0, 0, 0, 0)).anyMatch(pad -> pad != 0)) {
            throw node.refuse("is read without padding, and rounded down");
        }
        int height = (int) kernel[0];
        int width = (int) kernel[1];
        double[] weights = new double[Arithmetic.elements(node, channels, height, width)];
        Arrays.fill(weights, 1.0 / (height * width));
        Constant weight = Constant.floats(weights, channels, 1, height, width);
        return Convolutions.apart(node, at, at.plain(node, 0), weight);
    }

    static View largest(GraphNode node, Lowering at) throws MalformedWeightsException {
        View x = at.plain(node, 0);
        long[] kernel = node.exactly("kernel_shape", 0, 0);
        long[] strides = node.exactly("strides", 1, 1);
        boolean around = kernel[0] == kernel[1]
                && kernel[0] % 2 == 1
                && kernel[0] > 0
                && kernel[0] <= Convolutions.LARGEST
                && Arrays.equals(strides, new long[] {1, 1})
                && Arrays.stream(node.exactly("pads", 0, 0, 0, 0)).allMatch(pad -> pad == kernel[0] / 2)
                && Arrays.stream(node.exactly("dilations", 1, 1)).allMatch(dilation -> dilation == 1);
        if (around) {
            return x.of(at.net.localMax(at.whole(x, node).node(), (int) kernel[0]));
        }
        boolean plain = kernel[0] == kernel[1]
                && strides[0] == strides[1]
                && Math.min(kernel[0], strides[0]) >= 1
                && Math.max(kernel[0], strides[0]) <= Convolutions.LARGEST
                && node.integer("ceil_mode", 0) == 0
                && Arrays.stream(node.exactly("pads", 0, 0, 0, 0)).allMatch(pad -> pad == 0)
                && Arrays.stream(node.exactly("dilations", 1, 1)).allMatch(dilation -> dilation == 1);
        if (!plain) {
            throw node.refuse("is read of squares without padding, and rounded down");
        }
        int size = (int) kernel[0];
        int stride = (int) strides[0];
        return View.plain(
                at.net.maxPool(at.whole(x, node).node(), size, stride),
                Math.floorDiv(x.rows() - size, stride) + 1,
                Math.floorDiv(x.columns() - size, stride) + 1);
    }
}
