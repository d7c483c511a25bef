package io.github.upscale4j.converter.onnx;

import static io.github.upscale4j.weights.MalformedWeightsException.quote;

import io.github.upscale4j.converter.graph.Constant;
import io.github.upscale4j.tensor.Shape;
import io.github.upscale4j.weights.MalformedWeightsException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A {@code TensorProto}: elements as raw bytes, or in a field of their type. */
final class OnnxTensor {
    private static final int RANK = 16;

    /** Of what says where external data lies; the format has five. */
    private static final int ENTRIES = 16;

    private static final int FLOAT16 = 10;
    private static final int BFLOAT16 = 16;

    /** Names of element types that are read, as safetensors calls them. */
    private static final Map<Integer, String> TYPES = Map.of(
            1, "F32", 2, "U8", 3, "I8", 5, "I16", 6, "I32", 7, "I64", 9, "BOOL", FLOAT16, "F16", 11, "F64", BFLOAT16,
            "BF16");

    private final List<Integer> dims = new ArrayList<>();
    private final List<ByteBuffer> chunks = new ArrayList<>(); // little-endian elements
    private String name = "";
    private int type;
    private boolean external;
    private final Map<String, String> place = new HashMap<>(); // of external data

    private OnnxTensor() {}

    /** @param beside where external data is */
    static Constant read(Wire wire, FilesBeside beside) throws MalformedWeightsException {
        OnnxTensor tensor = new OnnxTensor();
        List<Wire> integers = new ArrayList<>();
        List<ByteBuffer> packed = new ArrayList<>();
        while (wire.next()) {
            switch (wire.field()) {
                case 1 -> wire.integers(tensor::dim);
                case 2 -> tensor.type = (int) Math.max(-1, Math.min(wire.integer(), Integer.MAX_VALUE));
                case 4, 10 -> tensor.chunks.add(wire.bytes()); // floats and doubles lie there as raw bytes do
                case 5, 7 -> packed.add(tensor.varints(wire));
                case 8 -> tensor.name = wire.text();
                case 9 -> tensor.chunks.add(wire.bytes());
                case 13 -> tensor.place(wire.message());
                case 14 -> tensor.external = wire.integer() == 1;
                default -> {}
            }
        }
        for (ByteBuffer numbers : packed) {
            tensor.chunks.add(tensor.elements(numbers));
        }
        return tensor.constant(beside);
    }

    /** An entry of what says where external data lies. */
    private void place(Wire entry) throws MalformedWeightsException {
        Map.Entry<String, String> read = entry.entry();
        place.put(read.getKey(), read.getValue());
        if (place.size() > ENTRIES) {
            throw damaged("lies at a place of more than " + ENTRIES + " entries");
        }
    }

    /** A number of the place; {@code otherwise} if it is not there. */
    private long place(String key, long otherwise) throws MalformedWeightsException {
        String value = place.get(key);
        try {
            long number = value == null ? otherwise : Long.parseLong(value);
            if (value == null || number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        throw damaged(
                "lies at " + key + " " + quote(value) + " of another file; a number of bytes is meant to stand there");
    }

    private void dim(long dim) throws MalformedWeightsException {
        if (dim < 0 || dim > Integer.MAX_VALUE || dims.size() == RANK) {
            throw damaged("has the dimension " + dim + " or more than " + RANK + " of them");
        }
        dims.add((int) dim);
    }

    /** Integers of any type as they come, 8 bytes each; at most 8 times the field's own length. */
    private ByteBuffer varints(Wire wire) throws MalformedWeightsException {
        int[] count = {0};
        wire.integers(value -> count[0]++);
        if (count[0] > 1 << 24) {
            throw damaged("has " + count[0] + " numbers one by one; at most 2^24 are read");
        }
        ByteBuffer numbers = ByteBuffer.allocate(count[0] * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        wire.integers(numbers::putLong);
        return numbers.flip();
    }

    private ByteBuffer elements(ByteBuffer numbers) throws MalformedWeightsException {
        int size = switch (typeName()) {
            case "I64" -> 8;
            case "I32" -> 4;
            case "I16", "F16", "BF16" -> 2;
            case "I8", "U8", "BOOL" -> 1;
            default -> throw damaged("has integers and the type " + type);
        };
        int count = numbers.remaining() / Long.BYTES;
        ByteBuffer elements = ByteBuffer.allocate(count * size).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            long value = numbers.getLong(i * Long.BYTES);
            switch (size) {
                case 8 -> elements.putLong(value);
                case 4 -> elements.putInt((int) value);
                case 2 -> elements.putShort((short) value);
                default -> elements.put((byte) value);
            }
        }
        return elements.flip();
    }

    private String typeName() throws MalformedWeightsException {
        String known = TYPES.get(type);
        if (known == null) {
            throw damaged("has elements of type " + type
                    + ", which is not read; export the model as float32 or float16, not quantised");
        }
        return known;
    }

    private Constant constant(FilesBeside beside) throws MalformedWeightsException {
        if (external) {
            chunks.clear();
            chunks.add(beside.part(name, place.getOrDefault("location", ""), place("offset", 0), place("length", -1))
                    .order(ByteOrder.LITTLE_ENDIAN));
        }
        Shape shape;
        try {
            shape = Shape.of(dims.stream().mapToInt(dim -> dim).toArray());
        } catch (ArithmeticException e) {
            throw damaged("has the shape " + dims);
        }
        return Constant.stored(name, typeName(), joined(), shape);
    }

    private ByteBuffer joined() throws MalformedWeightsException {
        if (chunks.size() == 1) {
            return chunks.get(0);
        }
        long length = chunks.stream().mapToLong(ByteBuffer::limit).sum();
        if (length > 1 << 24) {
            throw damaged("is cut into " + chunks.size() + " pieces");
        }
        ByteBuffer all = ByteBuffer.allocate((int) length);
        chunks.forEach(chunk -> all.put(chunk.duplicate()));
        return all.flip();
    }

    private MalformedWeightsException damaged(String what) {
        return new MalformedWeightsException("tensor " + quote(name) + " " + what);
    }
}
