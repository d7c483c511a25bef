package io.github.upscale4j.tensor;

import java.util.Arrays;

/** The dimensions of a tensor, outermost first; a scalar has none. Immutable. */
public final class Shape {
    private final int[] dims;
    private final long elements;

    private Shape(int[] dims) {
        long product = 1;
        for (int dim : dims) {
            if (dim < 0) {
                throw new IllegalArgumentException("negative dimension in shape " + Arrays.toString(dims));
            }
            product = Math.multiplyExact(product, (long) dim);
        }
        this.dims = dims;
        this.elements = product;
    }

    /**
     * @throws IllegalArgumentException if a dimension is negative
     * @throws ArithmeticException if the number of elements passes 2<sup>63</sup> - 1
     */
    public static Shape of(int... dims) {
        return new Shape(dims.clone());
    }

    public int rank() {
        return dims.length;
    }

    /** Dimension {@code axis}, counted from 0 (the outermost). */
    public int dim(int axis) {
        return dims[axis];
    }

    public long elements() {
        return elements;
    }

    public int[] toArray() {
        return dims.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape && Arrays.equals(dims, ((Shape) other).dims);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dims);
    }

    /** As PyTorch prints it: {@code [64, 3, 3, 3]}. */
    @Override
    public String toString() {
        return Arrays.toString(dims);
    }
}
