package io.github.upscale4j.converter.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import io.github.upscale4j.converter.Hostile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are sound as files, with graphs that are not: each is read or refused. */
class WrongGraphsTest {
    private static final long[] NUMBERS = {
        -2, -1, 0, 1, 2, 3, 4, 7, 64, 1000, 1 << 16, Integer.MAX_VALUE, Long.MAX_VALUE, Long.MIN_VALUE
    };

    @ParameterizedTest
    @CsvSource({"operations-opset13, 1000", "unshuffle-opset9, 2000", "bordered-opset17, 2000", "windows-opset17, 40"})
    void everyGraphIsReadOrRefused(String name, int count) throws IOException {
        ModelProto good = ModelProto.parseFrom(Files.readAllBytes(PyTorchExportsTest.FOLDER.resolve(name + ".onnx")));
        int refused = 0;
        for (int seed = 0; seed < count; seed++) {
            Random random = new Random(seed);
            GraphProto.Builder graph = good.getGraph().toBuilder();
            for (int changes = 1 + random.nextInt(2); changes > 0; changes--) {
                change(graph, random);
            }
            byte[] bad = good.toBuilder().setGraph(graph).build().toByteArray();
            boolean read =
                    Hostile.isRead(name + ", graph of seed " + seed, () -> OnnxReader.read(ByteBuffer.wrap(bad)));
            refused += read ? 0 : 1;
        }
        assertThat(refused).isBetween(count / 4, count - 1);
    }

    /** More nodes than published networks have, of the kinds that cost most for their bytes. */
    @ParameterizedTest
    @ValueSource(strings = {"Relu", "Conv", "Mul", "Concat", "Resize"})
    void manyNodesCostLittle(String operator) {
        TensorProto weight = TensorProto.newBuilder()
                .setName("w")
                .setDataType(1)
                .addAllDims(List.of(3L, 3L, 1L, 1L))
                .setRawData(ByteString.copyFrom(new byte[36]))
                .build();
        GraphProto.Builder graph = GraphProto.newBuilder()
                .addInitializer(weight)
                .addInitializer(weight.toBuilder()
                        .setName("o")
                        .clearDims()
                        .addAllDims(List.of(3L, 1L, 1L))
                        .setRawData(ByteString.copyFrom(new byte[12])));
        graph.addInput(image("v0")).addOutput(image("v15000"));
        for (int i = 0; i < 15_000; i++) {
            NodeProto.Builder node =
                    graph.addNodeBuilder().setOpType(operator).addInput("v" + i).addOutput("v" + (i + 1));
            switch (operator) {
                case "Conv" -> node.addInput("w");
                case "Mul" -> node.addInput("o");
                case "Concat" -> {
                    node.addInput("v" + i);
                    node.addAttribute(
                            AttributeProto.newBuilder().setName("axis").setI(1));
                }
                default -> {}
            }
        }
        byte[] file =
                ModelProto.newBuilder().setIrVersion(8).setGraph(graph).build().toByteArray();
        Hostile.isRead(operator, () -> OnnxReader.read(ByteBuffer.wrap(file)));
    }

    private static ValueInfoProto image(String name) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (int i = 0; i < 4; i++) {
            shape.addDimBuilder().setDimValue(i == 1 ? 3 : 0);
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(
                                TypeProto.Tensor.newBuilder().setElemType(1).setShape(shape)))
                .build();
    }

    private static void change(GraphProto.Builder graph, Random random) {
        int at = random.nextInt(graph.getNodeCount());
        NodeProto.Builder node = graph.getNodeBuilder(at);
        NodeProto other = graph.getNode(random.nextInt(graph.getNodeCount()));
        switch (random.nextInt(7)) {
            case 0 -> node.setOpType(other.getOpType());
            case 1 -> {
                if (node.getInputCount() > 0) {
                    List<String> kept = List.copyOf(node.getInputList().subList(0, node.getInputCount() - 1));
                    node.clearInput().addAllInput(kept);
                }
            }
            case 2 -> {
                if (node.getInputCount() > 0) {
                    node.setInput(
                            random.nextInt(node.getInputCount()), random.nextInt(4) == 0 ? "" : other.getOutput(0));
                }
            }
            case 3 ->
                node.addInput(graph.getInitializer(random.nextInt(graph.getInitializerCount()))
                        .getName());
            case 4 -> {
                if (node.getAttributeCount() > 0) {
                    change(node.getAttributeBuilder(random.nextInt(node.getAttributeCount())), random);
                }
            }
            case 5 -> {
                TensorProto.Builder tensor = graph.getInitializerBuilder(random.nextInt(graph.getInitializerCount()));
                if (random.nextBoolean() && tensor.getDimsCount() > 1) {
                    long first = tensor.getDims(0);
                    tensor.setDims(0, tensor.getDims(1)).setDims(1, first);
                } else {
                    tensor.addDims(1);
                }
            }
            default -> node.clearAttribute().addAllAttribute(other.getAttributeList());
        }
    }

    private static void change(AttributeProto.Builder attribute, Random random) {
        long number = NUMBERS[random.nextInt(NUMBERS.length)];
        switch (random.nextInt(4)) {
            case 0 -> attribute.setI(number).setF(number);
            case 1 -> {
                if (attribute.getIntsCount() > 0) {
                    attribute.setInts(random.nextInt(attribute.getIntsCount()), number);
                }
            }
            case 2 -> attribute.addInts(number);
            default -> {
                attribute.clearT();
                attribute.clearS();
                attribute.clearInts();
            }
        }
    }
}
