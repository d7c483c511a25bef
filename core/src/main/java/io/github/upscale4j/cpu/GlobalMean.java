package io.github.upscale4j.cpu;

import io.github.upscale4j.plan.Step;
import io.github.upscale4j.weights.Weights;

/** The mean of each channel over the whole image. */
public final class GlobalMean implements Kernels.GlobalKernel {
    /** Channels of a part: a cache line of floats, so that no two threads read the same one. */
    private static final int CHANNELS = 16;

    private final ChannelSums sums;
    private final Epilogue epilogue;
    private final int channels;

    public GlobalMean(ChannelSums sums, Step step, Weights weights) {
        this.sums = sums;
        this.epilogue = new Epilogue(step, weights);
        this.channels = step.output().channels();
    }

    @Override
    public int parts() {
        return (channels + CHANNELS - 1) / CHANNELS;
    }

    @Override
    public void run(StepRows rows, int part) {
        int first = part * CHANNELS;
        double[] means = sums.means(rows, first, Math.min(CHANNELS, channels - first));
        for (int c = 0; c < means.length; c++) {
            rows.arena()[rows.output(0) + first + c] = (float) means[c];
        }
    }

    @Override
    public void finish(StepRows rows) {
        epilogue.apply(rows, 0, 0, 1);
    }
}
