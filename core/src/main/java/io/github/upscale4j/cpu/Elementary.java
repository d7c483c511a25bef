package io.github.upscale4j.cpu;

/**
 * Functions that networks need and processors lack, in single precision. The coefficients are minimax fits of our own,
 * the vector kernels compute with the same ones.
 */
public final class Elementary {
    /** Below this {@link #exp} is 0: what is left is smaller than the smallest normal float. */
    public static final float SMALLEST_EXPONENT = -87.33f;

    public static final float LOG2_E = 1.442695041f;

    /** Added and taken away again, it rounds a small float to a whole number. */
    public static final float ROUNDER = 1.5f * (1 << 23);

    /** The natural logarithm of 2 in two parts, of which multiples of the first are exact. */
    public static final float LN2_HIGH = 0.693359375f;

    public static final float LN2_LOW = -2.12194440e-4f;

    /** {@code exp(r) = 1 + r + r^2 (E2 + E3 r + E4 r^2 + E5 r^3 + E6 r^4)} for {@code |r| <= ln 2 / 2}, to 1.1e-8. */
    public static final float E2 = 0.5f;

    public static final float E3 = 0.16666576f;
    public static final float E4 = 0.041666552f;
    public static final float E5 = 0.008363233f;
    public static final float E6 = 0.001392625f;

    /** From here on {@link #erf} is 1. */
    public static final float ERF_END = 3.95f;

    /** {@code erf(x) = x P(x^2) / Q(x^2)} for {@code |x| <= ERF_END}, to 2.1e-8; coefficient 0 of Q is 1. */
    public static final float P0 = 1.1283791f;

    public static final float P1 = 0.19154967f;
    public static final float P2 = 0.052875362f;
    public static final float P3 = 0.003808138f;
    public static final float P4 = 2.8468788e-4f;
    public static final float P5 = 2.0259195e-6f;
    public static final float Q1 = 0.5030891f;
    public static final float Q2 = 0.11455936f;
    public static final float Q3 = 0.015055037f;
    public static final float Q4 = 0.0011707216f;
    public static final float Q5 = 3.7831935e-5f;

    public static final float SQRT_HALF = 0.70710678f;

    private Elementary() {}

    /** The exponential of {@code x}, which must not be positive; relative error below 3e-7, absolute below 1.2e-38. */
    public static float exp(float x) {
        if (x < SMALLEST_EXPONENT) {
            return 0;
        }
        float n = x * LOG2_E + ROUNDER - ROUNDER;
        float r = x - n * LN2_HIGH - n * LN2_LOW;
        float p = E2 + r * (E3 + r * (E4 + r * (E5 + r * E6)));
        return (1 + (r + r * r * p)) * Float.intBitsToFloat((int) n + 127 << 23);
    }

    /** {@code 1 / (1 + exp(-x))}; absolute error below 3e-7. */
    public static float sigmoid(float x) {
        float e = exp(-Math.abs(x));
        return (x < 0 ? e : 1) / (1 + e);
    }

    /** {@code x / (1 + exp(-x))}; error below {@code 3e-7 |x|}. */
    public static float silu(float x) {
        return x * sigmoid(x);
    }

    /** The hyperbolic tangent; absolute error below 6e-7. */
    public static float tanh(float x) {
        return 2 * sigmoid(2 * x) - 1;
    }

    /** {@code x tanh(ln(1 + exp(x)))}; error below {@code 1e-6 |x|}. */
    public static float mish(float x) {
        // (e^x + 1)^2 is to that plus or minus 1 as cosh to sinh; with the smaller one of e^x and e^-x, nothing
        // overflows
        float e = exp(-Math.abs(x));
        float a = x < 0 ? e : 1;
        float b = x < 0 ? 1 : e;
        float n = a * (a + 2 * b);
        return n / (n + 2 * b * b) * Math.max(-Float.MAX_VALUE, x);
    }

    /** The error function; absolute error below 5e-7. */
    public static float erf(float x) {
        float c = Math.max(-ERF_END, Math.min(ERF_END, x));
        float t = c * c;
        float p = P0 + t * (P1 + t * (P2 + t * (P3 + t * (P4 + t * P5))));
        float q = 1 + t * (Q1 + t * (Q2 + t * (Q3 + t * (Q4 + t * Q5))));
        return c * p / q;
    }

    /** {@code x (1 + erf(x / sqrt 2)) / 2}; error below {@code 5e-7 |x|}. */
    public static float gelu(float x) {
        float half = 0.5f * x;
        return half + half * erf(x * SQRT_HALF);
    }
}
