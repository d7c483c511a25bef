package io.github.upscale4j.converter;

import io.github.upscale4j.tensor.Shape;
import io.github.upscale4j.weights.MalformedWeightsException;
import io.github.upscale4j.weights.Weights;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Writes the <a href="https://github.com/huggingface/safetensors">safetensors</a> format, with nothing in it that the
 * input does not decide. The header is padded with spaces to a multiple of 8 bytes, and tensors lie in order of their
 * elements' size, largest first, so that all are aligned; those of one size stay in the input's order.
 */
final class SafetensorsWriter {
    private static final String METADATA = "__metadata__";

    /** The most channels of a picture. */
    private static final int COLOURS = 4;

    /** What core maps, and so what is worth writing. */
    private static final long LARGEST = Integer.MAX_VALUE;

    private final Weights weights;
    private final ElementType type;

    private SafetensorsWriter(Weights weights, ElementType type) {
        this.weights = weights;
        this.type = type;
    }

    /**
     * Writes all tensors: floating-point numbers as {@code type} or, if {@link #staysFloat32}, as float32; integers and
     * booleans as they are.
     *
     * @throws IllegalArgumentException naming the tensor that holds a number too large for the type, or if the file would
     *     be too large to be read
     */
    static void write(Weights weights, ElementType type, Map<String, String> metadata, OutputStream out)
            throws IOException {
        new SafetensorsWriter(weights, type).write(metadata, out);
    }

    private void write(Map<String, String> metadata, OutputStream out) throws IOException {
        List<String> names = weights.names().stream()
                .sorted(Comparator.comparingInt((String name) -> -size(name)))
                .toList();
        byte[] header = header(names, metadata);
        out.write(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .array());
        out.write(header);
        for (String name : names) {
            out.write(data(name));
        }
    }

    private byte[] header(List<String> names, Map<String, String> metadata) throws IOException {
        StringBuilder json = new StringBuilder("{");
        string(METADATA, json).append(":{");
        metadata.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(entry -> {
            string(entry.getKey(), json).append(':');
            string(entry.getValue(), json).append(',');
        });
        close(json);
        long offset = 0;
        for (String name : names) {
            if (name.equals(METADATA)) {
                throw new IllegalArgumentException(
                        "a tensor is called '" + METADATA + "', which means something else in a safetensors file");
            }
            long end = offset + weights.shape(name).elements() * size(name);
            string(name, json.append(',')).append(":{\"dtype\":\"").append(typeName(name));
            json.append("\",\"shape\":").append(dims(weights.shape(name)));
            json.append(",\"data_offsets\":[")
                    .append(offset)
                    .append(',')
                    .append(end)
                    .append("]}");
            offset = end;
        }
        json.append('}');
        byte[] header = padded(json);
        long bytes = Long.BYTES + header.length + offset;
        if (bytes > LARGEST) {
            throw new IllegalArgumentException("the file would have " + bytes + " bytes as " + type + ", at most "
                    + LARGEST + " are read; write it as F16 or BF16");
        }
        return header;
    }

    private static void close(StringBuilder json) {
        int last = json.length() - 1;
        if (json.charAt(last) == ',') {
            json.setCharAt(last, '}');
        } else {
            json.append('}');
        }
    }

    private static byte[] padded(StringBuilder json) throws IOException {
        try {
            // strict: a name that is changed may be another's
            int bytes = StandardCharsets.UTF_8
                    .newEncoder()
                    .encode(CharBuffer.wrap(json))
                    .limit();
            return json.append(" ".repeat(-bytes & 7)).toString().getBytes(StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            throw new MalformedWeightsException(
                    "a name or an entry of the metadata is no text (half of a surrogate pair)");
        }
    }

    private static String dims(Shape shape) {
        return shape.toString().replace(" ", "");
    }

    private static StringBuilder string(String text, StringBuilder json) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < 0x20) {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"');
    }

    /**
     * Whether a tensor is rounded no further than to float32: biases, slopes and norms, and the kernels over the picture
     * itself, with whose errors everything begins. They are 1 % of a network (realesr-animevideov3) or less, and make
     * most of the error: in float16 its pictures differ by 0.006 to 0.015 levels on average, otherwise by 0.027.
     */
    static boolean staysFloat32(Shape shape) {
        return shape.rank() < 2 || shape.dim(1) <= COLOURS;
    }

    /** Null for what is written as it is. */
    private ElementType target(String name) {
        if (!weights.isFloating(name) || weights.type(name).equals(type.name())) {
            return null;
        }
        return staysFloat32(weights.shape(name)) ? ElementType.F32 : type;
    }

    private String typeName(String name) {
        ElementType target = target(name);
        return target == null ? weights.type(name) : target.name();
    }

    private int size(String name) {
        return switch (typeName(name)) {
            case "I64" -> 8;
            case "F32", "I32" -> 4;
            case "F16", "BF16", "I16" -> 2;
            default -> 1; // I8, U8, BOOL: a float64 is never left as it is
        };
    }

    private byte[] data(String name) {
        ElementType target = target(name);
        if (target == null) {
            return weights.bytes(name).array();
        }
        float[] values = weights.floats(name);
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, target.size))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            if (target.overflows(value)) {
                throw new IllegalArgumentException("tensor " + MalformedWeightsException.quote(name) + " holds " + value
                        + ", " + type + " at most " + type.largest + "; write it as F32");
            }
            target.put(value, bytes);
        }
        return bytes.array();
    }
}
