package io.github.upscale4j.converter.ncnn;

import io.github.upscale4j.converter.graph.Constant;
import io.github.upscale4j.tensor.Shape;
import io.github.upscale4j.weights.MalformedWeightsException;
import io.github.upscale4j.weights.WeightsBuilder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The numbers of a {@code .bin} file, one array after another, in the order of the layers. Nothing is copied but float16
 * that was cut off, which becomes float32.
 */
final class NcnnBin {
    private static final int FLOAT32 = 0;
    private static final int FLOAT16 = 0x01306B47;
    private static final int INT8 = 0x000D4B38;

    private final ByteBuffer bytes;
    private final boolean cutOff;
    private final Halves halves = new Halves();

    /** @param bytes from index 0 to the limit; kept */
    NcnnBin(ByteBuffer bytes) {
        this(bytes, false);
    }

    private NcnnBin(ByteBuffer bytes, boolean cutOff) {
        this.bytes = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).rewind();
        this.cutOff = cutOff;
    }

    /** The same numbers from the first one on, as they were before they were stored; only after all have been read. */
    NcnnBin original() {
        return new NcnnBin(bytes, halves.cutOff());
    }

    /** Reads an array that begins with the type of its elements. */
    Constant tagged(String name, int... dims) throws MalformedWeightsException {
        int tag = take(Integer.BYTES, name).order(ByteOrder.LITTLE_ENDIAN).getInt(0);
        if (tag == FLOAT16) {
            Shape shape = shape(name, dims);
            ByteBuffer numbers = take(shape.elements() * Short.BYTES, name);
            take(shape.elements() % 2 * Short.BYTES, name); // arrays begin at multiples of 4
            halves.count(numbers);
            boolean fits = shape.elements() <= Integer.MAX_VALUE / Float.BYTES; // as float32 in one buffer
            return cutOff && fits
                    ? Constant.stored(name, "F32", middles(name, numbers, shape), shape)
                    : Constant.stored(name, "F16", numbers, shape);
        }
        if (tag == FLOAT32) {
            return plain(name, dims);
        }
        throw new MalformedWeightsException(String.format(
                "the weights of '%s' are of type 0x%08X%s; float32 and float16 are read: use the file before it was"
                        + " quantised",
                name, tag, tag == INT8 ? " (int8)" : ""));
    }

    private static ByteBuffer middles(String name, ByteBuffer numbers, Shape shape) throws MalformedWeightsException {
        float[] cut =
                new WeightsBuilder().tensor(name, "F16", numbers, shape).build().floats(name);
        ByteBuffer middles = ByteBuffer.allocate(cut.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float number : cut) {
            middles.putFloat(Halves.middle(number));
        }
        return middles.flip();
    }

    /** Reads an array of float32. */
    Constant plain(String name, int... dims) throws MalformedWeightsException {
        Shape shape = shape(name, dims);
        return Constant.stored(name, "F32", take(shape.elements() * Float.BYTES, name), shape);
    }

    private static Shape shape(String name, int... dims) throws MalformedWeightsException {
        try {
            return Shape.of(dims);
        } catch (ArithmeticException | IllegalArgumentException e) {
            throw new MalformedWeightsException("'" + name + "': " + e.getMessage() + "; the file is damaged");
        }
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
