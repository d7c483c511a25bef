package io.github.upscale4j.converter.ncnn;

import io.github.upscale4j.tensor.Shape;
import io.github.upscale4j.weights.MalformedWeightsException;
import io.github.upscale4j.weights.WeightsBuilder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The numbers of a {@code .bin} file, one array after another, in the order of the layers. Nothing is copied. */
final class NcnnBin {
    private static final int FLOAT32 = 0;
    private static final int FLOAT16 = 0x01306B47;
    private static final int INT8 = 0x000D4B38;

    private final ByteBuffer bytes;
    private final WeightsBuilder weights;

    /** @param bytes from index 0 to the limit; kept */
    NcnnBin(ByteBuffer bytes, WeightsBuilder weights) {
        this.bytes = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).rewind();
        this.weights = weights;
    }

    /** Reads an array that begins with the type of its elements, and adds it under {@code name}. */
    void tagged(String name, Shape shape) throws MalformedWeightsException {
        int tag = take(Integer.BYTES, name).order(ByteOrder.LITTLE_ENDIAN).getInt(0);
        if (tag == FLOAT16) {
            weights.tensor(name, "F16", take(shape.elements() * Short.BYTES, name), shape);
            take(shape.elements() % 2 * Short.BYTES, name); // arrays begin at multiples of 4
        } else if (tag == FLOAT32) {
            plain(name, shape);
        } else {
            throw new MalformedWeightsException(String.format(
                    "the weights of '%s' are of type 0x%08X%s; float32 and float16 are read: use the file before it was"
                            + " quantised",
                    name, tag, tag == INT8 ? " (int8)" : ""));
        }
    }

    /** Reads an array of float32. */
    void plain(String name, Shape shape) throws MalformedWeightsException {
        weights.tensor(name, "F32", take(shape.elements() * Float.BYTES, name), shape);
    }

    void end() throws MalformedWeightsException {
        if (bytes.hasRemaining()) {
            throw new MalformedWeightsException("the weights have " + bytes.remaining() + " bytes more than the graph"
                    + " needs; graph and weights do not belong together, fetch both again");
        }
    }

    private ByteBuffer take(long length, String name) throws MalformedWeightsException {
        if (length > bytes.remaining()) {
            throw new MalformedWeightsException("the weights are cut off: '" + name + "' needs " + length + " bytes, "
                    + bytes.remaining() + " are left; graph and weights do not belong together, or fetch both again");
        }
        ByteBuffer slice = bytes.slice(bytes.position(), (int) length);
        bytes.position(bytes.position() + (int) length);
        return slice;
    }
}
