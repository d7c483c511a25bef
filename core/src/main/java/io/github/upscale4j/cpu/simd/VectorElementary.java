package io.github.upscale4j.cpu.simd;

import static io.github.upscale4j.cpu.Elementary.E2;
import static io.github.upscale4j.cpu.Elementary.E3;
import static io.github.upscale4j.cpu.Elementary.E4;
import static io.github.upscale4j.cpu.Elementary.E5;
import static io.github.upscale4j.cpu.Elementary.E6;
import static io.github.upscale4j.cpu.Elementary.ERF_END;
import static io.github.upscale4j.cpu.Elementary.LN2_HIGH;
import static io.github.upscale4j.cpu.Elementary.LN2_LOW;
import static io.github.upscale4j.cpu.Elementary.LOG2_E;
import static io.github.upscale4j.cpu.Elementary.P0;
import static io.github.upscale4j.cpu.Elementary.P1;
import static io.github.upscale4j.cpu.Elementary.P2;
import static io.github.upscale4j.cpu.Elementary.P3;
import static io.github.upscale4j.cpu.Elementary.P4;
import static io.github.upscale4j.cpu.Elementary.P5;
import static io.github.upscale4j.cpu.Elementary.Q1;
import static io.github.upscale4j.cpu.Elementary.Q2;
import static io.github.upscale4j.cpu.Elementary.Q3;
import static io.github.upscale4j.cpu.Elementary.Q4;
import static io.github.upscale4j.cpu.Elementary.Q5;
import static io.github.upscale4j.cpu.Elementary.ROUNDER;
import static io.github.upscale4j.cpu.Elementary.SMALLEST_EXPONENT;
import static io.github.upscale4j.cpu.Elementary.SQRT_HALF;
import static io.github.upscale4j.cpu.simd.VectorSupport.LANES;
import static io.github.upscale4j.cpu.simd.VectorSupport.SPECIES;

import io.github.upscale4j.cpu.Elementary;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * {@link Elementary} on vectors. Each function is a loop, and written out in it, since C2 puts vectors on the heap that go
 * into and come out of a method that it does not inline.
 */
final class VectorElementary {
    private VectorElementary() {}

    /**
     * Applies {@link Elementary#gelu} in place to {@code count} neighbours. Every value gets the same bits wherever it
     * lies, if {@code count} is at least {@link VectorSupport#LANES}; where it is less, those of the plain function.
     */
    static void gelu(float[] a, int at, int count) {
        if (count < LANES) {
            for (int i = at; i < at + count; i++) {
                a[i] = Elementary.gelu(a[i]);
            }
            return;
        }
        if (count % LANES == 0) {
            geluWhole(a, at, count);
            return;
        }
        // what does not fill a vector is done together with the values before it, which must still be there
        int last = at + count - LANES;
        FloatVector rest = FloatVector.fromArray(SPECIES, a, last);
        geluWhole(a, at, count);
        rest.intoArray(a, last);
        geluWhole(a, last, LANES);
    }

    private static void geluWhole(float[] a, int at, int count) {
        for (int i = 0; i <= count - LANES; i += LANES) {
            FloatVector half = FloatVector.fromArray(SPECIES, a, at + i).mul(0.5f);
            FloatVector c = half.mul(2 * SQRT_HALF).max(-ERF_END).min(ERF_END);
            FloatVector t = c.mul(c);
            FloatVector p = t.mul(P5).add(P4);
            p = p.fma(t, FloatVector.broadcast(SPECIES, P3));
            p = p.fma(t, FloatVector.broadcast(SPECIES, P2));
            p = p.fma(t, FloatVector.broadcast(SPECIES, P1));
            p = p.fma(t, FloatVector.broadcast(SPECIES, P0));
            FloatVector q = t.mul(Q5).add(Q4);
            q = q.fma(t, FloatVector.broadcast(SPECIES, Q3));
            q = q.fma(t, FloatVector.broadcast(SPECIES, Q2));
            q = q.fma(t, FloatVector.broadcast(SPECIES, Q1));
            q = q.fma(t, FloatVector.broadcast(SPECIES, 1));
            c.mul(p).div(q).fma(half, half).intoArray(a, at + i);
        }
    }

    /**
     * {@code sigmoid(inner x) (constant + linear x) + offset} in place of {@code count} neighbours: with 1, 1, 0, 0 the
     * sigmoid, with 1, 0, 1, 0 SiLU, with 2, 2, 0, -1 the hyperbolic tangent. Bits as {@link #gelu}.
     */
    static void logistic(float[] a, int at, int count, float inner, float constant, float linear, float offset) {
        if (count < LANES) {
            for (int i = at; i < at + count; i++) {
                // infinity times 0 would be no number
                float x = Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, a[i]));
                a[i] = Elementary.sigmoid(inner * x) * (constant + linear * x) + offset;
            }
            return;
        }
        if (count % LANES == 0) {
            logisticWhole(a, at, count, inner, constant, linear, offset);
            return;
        }
        int last = at + count - LANES;
        FloatVector rest = FloatVector.fromArray(SPECIES, a, last);
        logisticWhole(a, at, count, inner, constant, linear, offset);
        rest.intoArray(a, last);
        logisticWhole(a, last, LANES, inner, constant, linear, offset);
    }

    private static void logisticWhole(
            float[] a, int at, int count, float inner, float constant, float linear, float offset) {
        for (int i = 0; i <= count - LANES; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, a, at + i)
                    .max(-Float.MAX_VALUE)
                    .min(Float.MAX_VALUE);
            FloatVector x = v.mul(inner).abs().neg().max(SMALLEST_EXPONENT); // there it is 1e-38, as good as 0
            FloatVector shifted =
                    x.fma(FloatVector.broadcast(SPECIES, LOG2_E), FloatVector.broadcast(SPECIES, ROUNDER));
            FloatVector n = shifted.sub(ROUNDER);
            FloatVector r = n.fma(FloatVector.broadcast(SPECIES, -LN2_HIGH), x);
            r = n.fma(FloatVector.broadcast(SPECIES, -LN2_LOW), r);
            FloatVector p = r.mul(E6).add(E5);
            p = p.fma(r, FloatVector.broadcast(SPECIES, E4));
            p = p.fma(r, FloatVector.broadcast(SPECIES, E3));
            p = p.fma(r, FloatVector.broadcast(SPECIES, E2));
            p = p.mul(r).fma(r, r).add(1);
            FloatVector e = p.reinterpretAsInts()
                    .add(shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23))
                    .reinterpretAsFloats();
            FloatVector above = FloatVector.broadcast(SPECIES, 1).blend(e, v.compare(VectorOperators.LT, 0));
            above.div(e.add(1)).mul(v.mul(linear).add(constant)).add(offset).intoArray(a, at + i);
        }
    }

    /** {@link Elementary#mish} in place of {@code count} neighbours. Bits as {@link #gelu}. */
    static void mish(float[] a, int at, int count) {
        if (count < LANES) {
            for (int i = at; i < at + count; i++) {
                a[i] = Elementary.mish(a[i]);
            }
            return;
        }
        if (count % LANES == 0) {
            mishWhole(a, at, count);
            return;
        }
        int last = at + count - LANES;
        FloatVector rest = FloatVector.fromArray(SPECIES, a, last);
        mishWhole(a, at, count);
        rest.intoArray(a, last);
        mishWhole(a, last, LANES);
    }

    private static void mishWhole(float[] a, int at, int count) {
        for (int i = 0; i <= count - LANES; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, a, at + i).max(-Float.MAX_VALUE);
            FloatVector x = v.abs().neg().max(SMALLEST_EXPONENT); // there it is 1e-38, as good as 0
            FloatVector shifted =
                    x.fma(FloatVector.broadcast(SPECIES, LOG2_E), FloatVector.broadcast(SPECIES, ROUNDER));
            FloatVector n = shifted.sub(ROUNDER);
            FloatVector r = n.fma(FloatVector.broadcast(SPECIES, -LN2_HIGH), x);
            r = n.fma(FloatVector.broadcast(SPECIES, -LN2_LOW), r);
            FloatVector p = r.mul(E6).add(E5);
            p = p.fma(r, FloatVector.broadcast(SPECIES, E4));
            p = p.fma(r, FloatVector.broadcast(SPECIES, E3));
            p = p.fma(r, FloatVector.broadcast(SPECIES, E2));
            p = p.mul(r).fma(r, r).add(1);
            FloatVector e = p.reinterpretAsInts()
                    .add(shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23))
                    .reinterpretAsFloats();
            FloatVector one = FloatVector.broadcast(SPECIES, 1);
            FloatVector above = one.blend(e, v.compare(VectorOperators.LT, 0));
            FloatVector below = e.blend(one, v.compare(VectorOperators.LT, 0));
            FloatVector part = below.mul(2).add(above).mul(above);
            part.div(below.mul(2).mul(below).add(part)).mul(v).intoArray(a, at + i);
        }
    }

    /**
     * A column of one vector and {@code count} rows, {@code step} apart: adds {@code bias}, laid out likewise, and gives
     * the largest of each lane.
     */
    static void biasAndMost(
            float[] a, int at, int step, int count, float[] bias, int biasAt, float[] most, int mostAt) {
        FloatVector largest = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
        for (int j = 0; j < count; j++) {
            int o = j * step;
            FloatVector v =
                    FloatVector.fromArray(SPECIES, a, at + o).add(FloatVector.fromArray(SPECIES, bias, biasAt + o));
            v.intoArray(a, at + o);
            largest = largest.max(v);
        }
        largest.intoArray(most, mostAt);
    }

    /** Such a column: {@link Elementary#exp} of each value less {@code most} of its lane, and the inverse of their sum. */
    static void expAndInverseSum(
            float[] a, int at, int step, int count, float[] most, int mostAt, float[] inverse, int inverseAt) {
        FloatVector largest = FloatVector.fromArray(SPECIES, most, mostAt);
        FloatVector sum = FloatVector.zero(SPECIES);
        for (int j = 0; j < count; j++) {
            FloatVector x = FloatVector.fromArray(SPECIES, a, at + j * step).sub(largest);
            FloatVector shifted =
                    x.fma(FloatVector.broadcast(SPECIES, LOG2_E), FloatVector.broadcast(SPECIES, ROUNDER));
            FloatVector n = shifted.sub(ROUNDER);
            FloatVector r = n.fma(FloatVector.broadcast(SPECIES, -LN2_HIGH), x);
            r = n.fma(FloatVector.broadcast(SPECIES, -LN2_LOW), r);
            FloatVector p = r.mul(E6).add(E5);
            p = p.fma(r, FloatVector.broadcast(SPECIES, E4));
            p = p.fma(r, FloatVector.broadcast(SPECIES, E3));
            p = p.fma(r, FloatVector.broadcast(SPECIES, E2));
            p = p.mul(r).fma(r, r).add(1);
            // the whole number stands in the last bits; 23 further up it is an exponent
            FloatVector power = p.reinterpretAsInts()
                    .add(shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23))
                    .reinterpretAsFloats();
            FloatVector e = power.blend(0, x.compare(VectorOperators.LT, SMALLEST_EXPONENT));
            e.intoArray(a, at + j * step);
            sum = sum.add(e);
        }
        FloatVector.broadcast(SPECIES, 1).div(sum).intoArray(inverse, inverseAt);
    }
}
