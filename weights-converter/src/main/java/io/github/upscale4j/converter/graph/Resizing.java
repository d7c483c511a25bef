package io.github.upscale4j.converter.graph;

import io.github.upscale4j.net.Node;
import io.github.upscale4j.weights.MalformedWeightsException;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Enlargement by whole factors or to the size of another map, as {@code Resize} (opset 10 and later) and {@code Upsample} (before) say it. */
final class Resizing {
    private static final int LARGEST = 64;

    private Resizing() {}

    static View apply(GraphNode node, Lowering at) throws MalformedWeightsException {
        View x = at.plain(node, 0);
        int[] dims = x.dims();
        double[] scales = scales(node, at, dims);
        double factor = scales.length == 4 ? scales[2] : 0;
        boolean alike = scales.length == 4 && scales[0] == 1 && scales[1] == 1;
        boolean whole = alike && factor == scales[3] && factor == Math.rint(factor) && factor >= 1 && factor <= LARGEST;
        if (!whole || !node.text("mode", "nearest").equals("nearest")) {
            at.whole(x, node);
        }
        if (whole && x.node().extent().regular()) {
            Node large = enlarged(node, at, x, (int) factor);
            return View.plain(
                    large, Math.multiplyExact(x.rows(), (int) factor), Math.multiplyExact(x.columns(), (int) factor));
        }
        int own = alike ? at.enlargement(x, x.rows() * factor, x.columns() * scales[3]) : 0;
        if (own > 0 && node.text("mode", "nearest").contains("cubic")) {
            requireOurCubic(node);
            Node large = at.net.bicubic(x.node(), own, at.wishes.given().multiple());
            return View.plain(large, (int) Math.round(x.rows() * factor), (int) Math.round(x.columns() * scales[3]));
        }
        View like = alike
                ? at.ofSize(Math.floor(x.rows() * factor + 1e-6), Math.floor(x.columns() * scales[3] + 1e-6))
                : null;
        if (like == null) {
            throw node.refuse("resizes " + Arrays.toString(dims) + " by " + Arrays.toString(scales)
                    + "; whole factors from 1 to " + LARGEST
                    + ", alike for both sides, are read, and the sizes of other"
                    + " maps");
        }
        return View.plain(resized(node, x, like, at), like.rows(), like.columns());
    }

    /** To a size that is no whole multiple. */
    private static Node resized(GraphNode node, View x, View like, Lowering at) throws MalformedWeightsException {
        String centres = centres(node);
        switch (node.text("mode", "nearest")) {
            case "nearest":
                if (centres.equals("asymmetric") && rounding(node).equals("floor")) {
                    return at.net.nearest(x.node(), like.node());
                }
                break;
            case "linear", "bilinear":
                requireHalfPixel(node, centres, 2);
                return at.net.bilinear(x.node(), like.node());
            default:
        }
        throw node.refuse("resizes to another map's size by " + node.text("mode", "nearest") + ", " + centres + " and "
                + rounding(node) + "; linear, and nearest with asymmetric and floor, are read");
    }

    private static String centres(GraphNode node) throws MalformedWeightsException {
        return node.text("coordinate_transformation_mode", isEarly(node) ? "asymmetric" : "half_pixel");
    }

    private static String rounding(GraphNode node) throws MalformedWeightsException {
        return node.text("nearest_mode", isEarly(node) ? "floor" : "round_prefer_floor");
    }

    /** Upsample, and Resize of opset 10: scales come second; later a region of interest stands between. */
    private static boolean isEarly(GraphNode node) {
        return node.op().equals("Upsample") || node.inputs().size() == 2;
    }

    private static double[] scales(GraphNode node, Lowering at, int[] dims) throws MalformedWeightsException {
        boolean early = isEarly(node);
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
        String centres = centres(node);
        switch (node.text("mode", "nearest")) {
            case "nearest":
                requireRepetition(node, centres, factor);
                return at.net.nearest(x.node(), factor);
            case "linear", "bilinear":
                requireHalfPixel(node, centres, factor);
                return at.net.bilinear(x.node(), factor);
            case "cubic", "bicubic":
                if (factor == 1) {
                    return x.node();
                }
                requireOurCubic(node);
                if (at.wishes.given().multiple() > 1 && at.enlargement(x, x.rows(), x.columns()) != 1) {
                    throw node.refuse("enlarges more or less of a picture whose sides must be multiples of "
                            + at.wishes.given().multiple() + " than it is");
                }
                return at.net.bicubic(x.node(), factor, at.wishes.given().multiple());
            default:
                throw node.refuse("mode is " + node.text("mode", "") + "; nearest, linear and cubic are read");
        }
    }

    private static void requireOurCubic(GraphNode node) throws MalformedWeightsException {
        requireHalfPixel(node, centres(node), 2);
        if (Math.abs(node.number("cubic_coeff_a", -0.75) + 0.75) > 1e-6 || node.integer("exclude_outside", 0) != 0) {
            throw node.refuse("cubic_coeff_a is " + node.number("cubic_coeff_a", -0.75)
                    + ", only -0.75 with repeated edges is read");
        }
    }

    private static void requireHalfPixel(GraphNode node, String centres, int factor) throws MalformedWeightsException {
        if (factor > 1 && !centres.equals("half_pixel") && !centres.equals("pytorch_half_pixel")) {
            throw node.refuse("interpolates with coordinates " + centres + ", only half_pixel is read");
        }
    }

    /** That every pixel is repeated, as most combinations of coordinates and rounding come to. */
    private static void requireRepetition(GraphNode node, String centres, int factor) throws MalformedWeightsException {
        String rounding = rounding(node);
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
