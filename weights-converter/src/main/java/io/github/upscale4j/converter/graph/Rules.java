package io.github.upscale4j.converter.graph;

import io.github.upscale4j.net.Node;
import io.github.upscale4j.weights.MalformedWeightsException;
import java.util.List;

/** Which operation of a graph is lowered by what. */
final class Rules {
    private Rules() {}

    static List<Value> apply(GraphNode node, Lowering at) throws MalformedWeightsException {
        return switch (node.op()) {
            case "Split" -> Cutting.split(node, at);
            case "TopK" -> Ranking.sorted(node, at);
            default -> List.of(one(node, at));
        };
    }

    private static Value one(GraphNode node, Lowering at) throws MalformedWeightsException {
        return switch (node.op()) {
            case "Identity", "Dropout", "Cast" -> at.value(node, 0);
            case "Conv" -> Convolutions.conv(node, at);
            case "ConvTranspose" -> Convolutions.transposed(node, at);
            case "AveragePool" -> Pooling.mean(node, at);
            case "MaxPool" -> Pooling.largest(node, at);
            case "InstanceNormalization", "GroupNormalization" -> Normalising.groupNorm(node, at);
            case "BatchNormalization" -> Normalising.batchNorm(node, at);
            case "LayerNormalization" -> Normalising.layerNorm(node, at);
            case "MatMul" ->
                at.value(node, 1) instanceof Constant && !(at.value(node, 0) instanceof Pending.Unit)
                        ? Normalising.matMul(node, at)
                        : Attending.matMul(node, at);
            case "Einsum" -> Einsum.apply(node, at);
            case "Gemm" -> Normalising.gemm(node, at);
            case "ReduceMean", "GlobalAveragePool" -> Normalising.mean(node, at);
            case "ReduceSum" -> Totals.apply(node, at);
            case "ReduceMax" -> Gathering.largest(node, at);
            case "ArgMax" -> Ranking.largest(node, at);
            case "GatherND", "GatherElements" -> Sorting.picked(node, at);
            case "ReduceL2" -> Attending.length(node, at);
            case "Softmax" -> Attending.softmax(node, at);
            case "Add", "Sub", "Mul", "Div", "Sum", "Max", "Min", "Pow" -> Pairs.apply(node, at);
            case "Relu",
                    "LeakyRelu",
                    "PRelu",
                    "Sigmoid",
                    "Tanh",
                    "Softplus",
                    "Mish",
                    "Clip",
                    "HardSigmoid",
                    "HardSwish",
                    "Gelu",
                    "Neg",
                    "Abs",
                    "Sqrt",
                    "Erf" -> Functions.apply(node, at);
            case "Reshape",
                    "Flatten",
                    "Squeeze",
                    "Unsqueeze",
                    "Transpose",
                    "Expand",
                    "Tile",
                    "DepthToSpace",
                    "SpaceToDepth",
                    "Slice",
                    "Gather",
                    "Concat",
                    "ScatterND",
                    "Pad" -> Rearranging.apply(node, at);
            case "Resize", "Upsample" -> Resizing.apply(node, at);
            case "GridSample" -> Places.sample(node, at);
            default ->
                throw node.refuse("is no operation that is read; use the original checkpoint, or export the model"
                        + " without it");
        };
    }

    /** A function of a feature map that does not care how it lies. */
    @FunctionalInterface
    interface Each {
        Node of(Node map);
    }

    static View each(GraphNode node, Lowering at, Each function) throws MalformedWeightsException {
        View view = at.view(node, 0);
        return view.of(function.of(view.node()));
    }
}
