package io.github.upscale4j.cpu;

import java.util.Arrays;

/**
 * Sums of channels over all pixels of a step's first operand: floats for some pixels at a time, doubles for all of them,
 * so that large images lose nothing. The order of additions is the same on every path and for every number of threads.
 */
public class ChannelSums {
    /** Pixels whose sum a float may be. */
    private static final int PIXELS = 64;

    /** The means of {@code channels} channels from {@code first} on. */
    final double[] means(StepRows rows, int first, int channels) {
        return mean(rows, first, channels, null);
    }

    /** The mean squares of the differences from {@code means}. */
    final double[] variances(StepRows rows, int first, double[] means) {
        float[] centres = new float[means.length];
        for (int c = 0; c < centres.length; c++) {
            centres[c] = (float) means[c];
        }
        return mean(rows, first, means.length, centres);
    }

    private double[] mean(StepRows rows, int first, int channels, float[] centres) {
        double[] sums = new double[channels];
        float[] some = new float[channels];
        int stride = rows.operandStride(0);
        int width = rows.operandWidth(0);
        int height = rows.operandHeight(0);
        for (int y = 0; y < height; y++) {
            int row = rows.operand(0, y) + first;
            for (int x = 0; x < width; x += PIXELS) {
                int pixels = Math.min(PIXELS, width - x);
                Arrays.fill(some, 0);
                if (centres == null) {
                    add(rows.arena(), row + x * stride, stride, pixels, some);
                } else {
                    addSquares(rows.arena(), row + x * stride, stride, pixels, centres, some);
                }
                for (int c = 0; c < channels; c++) {
                    sums[c] += some[c];
                }
            }
        }
        for (int c = 0; c < channels; c++) {
            sums[c] /= (double) width * height;
        }
        return sums;
    }

    /** Adds to each sum its channel of {@code pixels} pixels, the first of which is at {@code a[at]}. */
    protected void add(float[] a, int at, int stride, int pixels, float[] sums) {
        for (int p = 0; p < pixels; p++, at += stride) {
            for (int c = 0; c < sums.length; c++) {
                sums[c] += a[at + c];
            }
        }
    }

    /** As {@link #add}, of the squares of the differences from {@code centres}. */
    protected void addSquares(float[] a, int at, int stride, int pixels, float[] centres, float[] sums) {
        for (int p = 0; p < pixels; p++, at += stride) {
            for (int c = 0; c < sums.length; c++) {
                float difference = a[at + c] - centres[c];
                sums[c] += difference * difference;
            }
        }
    }
}
