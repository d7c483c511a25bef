package io.github.upscale4j.opencl;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.spi.DeviceException;
import io.github.upscale4j.spi.Precision;
import java.lang.System.Logger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Tries a few ways to cut a convolution on a feature map of zeros and takes the fastest, for each shape when a driver sees it
 * for the first time, and longest for the first, when all are compiled; {@link Notes} remember it. Results differ in the last
 * bits of sums at most, of float16 where feature maps are stored in it. What computes a small image wrongly, or does not
 * compile, is left out.
 */
final class ConvTuner implements ConvChoice {
    /** Below so many multiply-adds a pixel, the usual cut is near enough to the best. */
    private static final int WORTH_TUNING = 16_384;

    /** Where there are matrix units, which may be much faster. */
    private static final int WORTH_MATRICES = 1_024;

    private static final int WIDTH = 256;
    private static final int ROWS = 64;

    /** A device with more units gets a larger image, or the largest groups would leave some of them idle. */
    private static final int MANY_UNITS = 32;

    /** Of every cut, in turns with the others: what the machine does meanwhile slows all of them. */
    private static final int ROUNDS = 3;

    /** More, of those that took at most {@link #NEAR} times as long as the fastest. */
    private static final int FINAL_ROUNDS = 8;

    private static final double NEAR = 1.25;

    private static final Logger LOGGER = System.getLogger(ConvTuner.class.getName());

    private final Notes notes;

    ConvTuner(Notes notes) {
        this.notes = notes;
    }

    @Override
    public Blocking of(Op.Conv op, Cl cl, KernelCache kernels) {
        List<Blocking> candidates = candidates(op, cl.device(), kernels.precision());
        boolean matrices = candidates.stream().anyMatch(MatrixTiling.class::isInstance);
        int worth = matrices ? WORTH_MATRICES : WORTH_TUNING;
        if (op.in() * op.out() * op.kernel() * op.kernel() < worth) {
            return candidates.get(0);
        }
        String key = "conv." + op.kernel() + "." + op.in() + "." + op.out()
                + (kernels.precision() == Precision.FLOAT16 ? ".float16" : "");
        String known = notes.get(key).orElse("");
        return candidates.stream()
                .filter(candidate -> candidate.toString().equals(known))
                .findFirst()
                .orElseGet(() -> {
                    Blocking best = fastest(candidates, op, cl, kernels);
                    notes.put(key, best.toString());
                    return best;
                });
    }

    /** The usual one first. */
    static List<Blocking> candidates(Op.Conv op, Device device, Precision precision) {
        List<Blocking> all = new ArrayList<>();
        all.add(ConvChoice.usual(op, device));
        RegisterBlocking registers = RegisterBlocking.of(device);
        int lanes = registers.lanes();
        if (all.get(0) instanceof WinogradStrip) {
            all.add(WinogradStrip.of(op.out(), lanes, 3));
            all.add(WinogradStrip.of(op.out(), lanes, 2));
            all.add(registers.narrow(op.out()));
        } else {
            for (int[] sums : sums(device.kind(), lanes)) {
                all.add(new RegisterBlocking(lanes, sums[0], sums[1], registers.group()).narrow(op.out()));
            }
        }
        if (device.kind() != Device.Kind.CPU) {
            LocalTiling tiling = LocalTiling.of(op.out(), 8);
            all.add(tiling);
            all.add(new LocalTiling(tiling.groups(), tiling.rows(), 4));
            all.add(new LocalTiling(tiling.groups(), tiling.rows(), 16));
            all.add(new LocalTiling(tiling.groups(), tiling.rows() / 2, 8));
            all.add(ProductTiling.of(op.out(), 8));
            all.add(ProductTiling.of(op.out(), 4));
            all.add(new WinogradTiling(32, 8));
            all.add(new WinogradTiling(op.out() > 32 ? 64 : 32, 4));
        }
        if (precision == Precision.FLOAT16) {
            all.addAll(MatrixTiling.candidates(op, device));
        }
        return all.stream().distinct().filter(each -> each.fits(op, device)).toList();
    }

    /** Blocks and pixels of {@code conv.cl} that may be faster than the usual ones. */
    private static int[][] sums(Device.Kind kind, int lanes) {
        if (kind != Device.Kind.CPU) {
            return new int[][] {{1, 8}, {2, 4}};
        }
        return lanes >= 16 ? new int[][] {{2, 8}, {2, 10}} : new int[][] {{1, 12}, {2, 4}, {2, 6}};
    }

    private static boolean isRight(Blocking candidate, TuningGround ground, KernelCache kernels) {
        float difference = ground.difference(candidate, kernels);
        float limit = SelfCheck.limit(kernels.precision());
        if (!(difference <= limit)) {
            LOGGER.log(
                    Logger.Level.WARNING,
                    "{0} is left out: the device computes it wrongly, by {1} where at most {2} is right",
                    candidate,
                    Float.toString(difference),
                    Float.toString(limit));
            return false;
        }
        return true;
    }

    /** The first one where none can be tried. */
    static Blocking fastest(List<Blocking> candidates, Op.Conv op, Cl cl, KernelCache kernels) {
        int scale = cl.device().units() > MANY_UNITS && cl.device().kind().beatsCpu() ? 2 : 1;
        List<TuningGround.Trial> trials = new ArrayList<>();
        try (TuningGround ground = new TuningGround(op, scale * WIDTH, scale * scale * ROWS, cl, kernels.precision())) {
            try {
                for (Blocking candidate : candidates) {
                    works(candidate, () -> trials.add(ground.trial(candidate, kernels)));
                }
                return ranked(trials, op).stream()
                        .filter(candidate -> works(candidate, () -> isRight(candidate, ground, kernels)))
                        .findFirst()
                        .orElse(candidates.get(0));
            } finally {
                trials.forEach(TuningGround.Trial::close);
            }
        } catch (DeviceException e) {
            LOGGER.log(Logger.Level.DEBUG, "no memory to tune " + op, e);
            return candidates.get(0);
        }
    }

    /** Those that ran, the fastest first. */
    private static List<Blocking> ranked(List<TuningGround.Trial> trials, Op.Conv op) {
        List<TuningGround.Trial> running = new ArrayList<>(trials);
        running.removeIf(trial -> !works(trial.blocking(), trial::runs));
        time(running, ROUNDS);
        long near = (long) (NEAR
                * running.stream().mapToLong(TuningGround.Trial::shortest).min().orElse(0));
        time(running.stream().filter(trial -> trial.shortest() <= near).toList(), FINAL_ROUNDS);
        running.sort(Comparator.comparingLong(TuningGround.Trial::shortest));
        for (TuningGround.Trial trial : running) {
            LOGGER.log(Logger.Level.DEBUG, "{0}, {1}: {2} us", op, trial.blocking(), trial.shortest() / 1000);
        }
        return running.stream().map(TuningGround.Trial::blocking).toList();
    }

    private static void time(List<TuningGround.Trial> trials, int rounds) {
        for (int i = 0; i < rounds; i++) {
            trials.forEach(TuningGround.Trial::time);
        }
    }

    /** What it says, and false where the device refuses. */
    private static boolean works(Blocking candidate, BooleanSupplier what) {
        try {
            return what.getAsBoolean();
        } catch (DeviceException e) {
            LOGGER.log(Logger.Level.DEBUG, candidate + " is left out", e);
            return false;
        }
    }
}
