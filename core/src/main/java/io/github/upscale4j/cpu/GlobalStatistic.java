package io.github.upscale4j.cpu;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Step;
import io.github.upscale4j.weights.Weights;

/** {@link Op.Mean}, {@link Op.Deviation} and {@link Op.Normaliser}: what the pixels of a whole image leave of a channel. */
public final class GlobalStatistic implements Kernels.GlobalKernel {
    /** Channels of a part: two cache lines, which processors fetch together, so that no two threads read the same ones. */
    private static final int CHANNELS = 32;

    private final Op op;
    private final ChannelSums sums;
    private final Epilogue epilogue;
    private final int channels;
    private final int together; // channels of a part
    private final float[] weight; // of a normaliser
    private final float[] bias;

    /** @param step one of {@link #suits} */
    public GlobalStatistic(ChannelSums sums, Step step, Weights weights) {
        this.op = step.op();
        this.sums = sums;
        this.epilogue = new Epilogue(step, weights);
        this.channels = step.inputs().get(0).view().channels();
        if (op instanceof Op.Normaliser normaliser) {
            int group = channels / normaliser.groups();
            together = (CHANNELS + group - 1) / group * group;
            weight = weights.floats(normaliser.name() + ".weight", channels);
            bias = weights.floats(normaliser.name() + ".bias", channels);
        } else {
            together = CHANNELS;
            weight = new float[0];
            bias = weight;
        }
    }

    public static boolean suits(Op op) {
        return op instanceof Op.Mean || op instanceof Op.Deviation || op instanceof Op.Normaliser;
    }

    @Override
    public int parts() {
        return (channels + together - 1) / together;
    }

    @Override
    public void run(StepRows rows, int part) {
        int first = part * together;
        double[] means = sums.means(rows, first, Math.min(together, channels - first));
        float[] a = rows.arena();
        int out = rows.output(0) + first;
        if (op instanceof Op.Mean) {
            for (int c = 0; c < means.length; c++) {
                a[out + c] = (float) means[c];
            }
            return;
        }
        double[] variances = sums.variances(rows, first, means);
        if (op instanceof Op.Normaliser normaliser) {
            int group = channels / normaliser.groups();
            for (int c = 0; c < means.length; c += group) {
                normalise(a, out + c, first + c, c, group, means, variances, normaliser.epsilon());
            }
            return;
        }
        for (int c = 0; c < means.length; c++) {
            a[out + c] = (float) Math.sqrt(variances[c]);
        }
    }

    /** The group of {@code count} channels from {@code channel} on, whose moments stand from {@code at} on. */
    private void normalise(
            float[] a, int out, int channel, int at, int count, double[] means, double[] variances, float epsilon) {
        double mean = 0;
        for (int c = at; c < at + count; c++) {
            mean += means[c];
        }
        mean /= count;
        double variance = 0;
        for (int c = at; c < at + count; c++) {
            variance += variances[c] + (means[c] - mean) * (means[c] - mean);
        }
        double deviation = Math.sqrt(variance / count + epsilon);
        for (int c = 0; c < count; c++) {
            double factor = weight[channel + c] / deviation;
            a[out + c] = (float) factor;
            a[out + channels + c] = (float) (bias[channel + c] - mean * factor);
        }
    }

    @Override
    public void finish(StepRows rows) {
        epilogue.apply(rows, 0, 0, 1);
    }
}
