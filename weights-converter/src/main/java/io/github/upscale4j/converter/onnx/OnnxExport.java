package io.github.upscale4j.converter.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import io.github.upscale4j.Model;
import io.github.upscale4j.converter.WholeFile;
import io.github.upscale4j.net.Net;
import io.github.upscale4j.weights.Weights;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes a network as an ONNX file for other runtimes: operator set {@value #OPSET}, float32, weights inside.
 *
 * <p>The input {@value #INPUT} has the shape (batch, {@link Net#inputChannels()}, height, width), values as the network
 * takes them, by convention RGB in [0, 1]; the output {@value #OUTPUT} is (batch, {@link Net#outputChannels()}, height
 * scale, width scale), neither clamped nor rounded. Batch, height and width are free: where sides must be multiples of {@link
 * Net#multiple()}, the graph extends the image and crops the result, as {@link io.github.upscale4j.Upscaler} does. Sides must
 * not be less than what the file's metadata names {@code smallest}.
 *
 * <p>Weights keep their names; values are named after the operation and its place in {@link Net#nodes()}. Format: <a
 * href="https://github.com/onnx/onnx/blob/main/docs/IR.md">ONNX IR</a> version 8 and its <a
 * href="https://github.com/onnx/onnx/blob/main/docs/Operators.md">operators</a>.
 */
public final class OnnxExport {
    /** The operator set that files ask for. */
    public static final int OPSET = 17;

    /** The name of the input. */
    public static final String INPUT = "image";

    /** The name of the output. */
    public static final String OUTPUT = "upscaled";

    /** The version of the format that came with operator set 17. */
    private static final int IR_VERSION = 8;

    /** What protobuf can write into one message, less a little for all that is not weights. */
    private static final long LARGEST = Integer.MAX_VALUE - (16L << 20);

    private OnnxExport() {}

    /**
     * Writes {@code file}; one that exists is replaced at the end, in one move, or stays as it is if anything fails.
     *
     * @throws IllegalArgumentException if the weights are larger than an ONNX file can hold (2 GB), or naming an operation
     *     that is not written for images of such sizes
     * @throws IOException if the file cannot be written
     */
    public static void write(Model model, Path file) throws IOException {
        write(model, Map.of(), file);
    }

    /**
     * As {@link #write(Model, Path)}.
     *
     * @param metadata entries beside {@code architecture}, {@code description}, {@code scale} and {@code smallest}
     */
    public static void write(Model model, Map<String, String> metadata, Path file) throws IOException {
        ModelProto proto = proto(model, metadata);
        WholeFile.write(file, proto::writeTo);
    }

    /** As {@link #write(Model, Path)} into a stream, which the caller closes. */
    public static void write(Model model, OutputStream out) throws IOException {
        proto(model, Map.of()).writeTo(out);
    }

    /** As {@link #write(Model, OutputStream)}, of a network without a model around it. */
    public static void write(Net net, Weights weights, OutputStream out) throws IOException {
        proto(net, weights, "network", Map.of()).writeTo(out);
    }

    private static ModelProto proto(Model model, Map<String, String> metadata) {
        Map<String, String> about = new HashMap<>(metadata);
        about.put("architecture", model.architecture());
        about.put("description", model.toString());
        return proto(model.net(), model.weights(), model.name(), about);
    }

    private static ModelProto proto(Net net, Weights weights, String name, Map<String, String> about) {
        GraphWriter graph = new GraphWriter(name, LARGEST);
        new Operations(net, weights, graph).write();
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("scale", Integer.toString(net.scale()));
        metadata.put("smallest", Integer.toString(Extension.smallest(net)));
        about.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> metadata.putIfAbsent(entry.getKey(), entry.getValue()));
        ModelProto.Builder proto = ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("upscale4j")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
                .setGraph(graph.build());
        metadata.forEach((key, value) -> proto.addMetadataProps(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        return proto.build();
    }
}
