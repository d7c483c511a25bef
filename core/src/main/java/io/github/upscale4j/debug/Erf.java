package io.github.upscale4j.debug;

/** The error function in double precision. */
final class Erf {
    /** From here on it differs from 1 by less than a double tells. */
    private static final double END = 6;

    private Erf() {}

    /** By the series {@code 2 / sqrt(pi) exp(-x^2) sum of 2^n x^(2n+1) / (1 3 5 ... (2n+1))}, whose terms are positive. */
    static double of(double x) {
        double c = Math.max(-END, Math.min(END, x));
        double term = c;
        double sum = c;
        for (int n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
            term *= 2 * c * c / (2 * n + 1);
            sum += term;
        }
        return 2 / Math.sqrt(Math.PI) * Math.exp(-c * c) * sum;
    }
}
