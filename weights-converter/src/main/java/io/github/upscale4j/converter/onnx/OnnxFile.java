package io.github.upscale4j.converter.onnx;

import static io.github.upscale4j.weights.MalformedWeightsException.quote;

import io.github.upscale4j.converter.graph.Constant;
import io.github.upscale4j.converter.graph.GraphNode;
import io.github.upscale4j.converter.graph.ParsedGraph;
import io.github.upscale4j.weights.MalformedWeightsException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An ONNX file taken apart: <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">its messages</a>. */
final class OnnxFile {
    /** Far above any network's. */
    private static final int NODES = 100_000;

    private static final int FLOAT = 1;
    private static final int FLOAT16 = 10;

    /** What an input or output of the graph is. */
    private record Port(String name, int type, List<Long> dims) {}

    private final List<GraphNode> nodes = new ArrayList<>();
    private final Map<String, Constant> constants = new HashMap<>();
    private final List<Port> inputs = new ArrayList<>();
    private final List<Port> outputs = new ArrayList<>();
    private final Map<String, String> metadata = new HashMap<>();
    private boolean graphSeen;

    private final FilesBeside beside;

    private OnnxFile(FilesBeside beside) {
        this.beside = beside;
    }

    /**
     * @param bytes of the whole file; kept, the weights lie in it
     * @param beside where those weights are that do not
     */
    static ParsedGraph parse(ByteBuffer bytes, FilesBeside beside) throws MalformedWeightsException {
        OnnxFile file = new OnnxFile(beside);
        Wire model = new Wire(bytes);
        while (model.next()) {
            if (model.field() == 7) {
                file.graph(model.message());
            } else if (model.field() == 14) {
                file.metadata(model.message());
            }
        }
        return file.parsed();
    }

    private void metadata(Wire entry) throws MalformedWeightsException {
        Map.Entry<String, String> read = entry.entry();
        metadata.put(read.getKey(), read.getValue());
    }

    private void graph(Wire graph) throws MalformedWeightsException {
        if (graphSeen) {
            throw new MalformedWeightsException("holds two graphs; the file is damaged, fetch it again");
        }
        graphSeen = true;
        while (graph.next()) {
            switch (graph.field()) {
                case 1 -> nodes.add(node(graph.message()));
                case 5 -> {
                    Constant constant = OnnxTensor.read(graph.message(), beside);
                    constants.put(constant.name(), constant);
                }
                case 11 -> inputs.add(port(graph.message()));
                case 12 -> outputs.add(port(graph.message()));
                case 15 -> throw new MalformedWeightsException("holds sparse tensors, which are not read");
                default -> {}
            }
            if (nodes.size() > NODES || constants.size() > NODES || inputs.size() > NODES || outputs.size() > NODES) {
                throw new MalformedWeightsException("holds more than " + NODES + " nodes or tensors");
            }
        }
    }

    private GraphNode node(Wire wire) throws MalformedWeightsException {
        List<String> in = new ArrayList<>();
        List<String> out = new ArrayList<>();
        Map<String, Object> attributes = new HashMap<>();
        String name = "";
        String op = "";
        String domain = "";
        while (wire.next()) {
            switch (wire.field()) {
                case 1 -> in.add(wire.text());
                case 2 -> out.add(wire.text());
                case 3 -> name = wire.text();
                case 4 -> op = wire.text();
                case 5 -> attribute(wire.message(), attributes);
                case 7 -> domain = wire.text();
                default -> {}
            }
        }
        boolean standard = domain.isEmpty() || domain.equals("ai.onnx");
        String called = !name.isEmpty() ? name : out.isEmpty() ? "node " + nodes.size() : out.get(0);
        return new GraphNode(standard ? op : domain + "." + op, called, in, out, attributes);
    }

    private void attribute(Wire wire, Map<String, Object> attributes) throws MalformedWeightsException {
        String name = "";
        Object value = null;
        List<Long> integers = new ArrayList<>();
        List<Double> floats = new ArrayList<>();
        int type = 0;
        while (wire.next()) {
            switch (wire.field()) {
                case 1 -> name = wire.text();
                case 2 -> value = (double) wire.float32();
                case 3 -> value = wire.integer();
                case 4 -> value = wire.text();
                case 5 -> value = OnnxTensor.read(wire.message(), beside);
                case 7 -> floats(wire, floats);
                case 8 -> wire.integers(integers::add);
                case 20 -> type = (int) wire.integer();
                default -> {}
            }
        }
        if (type == 7 || type == 0 && !integers.isEmpty()) {
            value = integers.stream().mapToLong(i -> i).toArray();
        } else if (type == 6 || type == 0 && !floats.isEmpty()) {
            value = floats.stream().mapToDouble(f -> f).toArray();
        } else if (value == null && type == 1) { // zeros may be left out
            value = 0.0;
        } else if (value == null && type == 2) {
            value = 0L;
        }
        if (value != null) {
            attributes.put(name, value);
        }
    }

    private static void floats(Wire wire, List<Double> floats) throws MalformedWeightsException {
        if (wire.isFixed32()) {
            floats.add((double) wire.float32());
            return;
        }
        ByteBuffer packed = wire.bytes();
        for (int i = 0; i + Float.BYTES <= packed.limit(); i += Float.BYTES) {
            floats.add((double) packed.getFloat(i));
        }
    }

    /** ValueInfoProto, of a tensor. */
    private static Port port(Wire wire) throws MalformedWeightsException {
        String name = "";
        int type = 0;
        List<Long> dims = new ArrayList<>();
        while (wire.next()) {
            if (wire.field() == 1) {
                name = wire.text();
            } else if (wire.field() == 2) {
                Wire kinds = wire.message();
                while (kinds.next()) {
                    if (kinds.field() == 1) {
                        type = tensorType(kinds.message(), dims);
                    }
                }
            }
        }
        return new Port(name, type, dims);
    }

    private static int tensorType(Wire wire, List<Long> dims) throws MalformedWeightsException {
        int type = 0;
        while (wire.next()) {
            if (wire.field() == 1) {
                type = (int) wire.integer();
            } else if (wire.field() == 2) {
                Wire shape = wire.message();
                while (shape.next()) {
                    if (shape.field() == 1) {
                        dims.add(dim(shape.message()));
                    }
                }
            }
        }
        return type;
    }

    /** The number, or {@link ParsedGraph#FREE} where there is a name or nothing. */
    private static long dim(Wire wire) throws MalformedWeightsException {
        long dim = ParsedGraph.FREE;
        while (wire.next()) {
            dim = wire.field() == 1 ? wire.integer() : dim;
        }
        return dim < 0 ? ParsedGraph.FREE : dim;
    }

    private ParsedGraph parsed() throws MalformedWeightsException {
        if (!graphSeen) {
            throw new MalformedWeightsException("holds no graph; the file is damaged, fetch it again");
        }
        // before IR version 4, weights are inputs too
        inputs.removeIf(input -> constants.containsKey(input.name()));
        if (inputs.size() != 1 || outputs.size() != 1) {
            throw new MalformedWeightsException("has " + inputs.size() + " inputs and " + outputs.size()
                    + " outputs; networks from one picture to one are read");
        }
        Port input = inputs.get(0);
        if (input.type() != FLOAT && input.type() != FLOAT16) {
            throw new MalformedWeightsException(
                    "takes pictures of the element type " + input.type() + "; float32 (1) and float16 (10) are read");
        }
        List<Long> dims = input.dims();
        if (dims.size() != 4 || dims.get(0) > 1 || dims.stream().anyMatch(dim -> dim > 1 << 14)) {
            throw new MalformedWeightsException("has the input " + quote(input.name()) + " of shape " + dims
                    + "; (1, channels, height, width) of at most 16384 each is read (0 is free)");
        }
        ParsedGraph.Picture picture = new ParsedGraph.Picture(
                input.name(),
                dims.get(1).intValue(),
                dims.get(2).intValue(),
                dims.get(3).intValue());
        return new ParsedGraph(picture, outputs.get(0).name(), nodes, constants, metadata);
    }
}
