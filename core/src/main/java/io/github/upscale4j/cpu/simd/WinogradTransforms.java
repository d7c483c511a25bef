package io.github.upscale4j.cpu.simd;

import static io.github.upscale4j.cpu.simd.VectorSupport.LANES;
import static io.github.upscale4j.cpu.simd.VectorSupport.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** The transforms of {@link io.github.upscale4j.cpu.Winograd} in one direction; lanes are channels. */
final class WinogradTransforms {
    private WinogradTransforms() {}

    /**
     * The inputs' transform of one vector of channels, for {@code count} sets of six values.
     *
     * @param a where the values are; {@code r0} to {@code r5} are the offsets of the first set
     * @param step from one set to the next
     * @param out where result i of the first set goes: {@code to + i * plane}
     * @param next from one set's results to the next one's
     */
    static void inputs(
            float[] a,
            int r0,
            int r1,
            int r2,
            int r3,
            int r4,
            int r5,
            int step,
            int count,
            float[] out,
            int to,
            int plane,
            int next) {
        FloatVector two = FloatVector.broadcast(SPECIES, 2);
        FloatVector four = FloatVector.broadcast(SPECIES, 4);
        FloatVector five = FloatVector.broadcast(SPECIES, -5);
        for (int i = 0; i < count; i++) {
            int s = i * step;
            int o = to + i * next;
            FloatVector d1 = FloatVector.fromArray(SPECIES, a, r1 + s);
            FloatVector d2 = FloatVector.fromArray(SPECIES, a, r2 + s);
            FloatVector d3 = FloatVector.fromArray(SPECIES, a, r3 + s);
            FloatVector d4 = FloatVector.fromArray(SPECIES, a, r4 + s);
            FloatVector.fromArray(SPECIES, a, r0 + s)
                    .fma(four, d2.fma(five, d4))
                    .intoArray(out, o);
            FloatVector even = d4.sub(d2.mul(four));
            FloatVector odd = d3.sub(d1.mul(four));
            even.add(odd).intoArray(out, o + plane);
            even.sub(odd).intoArray(out, o + 2 * plane);
            even = d4.sub(d2);
            odd = d3.sub(d1).mul(two);
            even.add(odd).intoArray(out, o + 3 * plane);
            even.sub(odd).intoArray(out, o + 4 * plane);
            d1.fma(four, d3.fma(five, FloatVector.fromArray(SPECIES, a, r5 + s)))
                    .intoArray(out, o + 5 * plane);
        }
    }

    /**
     * The products' transform along columns, in place: of six values {@code step} apart, the first four become the result,
     * for {@code count} neighbours from {@code at} on.
     */
    static void products(float[] m, int at, int step, int count) {
        FloatVector two = FloatVector.broadcast(SPECIES, 2);
        FloatVector four = FloatVector.broadcast(SPECIES, 4);
        FloatVector eight = FloatVector.broadcast(SPECIES, 8);
        for (int i = at; i < at + count; i += LANES) {
            FloatVector m1 = FloatVector.fromArray(SPECIES, m, i + step);
            FloatVector m2 = FloatVector.fromArray(SPECIES, m, i + 2 * step);
            FloatVector m3 = FloatVector.fromArray(SPECIES, m, i + 3 * step);
            FloatVector m4 = FloatVector.fromArray(SPECIES, m, i + 4 * step);
            FloatVector sum12 = m1.add(m2);
            FloatVector sum34 = m3.add(m4);
            FloatVector difference12 = m1.sub(m2);
            FloatVector difference34 = m3.sub(m4);
            FloatVector.fromArray(SPECIES, m, i).add(sum12).add(sum34).intoArray(m, i);
            difference34.fma(two, difference12).intoArray(m, i + step);
            sum34.fma(four, sum12).intoArray(m, i + 2 * step);
            difference34
                    .fma(eight, difference12)
                    .add(FloatVector.fromArray(SPECIES, m, i + 5 * step))
                    .intoArray(m, i + 3 * step);
        }
    }

    /**
     * The products' transform along rows with the first of what follows: of six values {@code step} apart, from
     * {@code m[at]} on, four neighbouring pixels {@code stride} apart, from {@code out[to]} on, for {@code channels}
     * channels. Adds the bias and multiplies what is negative by the slope of its channel.
     */
    static void finish(
            float[] m, int at, int step, int channels, float[] bias, float[] slopes, float[] out, int to, int stride) {
        FloatVector two = FloatVector.broadcast(SPECIES, 2);
        FloatVector four = FloatVector.broadcast(SPECIES, 4);
        FloatVector eight = FloatVector.broadcast(SPECIES, 8);
        for (int c = 0; c < channels; c += LANES) {
            int i = at + c;
            int o = to + c;
            FloatVector b = FloatVector.fromArray(SPECIES, bias, c);
            FloatVector slope = FloatVector.fromArray(SPECIES, slopes, c);
            FloatVector m1 = FloatVector.fromArray(SPECIES, m, i + step);
            FloatVector m2 = FloatVector.fromArray(SPECIES, m, i + 2 * step);
            FloatVector m3 = FloatVector.fromArray(SPECIES, m, i + 3 * step);
            FloatVector m4 = FloatVector.fromArray(SPECIES, m, i + 4 * step);
            FloatVector sum12 = m1.add(m2);
            FloatVector sum34 = m3.add(m4);
            FloatVector difference12 = m1.sub(m2);
            FloatVector difference34 = m3.sub(m4);
            FloatVector v =
                    FloatVector.fromArray(SPECIES, m, i).add(sum12).add(sum34).add(b);
            v.blend(v.mul(slope), v.compare(VectorOperators.LT, 0)).intoArray(out, o);
            v = difference34.fma(two, difference12).add(b);
            v.blend(v.mul(slope), v.compare(VectorOperators.LT, 0)).intoArray(out, o + stride);
            v = sum34.fma(four, sum12).add(b);
            v.blend(v.mul(slope), v.compare(VectorOperators.LT, 0)).intoArray(out, o + 2 * stride);
            v = difference34
                    .fma(eight, difference12)
                    .add(FloatVector.fromArray(SPECIES, m, i + 5 * step))
                    .add(b);
            v.blend(v.mul(slope), v.compare(VectorOperators.LT, 0)).intoArray(out, o + 3 * stride);
        }
    }
}
