package io.github.upscale4j.weights;

import static io.github.upscale4j.weights.MalformedWeightsException.quote;

import io.github.upscale4j.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * One tensor as it lies in the file: raw bytes, offset and strides (both in elements). Bytes become floats only when
 * asked for, so a float16 file costs half of what its floats would.
 */
final class TensorView {
    /** Far above any network's; keeps shapes in messages short. */
    static final int RANK = 16;

    final Dtype dtype;
    final Shape shape;
    private final ByteBuffer storage; // read by absolute index only, so threads may share it
    private final long offset;
    private final long[] strides;

    private TensorView(Dtype dtype, Shape shape, ByteBuffer storage, long offset, long[] strides) {
        this.dtype = dtype;
        this.shape = shape;
        this.storage = storage;
        this.offset = offset;
        this.strides = strides;
    }

    /** A view whose every element lies within {@code storage}; the buffer's byte order counts. */
    static TensorView of(String name, Dtype dtype, Shape shape, ByteBuffer storage, long offset, long[] strides)
            throws MalformedWeightsException {
        if (shape.rank() != strides.length) {
            throw bad(name, shape, strides.length + " strides for " + shape.rank() + " dimensions");
        }
        if (shape.elements() > Integer.MAX_VALUE - 8) {
            throw bad(name, shape, shape.elements() + " elements, a Java array holds at most 2^31 - 9");
        }
        if (offset < 0 || Arrays.stream(strides).anyMatch(stride -> stride < 0)) {
            throw bad(
                    name, shape, "negative offset or stride (offset " + offset + ", " + Arrays.toString(strides) + ")");
        }
        long available = storage.limit() / dtype.size;
        if (shape.elements() > 0 && last(shape, offset, strides) >= available) {
            throw bad(
                    name,
                    shape,
                    "offset " + offset + " and strides " + Arrays.toString(strides)
                            + " reach past the end of its storage of " + available + " elements");
        }
        return new TensorView(dtype, shape, storage, offset, strides.clone());
    }

    /** A view of elements that lie one after another. */
    static TensorView rowMajor(String name, Dtype dtype, Shape shape, ByteBuffer storage)
            throws MalformedWeightsException {
        long[] strides = new long[shape.rank()];
        long stride = 1;
        // Without elements no stride is ever used, and beside a 0 their product may overflow.
        for (int axis = strides.length - 1; axis >= 0 && shape.elements() > 0; axis--) {
            strides[axis] = stride;
            stride *= shape.dim(axis);
        }
        return of(name, dtype, shape, storage, 0, strides);
    }

    /**
     * A shape from numbers in a file.
     *
     * @throws MalformedWeightsException if one is negative or no int, or their product is no long
     */
    static Shape shape(String name, long[] dims) throws MalformedWeightsException {
        if (dims.length > RANK) {
            throw new MalformedWeightsException("tensor " + quote(name) + ": " + dims.length + " dimensions, at most "
                    + RANK + " are read; the file is damaged");
        }
        int[] ints = new int[dims.length];
        for (int axis = 0; axis < dims.length; axis++) {
            if (dims[axis] < 0 || dims[axis] > Integer.MAX_VALUE) {
                throw new MalformedWeightsException("tensor " + quote(name) + ": dimension " + dims[axis]
                        + " of its shape is outside 0 to 2^31 - 1; the file is damaged");
            }
            ints[axis] = (int) dims[axis];
        }
        try {
            return Shape.of(ints);
        } catch (ArithmeticException e) {
            throw new MalformedWeightsException("tensor " + quote(name) + ": shape " + Arrays.toString(ints)
                    + " has more than 2^63 - 1 elements; the file is damaged");
        }
    }

    /** The elements in row-major order, as a new array. */
    float[] floats() {
        float[] out = new float[(int) shape.elements()];
        eachRun((first, step, at, count) -> dtype.decode(storage, first, step, out, at, count));
        return out;
    }

    /** The elements in row-major order as they are, little-endian, in a new buffer. */
    ByteBuffer bytes() {
        long bytes = shape.elements() * dtype.size;
        if (bytes > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("a tensor of shape " + shape + " and type " + dtype + " has " + bytes
                    + " bytes, a Java array holds at most 2^31 - 9");
        }
        ByteBuffer out = ByteBuffer.allocate((int) bytes).order(ByteOrder.LITTLE_ENDIAN);
        eachRun((first, step, at, count) -> dtype.copy(storage, first, step, out, at * dtype.size, count));
        return out;
    }

    /** Elements at equal distances: the first at byte {@code first}, {@code step} bytes apart, to index {@code at} on. */
    @FunctionalInterface
    private interface Run {
        void take(int first, int step, int at, int count);
    }

    private void eachRun(Run taker) {
        int elements = (int) shape.elements();
        // Trailing axes that continue each other are one run; mostly that is the whole tensor.
        int axis = shape.rank();
        long run = 1;
        long step = 1;
        for (; axis > 0; axis--) {
            int dim = shape.dim(axis - 1);
            if (dim != 1) {
                if (run == 1) {
                    step = strides[axis - 1];
                } else if (strides[axis - 1] != step * run) {
                    break;
                }
                run *= dim;
            }
        }
        int[] index = new int[axis];
        long first = offset;
        for (int at = 0; at < elements; at += (int) run) {
            taker.take((int) (first * dtype.size), (int) (step * dtype.size), at, (int) run);
            for (int a = axis - 1; a >= 0; a--) {
                first += strides[a];
                if (++index[a] < shape.dim(a)) {
                    break;
                }
                first -= strides[a] * index[a];
                index[a] = 0;
            }
        }
    }

    private static long last(Shape shape, long offset, long[] strides) {
        try {
            long last = offset;
            for (int axis = 0; axis < strides.length; axis++) {
                last = Math.addExact(last, Math.multiplyExact(shape.dim(axis) - 1L, strides[axis]));
            }
            return last;
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }

    private static MalformedWeightsException bad(String name, Shape shape, String reason) {
        return new MalformedWeightsException(
                "tensor " + quote(name) + " of shape " + shape + ": " + reason + "; the file is damaged");
    }
}
