package io.github.upscale4j.opencl;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.spi.DeviceException;
import io.github.upscale4j.spi.Precision;
import java.lang.System.Logger;
import java.util.ArrayList;
import java.util.List;

/**
 * Tries a few ways to cut a convolution on a feature map of zeros and takes the fastest, for each shape when a driver sees it
 * for the first time, and longest for the first, when all are compiled; {@link Notes} remember it. Results differ in the last bits of sums at most, of
 * float16 where feature maps are stored in it. What computes a small image wrongly, or does not compile, is left out.
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

    private static final int ROUNDS = 3;

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
        int group = registers.group();
        for (int[] sums : new int[][] {{1, 8}, {1, 12}, {1, 16}, {2, 4}, {2, 8}, {4, 6}}) {
            boolean cpu = device.kind() == Device.Kind.CPU;
            if (cpu
                    == sums[0] * sums[1]
                            > 8) { // a CPU's vectors are the lanes; of a GPU's registers four times as many
                all.add(new RegisterBlocking(lanes, sums[0], sums[1], group).narrow(op.out()));
            }
        }
        if (device.kind() != Device.Kind.CPU) {
            LocalTiling tiling = LocalTiling.of(op.out(), 8);
            all.add(tiling);
            all.add(new LocalTiling(tiling.groups(), tiling.rows(), 4));
            all.add(new LocalTiling(tiling.groups(), tiling.rows(), 16));
            all.add(new LocalTiling(tiling.groups(), tiling.rows() / 2, 8));
            all.add(new WinogradTiling(32, 8));
            all.add(new WinogradTiling(op.out() > 32 ? 64 : 32, 4));
        }
        if (precision == Precision.FLOAT16) {
            all.addAll(MatrixTiling.candidates(op, device));
        }
        return all.stream().distinct().filter(each -> each.fits(op, device)).toList();
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
        Blocking best = candidates.get(0);
        int scale = cl.device().units() > MANY_UNITS && cl.device().kind().beatsCpu() ? 2 : 1;
        try (TuningGround ground = new TuningGround(op, scale * WIDTH, scale * scale * ROWS, cl, kernels.precision())) {
            long least = Long.MAX_VALUE;
            for (Blocking candidate : candidates) {
                try {
                    long nanos = ground.time(candidate, kernels, ROUNDS);
                    LOGGER.log(Logger.Level.DEBUG, "{0}, {1}: {2} us", op, candidate, nanos / 1000);
                    if (nanos < least && isRight(candidate, ground, kernels)) {
                        least = nanos;
                        best = candidate;
                    }
                } catch (DeviceException e) {
                    LOGGER.log(Logger.Level.DEBUG, candidate + " is left out", e);
                }
            }
        } catch (DeviceException e) {
            LOGGER.log(Logger.Level.DEBUG, "no memory to tune " + op, e);
        }
        return best;
    }
}
