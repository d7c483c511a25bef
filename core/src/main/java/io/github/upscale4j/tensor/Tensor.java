package io.github.upscale4j.tensor;

import java.util.Objects;

/**
 * A picture or feature map of floats: channels x height x width, planar and row-major, so that channel {@code c} of the
 * pixel at row {@code y}, column {@code x} is {@code data()[(c * height + y) * width + x]}.
 *
 * <p>The array is not copied, in either direction: who shares it sees the changes.
 */
public final class Tensor {
    private final float[] data;
    private final int channels;
    private final int height;
    private final int width;

    private Tensor(float[] data, int channels, int height, int width) {
        this.data = data;
        this.channels = channels;
        this.height = height;
        this.width = width;
    }

    /**
     * Wraps {@code chw} without copying.
     *
     * @throws IllegalArgumentException if a dimension is below 1 or the array's length is not their product
     */
    public static Tensor of(float[] chw, int channels, int height, int width) {
        Objects.requireNonNull(chw, "chw");
        int length = length(channels, height, width);
        if (chw.length != length) {
            throw new IllegalArgumentException("a tensor of " + channels + " x " + height + " x " + width + " needs "
                    + length + " values, got " + chw.length);
        }
        return new Tensor(chw, channels, height, width);
    }

    /** A tensor of zeros. */
    public static Tensor zeros(int channels, int height, int width) {
        return new Tensor(new float[length(channels, height, width)], channels, height, width);
    }

    private static int length(int channels, int height, int width) {
        if (channels < 1 || height < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "a tensor needs at least 1 x 1 x 1, got " + channels + " x " + height + " x " + width);
        }
        long length = (long) channels * height;
        if (length > Integer.MAX_VALUE || length * width > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("a tensor of " + channels + " x " + height + " x " + width
                    + " has more values than a Java array can hold (2^31 - 9)");
        }
        return (int) (length * width);
    }

    public int channels() {
        return channels;
    }

    public int height() {
        return height;
    }

    public int width() {
        return width;
    }

    /** The values themselves, channel by channel, not a copy. */
    public float[] data() {
        return data;
    }

    public float get(int channel, int row, int column) {
        return data[(channel * height + row) * width + column];
    }

    /** As in {@code 3 x 128 x 128}. */
    @Override
    public String toString() {
        return channels + " x " + height + " x " + width;
    }
}
