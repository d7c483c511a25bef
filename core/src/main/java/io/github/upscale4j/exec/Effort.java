package io.github.upscale4j.exec;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Buffer;
import io.github.upscale4j.plan.Layout;
import io.github.upscale4j.plan.Step;

/** How much of a whole image's work is done before each step, roughly: multiply-adds, and a little for every value. */
final class Effort {
    /** What a value costs that is carried, summed or normalised, in multiply-adds of a convolution. */
    private static final int VALUE = 30;

    private final double[] before;

    Effort(Layout layout) {
        int steps = layout.plan().steps().size();
        before = new double[steps + 1];
        for (Step step : layout.plan().steps()) {
            Buffer buffer = step.output().buffer();
            double pixels = (double) buffer.size(layout.width()) * buffer.size(layout.height());
            before[step.index() + 1] = before[step.index()] + pixels * perPixel(step);
        }
        for (int i = 0; i <= steps; i++) {
            before[i] /= before[steps];
        }
    }

    private static double perPixel(Step step) {
        double values = (double) VALUE * step.output().channels();
        return step.op() instanceof Op.Conv conv
                ? values + (double) conv.in() * conv.out() * conv.kernel() * conv.kernel()
                : values;
    }

    /** The share that {@code steps} steps have, from 0 to 1. */
    double share(int steps) {
        return before[Math.min(steps, before.length - 1)];
    }
}
