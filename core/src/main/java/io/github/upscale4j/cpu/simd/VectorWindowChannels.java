package io.github.upscale4j.cpu.simd;

import static io.github.upscale4j.cpu.simd.VectorSupport.LANES;

import io.github.upscale4j.cpu.Epilogue;
import io.github.upscale4j.cpu.WindowChannels;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Step;
import io.github.upscale4j.weights.Weights;

/** Attention among channels within windows, whose weighted sums are computed in registers. */
final class VectorWindowChannels extends WindowChannels {
    private final int padded; // channels of a head in whole vectors

    VectorWindowChannels(Op.WindowChannels op, Step step, Weights weights) {
        super(op, new VectorProducts(), new VectorEpilogue(new Epilogue(step, weights), op.channels())::apply, weights);
        padded = (op.channels() / op.heads() + LANES - 1) / LANES * LANES;
    }

    private static int eights(int pixels) {
        return (pixels + 7) / 8 * 8;
    }

    /** Values (value, pixel), weights (value, padded sum), sums (pixel, padded sum). */
    @Override
    protected int ownScratch(int pixels) {
        int whole = (size + LANES - 1) / LANES * LANES;
        return size * (eights(pixels) + whole) + eights(pixels) * whole;
    }

    @Override
    protected void mix(float[] a, int values, int stride, int pixels, int weights, int own) {
        int step = eights(pixels);
        int turned = own + size * step;
        int sums = turned + size * padded;
        for (int k = 0; k < size; k++) {
            for (int p = 0; p < pixels; p++) {
                a[own + k * step + p] = a[values + p * stride + k];
            }
            for (int c = 0; c < size; c++) {
                a[turned + k * padded + c] = a[weights + c * size + k];
            }
        }
        ColumnBlock.multiply(a, own, step, size, a, turned, padded, a, sums, padded);
        for (int p = 0; p < pixels; p++) {
            System.arraycopy(a, sums + p * padded, a, values + p * stride, size);
        }
    }
}
