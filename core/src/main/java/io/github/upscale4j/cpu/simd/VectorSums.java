package io.github.upscale4j.cpu.simd;

import static io.github.upscale4j.cpu.simd.VectorSupport.LANES;
import static io.github.upscale4j.cpu.simd.VectorSupport.SPECIES;

import io.github.upscale4j.cpu.ChannelSums;
import jdk.incubator.vector.FloatVector;

/** Lanes are channels, so each sum adds up in the plain order. */
final class VectorSums extends ChannelSums {
    @Override
    protected void add(float[] a, int at, int stride, int pixels, float[] sums) {
        int whole = SPECIES.loopBound(sums.length);
        for (int c = 0; c < whole; c += LANES) {
            FloatVector sum = FloatVector.fromArray(SPECIES, sums, c);
            for (int p = 0; p < pixels; p++) {
                sum = sum.add(FloatVector.fromArray(SPECIES, a, at + p * stride + c));
            }
            sum.intoArray(sums, c);
        }
        for (int p = 0; p < pixels; p++) {
            for (int c = whole; c < sums.length; c++) {
                sums[c] += a[at + p * stride + c];
            }
        }
    }

    @Override
    protected void addSquares(float[] a, int at, int stride, int pixels, float[] centres, float[] sums) {
        int whole = SPECIES.loopBound(sums.length);
        for (int c = 0; c < whole; c += LANES) {
            FloatVector centre = FloatVector.fromArray(SPECIES, centres, c);
            FloatVector sum = FloatVector.fromArray(SPECIES, sums, c);
            for (int p = 0; p < pixels; p++) {
                FloatVector difference =
                        FloatVector.fromArray(SPECIES, a, at + p * stride + c).sub(centre);
                sum = sum.add(difference.mul(difference));
            }
            sum.intoArray(sums, c);
        }
        for (int p = 0; p < pixels; p++) {
            for (int c = whole; c < sums.length; c++) {
                float difference = a[at + p * stride + c] - centres[c];
                sums[c] += difference * difference;
            }
        }
    }
}
