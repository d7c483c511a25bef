package io.github.upscale4j.converter.graph;

import io.github.upscale4j.net.Node;
import io.github.upscale4j.weights.MalformedWeightsException;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Enlargement by whole factors, as {@code Resize} (opset 10 and later) and {@code Upsample} (before) say it. */
final class Resizing {
    private static final int LARGEST = 64;

    private Resizing() {}

    static View apply(GraphNode node, Lowering at) throws MalformedWeightsException {
        View x = at.plain(node, 0);
        int[] dims = x.dims();
        double[] scales = scales(node, at, dims);
        double factor = scales.length == 4 ? scales[2] : 0;
        boolean whole = scales.length == 4 && scales[0] == 1 && scales[1] == 1 && factor == scales[3];
        if (!whole || factor != Math.rint(factor) || factor < 1 || factor > LARGEST) {
            throw node.refuse("resizes " + Arrays.toString(dims) + " by " + Arrays.toString(scales)
                    + "; whole factors from 1 to " + LARGEST + ", alike for both sides, are read");
        }
        Node large = enlarged(node, at, x, (int) factor);
        return View.plain(
                large, Math.multiplyExact(x.rows(), (int) factor), Math.multiplyExact(x.columns(), (int) factor));
    }

    private static double[] scales(GraphNode node, Lowering at, int[] dims) throws MalformedWeightsException {
        // Upsample and Resize of opset 10 have the scales second, later a region of interest stands between
        boolean early = node.op().equals("Upsample") || node.inputs().size() == 2;
        Constant scales = at.constant(node, early ? 1 : 2);
        Constant sizes = early ? null : at.constant(node, 3);
        if (sizes != null && sizes.elements() == dims.length) {
            double[] all = sizes.values();
            return IntStream.range(0, dims.length)
                    .mapToDouble(i -> all[i] / dims[i])
                    .toArray();
        }
        if (scales == null && node.attributes().get("scales") instanceof double[] given) {
            return given;
        }
        return scales == null ? new double[0] : scales.values();
    }

    private static Node enlarged(GraphNode node, Lowering at, View x, int factor) throws MalformedWeightsException {
        String centres = node.text(
                "coordinate_transformation_mode",
                node.op().equals("Upsample") || node.inputs().size() == 2 ? "asymmetric" : "half_pixel");
        switch (node.text("mode", "nearest")) {
            case "nearest":
                requireRepetition(node, centres, factor);
                return at.net.nearest(x.node(), factor);
            case "linear", "bilinear":
                requireHalfPixel(node, centres, factor);
                return at.net.bilinear(x.node(), factor);
            case "cubic", "bicubic":
                requireHalfPixel(node, centres, factor);
                if (Math.abs(node.number("cubic_coeff_a", -0.75) + 0.75) > 1e-6
                        || node.integer("exclude_outside", 0) != 0) {
                    throw node.refuse("cubic_coeff_a is " + node.number("cubic_coeff_a", -0.75)
                            + ", only -0.75 with repeated edges is read");
                }
                return factor == 1 ? x.node() : at.net.bicubic(x.node(), factor, at.multiple);
            default:
                throw node.refuse("mode is " + node.text("mode", "") + "; nearest, linear and cubic are read");
        }
    }

    private static void requireHalfPixel(GraphNode node, String centres, int factor) throws MalformedWeightsException {
        if (factor > 1 && !centres.equals("half_pixel") && !centres.equals("pytorch_half_pixel")) {
            throw node.refuse("interpolates with coordinates " + centres + ", only half_pixel is read");
        }
    }

    /** That every pixel is repeated, as most combinations of coordinates and rounding come to. */
    private static void requireRepetition(GraphNode node, String centres, int factor) throws MalformedWeightsException {
        String rounding = node.text(
                "nearest_mode",
                node.op().equals("Upsample") || node.inputs().size() == 2 ? "floor" : "round_prefer_floor");
        for (int i = 0; i < 4 * factor; i++) {
            double place = switch (centres) {
                case "asymmetric" -> i / (double) factor;
                case "half_pixel", "pytorch_half_pixel" -> (i + 0.5) / factor - 0.5;
                default -> Double.NaN;
            };
            double nearest = switch (rounding) {
                case "floor" -> Math.floor(place);
                case "ceil" -> Math.ceil(place);
                case "round_prefer_floor" -> Math.ceil(place - 0.5);
                case "round_prefer_ceil" -> Math.floor(place + 0.5);
                default -> Double.NaN;
            };
            if (factor > 1 && Math.max(0, nearest) != i / factor) {
                throw node.refuse("repeats pixels by coordinates " + centres + " and " + rounding
                        + ", which give them different sizes");
            }
        }
    }
}
