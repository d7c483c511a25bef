package io.github.upscale4j.opencl;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.weights.Weights;

/** The weights of convolutions in the orders in which kernels read them. */
final class PackedWeights {
    /** What Winograd's F(2 x 2, 3 x 3) makes of three weights: four. */
    private static final double[][] WINOGRAD = {{1, 0, 0}, {0.5, 0.5, 0.5}, {0.5, -0.5, 0.5}, {0, 0, 1}};

    private PackedWeights() {}

    /** (kernel row, kernel column, in, {@code padded} outputs). */
    static float[] direct(Op.Conv op, Weights weights, int padded) {
        float[] weight = op.weight(weights); // (out, in, kernel, kernel)
        int places = op.kernel() * op.kernel();
        float[] packed = new float[Math.multiplyExact(places * op.in(), padded)];
        for (int o = 0; o < op.out(); o++) {
            for (int c = 0; c < op.in(); c++) {
                for (int place = 0; place < places; place++) {
                    packed[(place * op.in() + c) * padded + o] = weight[(o * op.in() + c) * places + place];
                }
            }
        }
        return packed;
    }

    /** (block of outputs, block of channels, 16 places, {@code depth} channels, {@code outputs}), transformed. */
    static float[] winograd(Op.Conv op, Weights weights, int outputs, int depth) {
        float[] weight = op.weight(weights); // (out, in, 3, 3)
        int blocks = (op.out() + outputs - 1) / outputs;
        int depths = (op.in() + depth - 1) / depth;
        float[] packed =
                new float[Math.multiplyExact(blocks * depths * WINOGRAD.length * WINOGRAD.length, depth * outputs)];
        for (int o = 0; o < op.out(); o++) {
            for (int c = 0; c < op.in(); c++) {
                for (int place = 0; place < WINOGRAD.length * WINOGRAD.length; place++) {
                    int block = (o / outputs * depths + c / depth) * WINOGRAD.length * WINOGRAD.length + place;
                    packed[(block * depth + c % depth) * outputs + o % outputs] =
                            transformed(weight, (o * op.in() + c) * 9, place);
                }
            }
        }
        return packed;
    }

    private static float transformed(float[] weight, int at, int place) {
        double sum = 0;
        for (int i = 0; i < 9; i++) {
            sum += WINOGRAD[place / WINOGRAD.length][i / 3] * weight[at + i] * WINOGRAD[place % WINOGRAD.length][i % 3];
        }
        return (float) sum;
    }
}
