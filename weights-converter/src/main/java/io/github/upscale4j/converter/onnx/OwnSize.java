package io.github.upscale4j.converter.onnx;

import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.net.Op;
import java.util.HashSet;
import java.util.Set;

/**
 * Which values of a network that crops within need not go on with the extended image's size: from {@link Op.Crop} on they may
 * have the image's own, as long as nothing asks for what lies outside but one convolution, for which it is zeros.
 */
final class OwnSize {
    private OwnSize() {}

    /** Such values; none if one of them would be asked for what it has lost. */
    static Set<Node> of(Net net) {
        Set<Node> own = new HashSet<>();
        for (Node node : net.nodes()) {
            Op op = node.op();
            boolean first = op instanceof Op.Crop || op instanceof Op.Bicubic bicubic && bicubic.multiple() > 1;
            if (first || node.inputs().stream().anyMatch(own::contains)) {
                if (!first && !isEnough(node, own)) {
                    return Set.of();
                }
                own.add(node);
            }
        }
        return own;
    }

    private static boolean isEnough(Node node, Set<Node> own) {
        Op op = node.op();
        boolean pixelwise = op instanceof Op.Activate
                || op instanceof Op.Scale
                || op instanceof Op.Affine
                || op instanceof Op.Add
                || op instanceof Op.Multiply
                || op instanceof Op.Concat
                || op instanceof Op.Slice
                || op instanceof Op.PixelShuffle;
        boolean zeros = op instanceof Op.Conv || op instanceof Op.DepthwiseConv;
        return pixelwise
                || zeros
                        && node.inputs().stream()
                                .filter(own::contains)
                                .allMatch(input -> input.op() instanceof Op.Crop);
    }
}
