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

    /**
     * Halves, two in the bits of a float: (block of {@code outputs}, as many as {@code padded} outputs are, 16 channels, kernel
     * column, kernel row, 16 outputs, 32 lanes, 8 halves), and 16 channels of zeros. A lane has, of two products, channels 2
     * (lane % 4), that + 1, and those + 8 of one of its 8 columns. Columns 2q and 2q + 1 of products in a row are {@code run}
     * outputs in a row.
     */
    static float[] fragments(Op.Conv op, Weights weights, int padded, int outputs, int run) {
        float[] weight = op.weight(weights); // (out, in, kernel, kernel)
        int kernel = op.kernel();
        int steps = (op.in() + 15) / 16;
        float[] packed = new float[Math.multiplyExact(padded / outputs * steps * kernel * kernel + 1, outputs * 8)];
        for (int o = 0; o < op.out(); o++) {
            int own = o % outputs;
            int product = own / (4 * run) * (run / 2) + own % run / 2;
            int column = own % (4 * run) / run * 2 + own % 2;
            for (int c = 0; c < op.in(); c++) {
                int lane = column * 4 + c % 8 / 2;
                int place = product % 2 * 4 + c % 16 / 8 * 2 + c % 2;
                for (int i = 0; i < kernel * kernel; i++) {
                    int tap = ((o / outputs * steps + c / 16) * kernel + i % kernel) * kernel + i / kernel;
                    int at = ((tap * (outputs / 16) + product / 2) * 32 + lane) * 8 + place;
                    int half = half(weight[(o * op.in() + c) * kernel * kernel + i]);
                    int bits = Float.floatToRawIntBits(packed[at / 2]) | half << 16 * (at % 2);
                    packed[at / 2] = Float.intBitsToFloat(bits);
                }
            }
        }
        return packed;
    }

    /** The bits of the nearest binary16, ties to even. */
    static int half(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = bits >>> 16 & 0x8000;
        float magnitude = Math.abs(value);
        if (Float.isNaN(value)) {
            return 0x7E00;
        }
        if (magnitude >= 65520) {
            return sign | 0x7C00;
        }
        if (magnitude < 0x1p-14f) {
            return sign | (int) Math.rint(magnitude * 0x1p24f);
        }
        int rounded = (bits & 0x7FFFFFFF) + 0xFFF + (bits >>> 13 & 1);
        return sign | (rounded - (127 - 15 << 23) >>> 13);
    }

    private static float transformed(float[] weight, int at, int place) {
        double sum = 0;
        for (int i = 0; i < 9; i++) {
            sum += WINOGRAD[place / WINOGRAD.length][i / 3] * weight[at + i] * WINOGRAD[place % WINOGRAD.length][i % 3];
        }
        return (float) sum;
    }
}
