package io.github.upscale4j.converter.onnx;

import io.github.upscale4j.weights.Weights;
import java.util.List;

/** Changes of size by whole factors in ONNX's operators. Values are (batch, channels, rows, columns). */
final class Resizing extends Steps {
    Resizing(GraphWriter graph, Weights weights) {
        super(graph, weights);
    }

    /** Of an image that was not extended: there ONNX would need the sizes before and after. */
    void bicubic(int factor, String in, String out) {
        String scales = graph.floats("scales_" + factor, new float[] {1, 1, factor, factor}, 4);
        graph.node("Resize", out, List.of(in, "", scales), Attributes.cubic());
    }

    void bilinear(int factor, String in, String out) {
        String scales = graph.floats("scales_" + factor, new float[] {1, 1, factor, factor}, 4);
        graph.node(
                "Resize",
                out,
                List.of(in, "", scales),
                Attributes.of("mode", "linear"),
                Attributes.of("coordinate_transformation_mode", "half_pixel"));
    }

    /** SpaceToDepth puts channel c of offset (i, j) at (i r + j) C + c; PyTorch's place for it is c r^2 + i r + j. */
    void pixelUnshuffle(int r, int channels, String in, String out) {
        String mixed = channels == 1 ? out : out + "_mixed";
        graph.node("SpaceToDepth", mixed, in, Attributes.of("blocksize", r));
        if (channels > 1) {
            long[] from = new long[channels * r * r];
            for (int i = 0; i < from.length; i++) {
                from[i] = (long) i % (r * r) * channels + i / (r * r);
            }
            graph.node("Gather", out, List.of(mixed, graph.longs(out + "_order", from)), Attributes.of("axis", 1));
        }
    }

    void nearest(int factor, String in, String out) {
        String scales = graph.floats("scales_" + factor, new float[] {1, 1, factor, factor}, 4);
        graph.node(
                "Resize",
                out,
                List.of(in, "", scales), // the second input, a region of interest, is for other modes
                Attributes.of("mode", "nearest"),
                Attributes.of("coordinate_transformation_mode", "asymmetric"),
                Attributes.of("nearest_mode", "floor"));
    }
}
