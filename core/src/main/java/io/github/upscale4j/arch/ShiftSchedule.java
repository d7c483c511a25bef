package io.github.upscale4j.arch;

import java.util.Set;

/**
 * How a chain of residual shifting goes from the noisy picture to the clean one: at step {@code t}, of {@code steps}, the share
 * {@code eta} of the residual is in, with noise of deviation {@code kappa sqrt(eta)}. Yue, Wang and Loy, "ResShift", NeurIPS
 * 2023, equations 1, 4, 7, 8 and 10; the input is scaled as in the journal version's equation 14.
 *
 * <p>No file holds any of it: the option {@code sampler} names what published files were trained with, and {@code steps},
 * {@code min_noise_level}, {@code kappa}, {@code power} and {@code etas_end} change it.
 */
final class ShiftSchedule {
    static final String SAMPLER = "sampler";

    static final Set<String> OPTIONS = Set.of(SAMPLER, "steps", "min_noise_level", "kappa", "power", "etas_end");

    private static final String LONG = "resshift-s15";
    private static final String SHORT = "resshift-s4";
    private static final String ONE_STEP = "sinsr";

    private final double[] sqrtEtas;
    private final double kappa;
    private final boolean oneStep;

    private ShiftSchedule(double[] sqrtEtas, double kappa, boolean oneStep) {
        this.sqrtEtas = sqrtEtas;
        this.kappa = kappa;
        this.oneStep = oneStep;
    }

    /** @throws IllegalArgumentException if the option {@code sampler} is missing, or one has a value that makes no chain */
    static ShiftSchedule of(Options options) {
        String sampler = options.text(SAMPLER, "");
        if (!Set.of(LONG, SHORT, ONE_STEP).contains(sampler)) {
            throw new IllegalArgumentException(
                    (sampler.isEmpty() ? "the option sampler is missing" : "option sampler: got '" + sampler + "'")
                            + "; a file does not tell how its network is to be used: " + LONG
                            + " (resshift_realsrx4_s15_v1 and v2), " + SHORT + " (resshift_realsrx4_s4_v3) or "
                            + ONE_STEP
                            + " (SinSR_v1 and v2)");
        }
        int steps = options.whole("steps", sampler.equals(SHORT) ? 4 : 15);
        double least = positive(options, "min_noise_level", sampler.equals(SHORT) ? 0.2f : 0.04f);
        double kappa = positive(options, "kappa", 2);
        double end = positive(options, "etas_end", 0.99f);
        double start = Math.min(least / kappa, least);
        if (steps < 2 || !(start < end && end <= 1)) {
            throw new IllegalArgumentException("options steps, min_noise_level, kappa and etas_end: expected at least 2"
                    + " steps from less noise to more, up to 1; got " + steps + " steps from " + start + " to " + end);
        }
        return new ShiftSchedule(
                sqrtEtas(steps, start, end, positive(options, "power", 0.3f)), kappa, sampler.equals(ONE_STEP));
    }

    private static double positive(Options options, String name, float otherwise) {
        // from the shortest decimal, as the reference reads it
        double value = Double.parseDouble(Float.toString(options.number(name, otherwise)));
        if (value > 0) {
            return value;
        }
        throw new IllegalArgumentException("option " + name + ": expected more than 0, got " + value);
    }

    /** A geometric series, unevenly walked. */
    static double[] sqrtEtas(int steps, double start, double end, double power) {
        double[] etas = new double[steps];
        for (int t = 0; t < steps; t++) {
            etas[t] = start * Math.pow(end / start, Math.pow(t / (steps - 1.0), power));
        }
        return etas;
    }

    /** Steps of the chain; time counts down from one less. */
    int steps() {
        return sqrtEtas.length;
    }

    /** Steps that are taken; the first predicts from the noisiest. */
    int taken() {
        return oneStep ? 1 : steps();
    }

    /** The deviation of the noise that the chain starts with. */
    double start() {
        return kappa * sqrtEtas[steps() - 1];
    }

    /** What the network's input is multiplied with at time {@code t}: so its deviation is about 1. */
    double inputFactor(int t) {
        return 1 / Math.sqrt(eta(t) * kappa * kappa + 1);
    }

    /** The share of the value at time {@code t} in the one at {@code t - 1}; that of the prediction is the rest. */
    double kept(int t) {
        return t == 0 ? 0 : eta(t - 1) / eta(t);
    }

    /** The deviation of the noise that goes in on the way from time {@code t} to {@code t - 1}. */
    double noise(int t) {
        return t == 0 ? 0 : kappa * Math.sqrt(eta(t - 1) / eta(t) * (eta(t) - eta(t - 1)));
    }

    private double eta(int t) {
        return sqrtEtas[t] * sqrtEtas[t];
    }
}
