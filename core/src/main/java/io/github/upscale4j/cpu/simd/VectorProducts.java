package io.github.upscale4j.cpu.simd;

import static io.github.upscale4j.cpu.simd.VectorSupport.LANES;
import static io.github.upscale4j.cpu.simd.VectorSupport.SPECIES;

import io.github.upscale4j.cpu.ChannelProducts;
import jdk.incubator.vector.FloatVector;

/** Sums of products of channels in registers, those of all queries with a vector of keys at a time. */
final class VectorProducts extends ChannelProducts {
    @Override
    protected void multiply(
            float[] a,
            int query,
            int queryStride,
            int queries,
            int key,
            int keyStride,
            int keys,
            int pixels,
            float[][] sums,
            float[] spare,
            float[] more) {
        if (keys < LANES || queries < QUERIES) {
            super.multiply(a, query, queryStride, queries, key, keyStride, keys, pixels, sums, spare, more);
            return;
        }
        // what does not fill a vector is done together with the keys before it, which become what they are once more
        for (int k = 0; k < keys; k += LANES) {
            int first = Math.min(k, keys - LANES);
            block(a, query, queryStride, key + first, keyStride, pixels, sums, first);
        }
    }

    private static void block(
            float[] a, int query, int queryStride, int key, int keyStride, int pixels, float[][] sums, int to) {
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        FloatVector s4 = s0;
        FloatVector s5 = s0;
        FloatVector s6 = s0;
        FloatVector s7 = s0;
        for (int p = 0; p < pixels; p++) {
            FloatVector v = FloatVector.fromArray(SPECIES, a, key + p * keyStride);
            int q = query + p * queryStride;
            s0 = FloatVector.broadcast(SPECIES, a[q]).fma(v, s0);
            s1 = FloatVector.broadcast(SPECIES, a[q + 1]).fma(v, s1);
            s2 = FloatVector.broadcast(SPECIES, a[q + 2]).fma(v, s2);
            s3 = FloatVector.broadcast(SPECIES, a[q + 3]).fma(v, s3);
            s4 = FloatVector.broadcast(SPECIES, a[q + 4]).fma(v, s4);
            s5 = FloatVector.broadcast(SPECIES, a[q + 5]).fma(v, s5);
            s6 = FloatVector.broadcast(SPECIES, a[q + 6]).fma(v, s6);
            s7 = FloatVector.broadcast(SPECIES, a[q + 7]).fma(v, s7);
        }
        s0.intoArray(sums[0], to);
        s1.intoArray(sums[1], to);
        s2.intoArray(sums[2], to);
        s3.intoArray(sums[3], to);
        s4.intoArray(sums[4], to);
        s5.intoArray(sums[5], to);
        s6.intoArray(sums[6], to);
        s7.intoArray(sums[7], to);
    }
}
