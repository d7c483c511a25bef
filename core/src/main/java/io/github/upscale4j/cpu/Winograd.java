package io.github.upscale4j.cpu;

import io.github.upscale4j.net.Op;

/**
 * Winograd's minimal filtering F(4 x 4, 3 x 3): 4 x 4 outputs of a 3 x 3 convolution from 6 x 6 inputs with 36 products
 * instead of 144, after Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", CVPR 2016, with the points 0,
 * 1, -1, 2, -2 and infinity. Two-dimensional transforms are one-dimensional ones along columns, then along rows.
 */
public final class Winograd {
    /** Rows and columns of a tile of outputs. */
    public static final int TILE = 4;

    /** Rows and columns of the inputs of a tile. */
    public static final int SPAN = 6;

    /** Products of a tile for each input and output channel. */
    public static final int PRODUCTS = SPAN * SPAN;

    /** Below this the transforms cost more than the products save. */
    private static final int FEWEST_CHANNELS = 16;

    private static final double[][] WEIGHT = {
        {1.0 / 4, 0, 0},
        {-1.0 / 6, -1.0 / 6, -1.0 / 6},
        {-1.0 / 6, 1.0 / 6, -1.0 / 6},
        {1.0 / 24, 1.0 / 12, 1.0 / 6},
        {1.0 / 24, -1.0 / 12, 1.0 / 6},
        {0, 0, 1}
    };

    private Winograd() {}

    /** Takes a transformed weight: output channel, input channel, place among the 36. */
    @FunctionalInterface
    public interface Sink {
        void put(int output, int input, int place, float value);
    }

    public static boolean suits(Op.Conv conv) {
        return conv.kernel() == 3 && conv.in() >= FEWEST_CHANNELS && conv.out() >= FEWEST_CHANNELS;
    }

    /** Multiply-adds for one output pixel. */
    public static long cost(Op.Conv conv) {
        return (long) conv.in() * conv.out() * PRODUCTS / (TILE * TILE);
    }

    /** Transforms the weights of shape (out, in, 3, 3), computed in double precision. */
    public static void weights(Op.Conv conv, float[] weight, Sink sink) {
        double[] half = new double[SPAN * 3];
        for (int o = 0; o < conv.out(); o++) {
            for (int c = 0; c < conv.in(); c++) {
                int at = (o * conv.in() + c) * 9;
                for (int i = 0; i < SPAN; i++) {
                    for (int x = 0; x < 3; x++) {
                        half[i * 3 + x] = WEIGHT[i][0] * weight[at + x]
                                + WEIGHT[i][1] * weight[at + 3 + x]
                                + WEIGHT[i][2] * weight[at + 6 + x];
                    }
                }
                for (int place = 0; place < PRODUCTS; place++) {
                    int row = place / SPAN * 3;
                    double[] w = WEIGHT[place % SPAN];
                    double sum = w[0] * half[row] + w[1] * half[row + 1] + w[2] * half[row + 2];
                    sink.put(o, c, place, (float) sum);
                }
            }
        }
    }
}
