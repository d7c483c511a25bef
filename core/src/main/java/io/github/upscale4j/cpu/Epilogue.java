package io.github.upscale4j.cpu;

import io.github.upscale4j.net.Activation;
import io.github.upscale4j.plan.Stage;
import io.github.upscale4j.plan.Step;
import io.github.upscale4j.weights.Weights;
import java.util.Arrays;
import java.util.List;

/** The stages of a step with their weights at hand. */
public final class Epilogue {
    /** What a stage does to a value. */
    public enum Kind {
        /** Times the slope of its channel where negative. */
        SLOPE,
        /** Times {@link #factor}. */
        SCALE,
        /** Times {@link #factors} of its channel, plus {@link #offsets}. */
        AFFINE,
        /** {@link Elementary#gelu}. */
        GELU,
        /** {@link Elementary#sigmoid}. */
        SIGMOID,
        /** {@link Elementary#silu}. */
        SILU,
        /** {@link Elementary#mish}. */
        MISH,
        /** {@link Elementary#tanh}. */
        TANH,
        /** Within {@link #low} and {@link #high}. */
        CLAMP,
        /** Plus the next operand. */
        ADD,
        /** Times the next operand. */
        MULTIPLY;

        /** Whether the stage reads an operand. */
        public boolean reads() {
            return this == ADD || this == MULTIPLY;
        }

        private static Kind of(Activation activation) {
            if (activation instanceof Activation.Gelu) {
                return GELU;
            }
            if (activation instanceof Activation.Sigmoid) {
                return SIGMOID;
            }
            if (activation instanceof Activation.Silu) {
                return SILU;
            }
            if (activation instanceof Activation.Mish) {
                return MISH;
            }
            if (activation instanceof Activation.Tanh) {
                return TANH;
            }
            return activation instanceof Activation.Clamp ? CLAMP : SLOPE;
        }
    }

    private final Kind[] kinds;
    private final float[][] slopes; // of AFFINE stages the factors
    private final float[][] offsets;
    private final float[] factors; // of CLAMP stages the upper bounds
    private final float[] lows;
    private final int channels;

    public Epilogue(Step step, Weights weights) {
        List<Stage> stages = step.epilogue();
        channels = step.output().channels();
        kinds = new Kind[stages.size()];
        slopes = new float[stages.size()][];
        offsets = new float[stages.size()][];
        factors = new float[stages.size()];
        lows = new float[stages.size()];
        for (int i = 0; i < kinds.length; i++) {
            Stage stage = stages.get(i);
            if (stage instanceof Stage.Activate activate) {
                kinds[i] = Kind.of(activate.activation());
                if (kinds[i] == Kind.SLOPE) {
                    slopes[i] = slopes(activate.activation(), weights);
                } else if (activate.activation() instanceof Activation.Clamp clamp) {
                    lows[i] = clamp.low();
                    factors[i] = clamp.high();
                }
            } else if (stage instanceof Stage.Scale scale) {
                kinds[i] = Kind.SCALE;
                factors[i] = scale.factor();
            } else if (stage instanceof Stage.Affine affine) {
                kinds[i] = Kind.AFFINE;
                slopes[i] = array(affine.factors());
                offsets[i] = array(affine.offsets());
            } else {
                kinds[i] = stage instanceof Stage.Multiply ? Kind.MULTIPLY : Kind.ADD;
            }
        }
    }

    private static float[] array(List<Float> values) {
        float[] array = new float[values.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = values.get(i);
        }
        return array;
    }

    private float[] slopes(Activation activation, Weights weights) {
        float[] all = new float[channels];
        if (activation instanceof Activation.Prelu prelu) {
            float[] stored = weights.floats(prelu.name() + ".weight");
            for (int c = 0; c < channels; c++) {
                all[c] = stored[stored.length == 1 ? 0 : c];
            }
        } else {
            Arrays.fill(all, ((Activation.LeakyRelu) activation).slope());
        }
        return all;
    }

    public int stages() {
        return kinds.length;
    }

    public Kind kind(int stage) {
        return kinds[stage];
    }

    /** One slope a channel, of a {@link Kind#SLOPE} stage. */
    public float[] slopes(int stage) {
        return slopes[stage];
    }

    /** The factor of a {@link Kind#SCALE} stage. */
    public float factor(int stage) {
        return factors[stage];
    }

    /** The lower bound of a {@link Kind#CLAMP} stage. */
    public float low(int stage) {
        return lows[stage];
    }

    /** The upper bound of a {@link Kind#CLAMP} stage. */
    public float high(int stage) {
        return factors[stage];
    }

    /** One factor a channel, of an {@link Kind#AFFINE} stage. */
    public float[] factors(int stage) {
        return slopes[stage];
    }

    /** One offset a channel, of an {@link Kind#AFFINE} stage. */
    public float[] offsets(int stage) {
        return offsets[stage];
    }

    /** Whether the first stage is an activation, which a kernel may do while it has the values at hand. */
    public boolean startsWithSlope() {
        return kinds.length > 0 && kinds[0] == Kind.SLOPE;
    }

    /** The slopes of the first stage, or ones, which change nothing. */
    public float[] firstSlopes() {
        if (startsWithSlope()) {
            return slopes[0];
        }
        float[] ones = new float[channels];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** Applies all stages to columns {@code x0} to {@code x1 - 1} of the output's row {@code y}, in place. */
    void apply(StepRows rows, int y, int x0, int x1) {
        apply(0, rows, y, x0, x1);
    }

    /** As {@link #apply} without an activation at the start, which is done already. */
    void applyRest(StepRows rows, int y, int x0, int x1) {
        apply(startsWithSlope() ? 1 : 0, rows, y, x0, x1);
    }

    private void apply(int first, StepRows rows, int y, int x0, int x1) {
        float[] a = rows.arena();
        int addend = 0;
        for (int s = first; s < kinds.length; s++) {
            for (int x = x0; x < x1; x++) {
                int out = rows.output(y) + x * rows.outputStride();
                switch (kinds[s]) {
                    case SLOPE -> {
                        for (int c = 0; c < channels; c++) {
                            a[out + c] = a[out + c] < 0 ? a[out + c] * slopes[s][c] : a[out + c];
                        }
                    }
                    case SCALE -> {
                        for (int c = 0; c < channels; c++) {
                            a[out + c] *= factors[s];
                        }
                    }
                    case AFFINE -> {
                        for (int c = 0; c < channels; c++) {
                            a[out + c] = a[out + c] * slopes[s][c] + offsets[s][c];
                        }
                    }
                    case GELU -> {
                        for (int c = 0; c < channels; c++) {
                            a[out + c] = Elementary.gelu(a[out + c]);
                        }
                    }
                    case SIGMOID -> {
                        for (int c = 0; c < channels; c++) {
                            a[out + c] = Elementary.sigmoid(a[out + c]);
                        }
                    }
                    case SILU -> {
                        for (int c = 0; c < channels; c++) {
                            a[out + c] = Elementary.silu(a[out + c]);
                        }
                    }
                    case MISH -> {
                        for (int c = 0; c < channels; c++) {
                            a[out + c] = Elementary.mish(a[out + c]);
                        }
                    }
                    case TANH -> {
                        for (int c = 0; c < channels; c++) {
                            a[out + c] = Elementary.tanh(a[out + c]);
                        }
                    }
                    case CLAMP -> {
                        for (int c = 0; c < channels; c++) {
                            a[out + c] = Math.max(lows[s], Math.min(factors[s], a[out + c]));
                        }
                    }
                    case MULTIPLY -> {
                        int in = rows.addend(addend, y) + x * rows.addendStride(addend);
                        for (int c = 0; c < channels; c++) {
                            a[out + c] *= a[in + c];
                        }
                    }
                    default -> {
                        int in = rows.addend(addend, y) + x * rows.addendStride(addend);
                        for (int c = 0; c < channels; c++) {
                            a[out + c] += a[in + c];
                        }
                    }
                }
            }
            addend += kinds[s].reads() ? 1 : 0;
        }
    }
}
