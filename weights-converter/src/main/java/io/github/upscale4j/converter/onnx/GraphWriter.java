package io.github.upscale4j.converter.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** An ONNX graph being written: nodes in order, constants once each, inputs and outputs. */
final class GraphWriter {
    private final GraphProto.Builder graph = GraphProto.newBuilder();
    private final Set<String> constants = new HashSet<>();
    private final Set<String> values = new HashSet<>();
    private final long limit;
    private long bytes;

    /** @param limit bytes that the constants may take together */
    GraphWriter(String name, long limit) {
        this.limit = limit;
        graph.setName(name);
    }

    /** {@code output = operator(inputs)}; gives the output's name. */
    String node(String operator, String output, List<String> inputs, AttributeProto... attributes) {
        node(operator, List.of(output), inputs, attributes);
        return output;
    }

    /** As {@link #node(String, String, List, AttributeProto...)} of several outputs. */
    void node(String operator, List<String> outputs, List<String> inputs, AttributeProto... attributes) {
        values.addAll(outputs);
        graph.addNode(NodeProto.newBuilder()
                .setName(outputs.get(outputs.size() - 1))
                .setOpType(operator)
                .addAllInput(inputs)
                .addAllOutput(outputs)
                .addAllAttribute(List.of(attributes)));
    }

    /** As {@link #node(String, String, List, AttributeProto...)} of one input. */
    String node(String operator, String output, String input, AttributeProto... attributes) {
        return node(operator, output, List.of(input), attributes);
    }

    /** Whether a node gives the value. */
    boolean has(String value) {
        return values.contains(value);
    }

    /** A constant of float32; one that is there already, by its name, is not written again. */
    String floats(String name, float[] values, long... dims) {
        if (constants.add(name)) {
            ByteBuffer raw = raw(name, 4L * values.length);
            raw.asFloatBuffer().put(values);
            add(name, TensorProto.DataType.FLOAT, raw, dims);
        }
        return name;
    }

    /** A constant of int64, one-dimensional. */
    String longs(String name, long[] values) {
        return longs(name, values, values.length);
    }

    /** A constant of int64. */
    String longs(String name, long[] values, long... dims) {
        if (constants.add(name)) {
            ByteBuffer raw = raw(name, 8L * values.length);
            raw.asLongBuffer().put(values);
            add(name, TensorProto.DataType.INT64, raw, dims);
        }
        return name;
    }

    /** A constant of int64 without dimensions. */
    String scalar(String name, long value) {
        if (constants.add(name)) {
            ByteBuffer raw = raw(name, 8);
            raw.putLong(0, value);
            add(name, TensorProto.DataType.INT64, raw);
        }
        return name;
    }

    /** The format's raw data is little-endian on every machine. */
    private ByteBuffer raw(String name, long size) {
        bytes += size;
        if (bytes > limit) {
            throw new IllegalArgumentException("tensor '" + name + "': with it the weights take " + bytes
                    + " bytes, and an ONNX file without external data holds " + limit
                    + ": export a smaller network, or convert to safetensors");
        }
        return ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void add(String name, TensorProto.DataType type, ByteBuffer raw, long... dims) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(type.getNumber())
                .setRawData(ByteString.copyFrom(raw.array()));
        for (long dim : dims) {
            tensor.addDims(dim);
        }
        graph.addInitializer(tensor);
    }

    /** An input of float32, (batch, {@code channels}, {@code height}, {@code width}); names stand for free sizes. */
    void input(String name, int channels, String height, String width) {
        graph.addInput(image(name, channels, height, width));
    }

    /** As {@link #input}. */
    void output(String name, int channels, String height, String width) {
        graph.addOutput(image(name, channels, height, width));
    }

    private static ValueInfoProto image(String name, int channels, String height, String width) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        shape.addDimBuilder().setDimParam("batch");
        shape.addDimBuilder().setDimValue(channels);
        shape.addDimBuilder().setDimParam(height);
        shape.addDimBuilder().setDimParam(width);
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(TensorProto.DataType.FLOAT.getNumber())
                                .setShape(shape)))
                .build();
    }

    GraphProto build() {
        return graph.build();
    }
}
