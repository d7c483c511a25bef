package io.github.upscale4j.converter.graph;

import static io.github.upscale4j.weights.MalformedWeightsException.quote;

import io.github.upscale4j.tensor.Shape;
import io.github.upscale4j.weights.MalformedWeightsException;
import io.github.upscale4j.weights.Weights;
import io.github.upscale4j.weights.WeightsBuilder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A tensor that is known before the network runs: weights as they lie in the file, or numbers that were computed from
 * sizes. Immutable.
 */
public final class Constant implements Value {
    /** The most elements that arithmetic is done on: 32 MB. */
    static final int LARGEST = 4 << 20;

    private final String name;
    private final int[] dims;
    private final boolean integer;
    private final Weights stored; // one tensor; null if computed
    private final ByteBuffer bytes; // its elements in the file
    private final double[] computed;

    private Constant(String name, int[] dims, boolean integer, Weights stored, ByteBuffer bytes, double[] computed) {
        this.name = name;
        this.dims = dims;
        this.integer = integer;
        this.stored = stored;
        this.bytes = bytes;
        this.computed = computed;
    }

    /**
     * A tensor of a file.
     *
     * @param name in the file; empty if it has none
     * @param type as {@link Weights#type}
     * @param bytes little-endian, in row-major order; kept
     * @throws MalformedWeightsException if the bytes are not as many as type and shape need
     */
    public static Constant stored(String name, String type, ByteBuffer bytes, Shape shape)
            throws MalformedWeightsException {
        Weights weights = new WeightsBuilder().tensor(name, type, bytes, shape).build();
        return new Constant(name, shape.toArray(), !weights.isFloating(name), weights, bytes, null);
    }

    /** One number, without dimensions. */
    public static Constant of(double value) {
        return floats(new double[] {value});
    }

    static Constant floats(double[] values, int... dims) {
        return new Constant("", dims, false, null, null, values);
    }

    static Constant integers(double[] values, int... dims) {
        return new Constant("", dims, true, null, null, values);
    }

    /** A vector of integers. */
    public static Constant integers(long... values) {
        return integers(Arrays.stream(values).mapToDouble(value -> value).toArray(), values.length);
    }

    /** Of the same kind of numbers. */
    Constant like(double[] values, int... shape) {
        return new Constant("", shape, integer, null, null, values);
    }

    /** The same elements in another shape. */
    Constant reshaped(int... shape) {
        return new Constant(name, shape, integer, stored, bytes, computed);
    }

    /** With the two outermost dimensions in the other order, in memory of its own. */
    public Constant swapped() {
        int inner = 1;
        for (int axis = 2; axis < dims.length; axis++) {
            inner *= dims[axis];
        }
        float[] from = toFloats();
        double[] to = new double[from.length];
        for (int i = 0; i < to.length; i++) {
            int row = i / inner / dims[0];
            int column = i / inner % dims[0];
            to[i] = from[(column * dims[1] + row) * inner + i % inner];
        }
        int[] turned = dims.clone();
        turned[0] = dims[1];
        turned[1] = dims[0];
        return new Constant(name, turned, integer, null, null, to);
    }

    /** The name in the file; empty if it has none. */
    public String name() {
        return name;
    }

    public int[] dims() {
        return dims.clone();
    }

    int rank() {
        return dims.length;
    }

    int dim(int axis) {
        return dims[axis];
    }

    boolean isInteger() {
        return integer;
    }

    int elements() {
        return computed != null
                ? computed.length
                : Math.toIntExact(stored.shape(name).elements());
    }

    /** All elements in row-major order; not to be changed. */
    double[] values() throws MalformedWeightsException {
        if (computed != null) {
            return computed;
        }
        if (elements() > LARGEST) {
            throw new MalformedWeightsException("tensor " + quote(name) + ": " + elements()
                    + " elements in a place where they must be computed with, at most " + LARGEST + " are");
        }
        if (stored.type(name).equals("I64")) { // a float has too few digits
            ByteBuffer ordered = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
            return IntStream.range(0, elements())
                    .mapToDouble(i -> ordered.getLong(i * Long.BYTES))
                    .toArray();
        }
        float[] floats = stored.floats(name);
        return IntStream.range(0, floats.length).mapToDouble(i -> floats[i]).toArray();
    }

    /** The first element, which is mostly the only one. */
    double first(GraphNode node) throws MalformedWeightsException {
        if (elements() == 0) {
            throw node.refuse("takes " + this + ", without elements");
        }
        return values()[0];
    }

    /** All elements as floats in row-major order. */
    float[] toFloats() {
        if (computed == null) {
            return stored.floats(name);
        }
        float[] floats = new float[computed.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) computed[i];
        }
        return floats;
    }

    /** All elements as integers; those that are no long are the nearest. */
    long[] longs() throws MalformedWeightsException {
        return Arrays.stream(values()).mapToLong(value -> (long) value).toArray();
    }

    /** Whether all elements are one number, as those of one element are. */
    boolean isUniform() throws MalformedWeightsException {
        if (elements() == 0 || elements() > LARGEST) {
            return false;
        }
        double[] all = values();
        return Arrays.stream(all).allMatch(value -> value == all[0]);
    }

    /** Adds the elements to weights, as they are where they came from a file. */
    void addTo(WeightsBuilder weights, String as, Shape shape) throws MalformedWeightsException {
        if (stored != null && !stored.type(name).equals("F64")) {
            weights.tensor(as, stored.type(name), bytes, shape);
        } else {
            weights.tensor(as, "F32", Tensors.bytes(toFloats()), shape);
        }
    }

    @Override
    public String toString() {
        return (name.isEmpty() ? "a constant" : "the constant " + quote(name)) + " of shape "
                + Arrays.stream(dims).mapToObj(Integer::toString).collect(Collectors.joining(", ", "[", "]"));
    }
}
